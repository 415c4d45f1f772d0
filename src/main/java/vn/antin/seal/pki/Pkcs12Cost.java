package vn.antin.seal.pki;

import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Checks the cost of opening a PKCS#12 file before the PIN is used: billions of iterations would block the node for
 * hours, and an old cipher would not protect its keys.
 */
final class Pkcs12Cost {

    private static final BigInteger MAX_ITERATIONS = BigInteger.valueOf(1_000_000);

    private Pkcs12Cost() {}

    static void check(byte[] file) throws IOException {
        Pfx pfx = Pfx.getInstance(ASN1Primitive.fromByteArray(file));
        if (pfx.getMacData() == null) {
            throw new IOException("not protected by a PIN");
        }
        check(pfx.getMacData().getIterationCount());
        for (ASN1Encodable each : sequence(pfx.getAuthSafe())) {
            ContentInfo info = ContentInfo.getInstance(each);
            if (info.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
                check(EncryptedData.getInstance(info.getContent()).getEncryptionAlgorithm());
            } else {
                checkBags(sequence(info));
            }
        }
    }

    private static void checkBags(ASN1Sequence bags) throws IOException {
        for (ASN1Encodable each : bags) {
            SafeBag bag = SafeBag.getInstance(each);
            if (bag.getBagId().equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag)) {
                check(EncryptedPrivateKeyInfo.getInstance(bag.getBagValue()).getEncryptionAlgorithm());
            }
        }
    }

    private static void check(AlgorithmIdentifier encryption) throws IOException {
        if (!encryption.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
            throw new IOException("encrypted with " + encryption.getAlgorithm());
        }
        PBES2Parameters parameters = PBES2Parameters.getInstance(encryption.getParameters());
        if (!parameters.getEncryptionScheme().getAlgorithm().equals(NISTObjectIdentifiers.id_aes256_CBC)) {
            throw new IOException(
                    "encrypted with " + parameters.getEncryptionScheme().getAlgorithm());
        }
        check(PBKDF2Params.getInstance(parameters.getKeyDerivationFunc().getParameters())
                .getIterationCount());
    }

    private static void check(BigInteger iterations) throws IOException {
        if (iterations.compareTo(MAX_ITERATIONS) > 0) {
            throw new IOException(iterations + " iterations");
        }
    }

    private static ASN1Sequence sequence(ContentInfo info) throws IOException {
        return ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(
                ASN1OctetString.getInstance(info.getContent()).getOctets()));
    }
}
