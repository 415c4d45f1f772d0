package vn.antin.seal;

import java.io.IOException;
import java.security.PublicKey;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientInfo;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.OriginatorPublicKey;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cms.CMSAlgorithm;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The only structure of a wrapped key, checked before the private key is used: one recipient, OAEP or ECDH with
 * SHA-256, AES-256-GCM with the full tag. A shorter tag, PKCS #1 v1.5 padding or CBC would each turn the reader into an
 * oracle.
 */
final class WrapForm {

    static final ASN1ObjectIdentifier CONTENT = CMSAlgorithm.AES256_GCM;
    static final ASN1ObjectIdentifier AGREEMENT = CMSAlgorithm.ECDH_SHA256KDF;
    static final ASN1ObjectIdentifier WRAPPING = CMSAlgorithm.AES256_WRAP;
    static final AlgorithmIdentifier OAEP = oaep();

    private static final AlgorithmIdentifier P256 =
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);
    private static final int MAX_BYTES = 4096;
    private static final int TAG = 16;
    private static final int NONCE = 12;

    private WrapForm() {}

    static void check(byte[] cms, PublicKey key) {
        try {
            if (cms.length <= MAX_BYTES) {
                ContentInfo info = ContentInfo.getInstance(ASN1Primitive.fromByteArray(cms));
                if (isExact(info, key) && Arrays.equals(cms, info.getEncoded(ASN1Encoding.DER))) {
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new Refused(Fault.DECRYPTION, e, "form of the wrapped key");
        }
        throw new Refused(Fault.DECRYPTION, "form of the wrapped key");
    }

    private static boolean isExact(ContentInfo info, PublicKey key) {
        if (!info.getContentType().equals(CMSObjectIdentifiers.authEnvelopedData)) {
            return false;
        }
        AuthEnvelopedData data = AuthEnvelopedData.getInstance(info.getContent());
        return data.getOriginatorInfo() == null
                && data.getAuthAttrs() == null
                && data.getUnauthAttrs() == null
                && data.getMac().getOctets().length == TAG
                && isOurContent(data.getAuthEncryptedContentInfo())
                && data.getRecipientInfos().size() == 1
                && isOurRecipient(
                        RecipientInfo.getInstance(data.getRecipientInfos().getObjectAt(0)), key);
    }

    private static boolean isOurContent(EncryptedContentInfo content) {
        AlgorithmIdentifier algorithm = content.getContentEncryptionAlgorithm();
        if (!content.getContentType().equals(CMSObjectIdentifiers.data)
                || !algorithm.getAlgorithm().equals(CONTENT)) {
            return false;
        }
        GCMParameters parameters = GCMParameters.getInstance(algorithm.getParameters());
        return parameters.getIcvLen() == TAG && parameters.getNonce().length == NONCE;
    }

    private static boolean isOurRecipient(RecipientInfo recipient, PublicKey key) {
        ASN1Encodable info = recipient.getInfo();
        if (key.getAlgorithm().equals("RSA")) {
            return info instanceof KeyTransRecipientInfo transport
                    && transport.getKeyEncryptionAlgorithm().equals(OAEP);
        }
        return info instanceof KeyAgreeRecipientInfo agreement
                && isOnCurve(agreement.getOriginator().getOriginatorKey())
                && agreement.getUserKeyingMaterial() == null
                && agreement.getRecipientEncryptedKeys().size() == 1
                && isOurAgreement(agreement.getKeyEncryptionAlgorithm());
    }

    /** The point itself is checked when it is decoded, against the recipient's own curve. */
    private static boolean isOnCurve(@Nullable OriginatorPublicKey ephemeral) {
        return ephemeral != null && ephemeral.getAlgorithm().equals(P256);
    }

    private static boolean isOurAgreement(AlgorithmIdentifier algorithm) {
        return algorithm.getAlgorithm().equals(AGREEMENT)
                && AlgorithmIdentifier.getInstance(algorithm.getParameters())
                        .getAlgorithm()
                        .equals(WRAPPING);
    }

    private static AlgorithmIdentifier oaep() {
        var sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
        var mgf1 = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, sha256);
        return new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_RSAES_OAEP,
                new RSAESOAEPparams(sha256, mgf1, RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM));
    }
}
