package vn.antin.seal.pki;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import vn.antin.seal.SealProvince;

/** Issues what our own authority never would: weak keys, old digests, wrong usages. */
public final class WeakAuthority {

    private final KeyPair issuer;
    private final X500Name name;

    private WeakAuthority(KeyPair issuer, X500Name name) {
        this.issuer = issuer;
        this.name = name;
    }

    /** The weak variant of a good authority, with its key. */
    static WeakAuthority of(Authority authority) {
        var certificate = authority.certificate();
        return new WeakAuthority(
                new KeyPair(certificate.getPublicKey(), authority.entry().key()),
                CertificateText.name(certificate.getSubjectX500Principal()));
    }

    public static KeyEntry selfSigned(KeyPair keys, String signature) throws Exception {
        var itself = new WeakAuthority(keys, new X500Name("CN=weak"));
        return KeyEntry.of(keys.getPrivate(), itself.issue(itself.builder(keys, KeyUsage.digitalSignature), signature));
    }

    /** A self-signed certificate that says it is an authority. */
    public static X509Certificate root(KeyPair keys, int usage) throws Exception {
        var itself = new WeakAuthority(keys, new X500Name("CN=weak"));
        return itself.issue(
                itself.builder(keys, usage).addExtension(Extension.basicConstraints, true, new BasicConstraints(true)),
                "SHA256withRSA");
    }

    /** A revocation list with a critical extension, by which it is not complete. */
    public X509CRL list(ASN1ObjectIdentifier extension, ASN1Encodable value) throws Exception {
        var list = new X509v2CRLBuilder(name, Date.from(SealProvince.MONDAY_NINE));
        list.setNextUpdate(Date.from(SealProvince.MONDAY_NINE.plus(SealProvince.WEEK)));
        list.addExtension(extension, true, value);
        byte[] der = list.build(KeyPairs.signer(issuer.getPrivate())).getEncoded();
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    }

    public X509Certificate issue(KeyPair keys, int usage, String signature) throws Exception {
        return issue(builder(keys, usage), signature);
    }

    public X509Certificate issueExtended(KeyPair keys, boolean critical, KeyPurposeId... purposes) throws Exception {
        return issue(
                builder(keys, KeyUsage.digitalSignature)
                        .addExtension(Extension.extendedKeyUsage, critical, new ExtendedKeyUsage(purposes)),
                "SHA256withRSA");
    }

    public X509Certificate issueWithoutUsage(KeyPair keys) throws Exception {
        return issue(plain(keys), "SHA256withRSA");
    }

    private JcaX509v3CertificateBuilder plain(KeyPair keys) {
        return new JcaX509v3CertificateBuilder(
                name,
                BigInteger.TEN,
                Date.from(SealProvince.MONDAY_NINE.minusSeconds(60)),
                Date.from(SealProvince.MONDAY_NINE.plus(SealProvince.YEAR)),
                new X500Name("CN=weak"),
                keys.getPublic());
    }

    private X509v3CertificateBuilder builder(KeyPair keys, int usage) throws Exception {
        return plain(keys).addExtension(Extension.keyUsage, true, new KeyUsage(usage));
    }

    private X509Certificate issue(X509v3CertificateBuilder builder, String signature) throws Exception {
        return Certificates.parse(builder.build(new JcaContentSignerBuilder(signature)
                        .setProvider(SealCrypto.PROVIDER)
                        .build(issuer.getPrivate()))
                .getEncoded());
    }
}
