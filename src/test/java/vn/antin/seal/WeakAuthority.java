package vn.antin.seal;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues what our own authority never would: weak keys, old digests, odd usages. */
final class WeakAuthority {

    private WeakAuthority() {}

    static KeyEntry selfSigned(KeyPair keys, String signature) throws Exception {
        return issued(keys, keys, "CN=weak", signature);
    }

    static KeyEntry issued(KeyPair keys, KeyPair issuer, String issuerName, String signature) throws Exception {
        var builder = new JcaX509v3CertificateBuilder(
                new X500Name(issuerName),
                BigInteger.TEN,
                Date.from(Province.MONDAY_NINE.minusSeconds(60)),
                Date.from(Province.MONDAY_NINE.plus(Province.YEAR)),
                new X500Name("CN=weak"),
                keys.getPublic());
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        X509Certificate certificate =
                Certificates.parse(builder.build(new JcaContentSignerBuilder(signature).build(issuer.getPrivate()))
                        .getEncoded());
        return KeyEntry.of(keys.getPrivate(), certificate);
    }
}
