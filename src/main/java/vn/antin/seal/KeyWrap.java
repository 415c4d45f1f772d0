package vn.antin.seal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.bouncycastle.util.Selector;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.AllowedAlgorithms;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.SealCrypto;

/**
 * Wraps a content key, with the commitment to its content, for one recipient: CMS AuthEnvelopedData (RFC 5083) over
 * both. The commitment is included because AES-GCM does not commit to its key: two recipients could otherwise be shown
 * two contents for one ciphertext.
 */
public final class KeyWrap {

    private static final int KEY = 32;

    private KeyWrap() {}

    public static byte[] wrap(byte[] contentKey, Digest commitment, X509Certificate recipient) {
        Purpose.ENCRYPTION.check(recipient);
        AllowedAlgorithms.check(recipient.getPublicKey());
        if (contentKey.length != KEY) {
            throw new IllegalArgumentException("a content key has " + KEY + " bytes");
        }
        byte[] content = Arrays.copyOf(contentKey, KEY + Digest.LENGTH);
        System.arraycopy(commitment.bytes(), 0, content, KEY, Digest.LENGTH);
        try {
            var generator = new CMSAuthEnvelopedDataGenerator();
            generator.addRecipientInfoGenerator(generator(recipient));
            var encryptor = new JceCMSContentEncryptorBuilder(WrapForm.CONTENT)
                    .setProvider(SealCrypto.PROVIDER)
                    .build();
            return generator
                    .generate(new CMSProcessableByteArray(content), (OutputAEADEncryptor) encryptor)
                    .toASN1Structure()
                    .getEncoded(ASN1Encoding.DER);
        } catch (CMSException | GeneralSecurityException | IOException e) {
            throw new Refused(Fault.CERTIFICATE_ALGORITHM, e, Certificates.name(recipient));
        }
    }

    /**
     * Unwraps a key.
     *
     * @throws Refused with one fault for all reasons, for anything {@link #wrap} would not have written for this key
     */
    public static Unwrapped unwrap(byte[] cms, KeyEntry key) {
        WrapForm.check(cms, key.certificate().getPublicKey());
        try {
            byte[] content = new CMSAuthEnvelopedData(cms)
                    .getRecipientInfos()
                    .getRecipients()
                    .iterator()
                    .next()
                    .getContent(recipient(key.key()));
            if (content.length == KEY + Digest.LENGTH) {
                byte[] commitment = Arrays.copyOfRange(content, KEY, content.length);
                return new Unwrapped(Arrays.copyOf(content, KEY), Digest.of(commitment));
            }
        } catch (CMSException | RuntimeException e) {
            throw new Refused(Fault.DECRYPTION, e, "key");
        }
        throw new Refused(Fault.DECRYPTION, "key");
    }

    /**
     * The same with that of these keys for which it was encrypted; with the first when it was for none of them.
     *
     * @throws Refused as the other
     */
    public static Unwrapped unwrap(byte[] cms, List<KeyEntry> keys) {
        if (keys.size() == 1) {
            return unwrap(cms, keys.get(0));
        }
        return unwrap(
                cms,
                keys.stream()
                        .filter(key -> isFor(cms, key.certificate()))
                        .findFirst()
                        .orElse(keys.get(0)));
    }

    /** Whether the wrapped key names this certificate as its recipient. */
    public static boolean isFor(byte[] cms, X509Certificate recipient) {
        try {
            var holder = new JcaX509CertificateHolder(recipient);
            for (RecipientInformation each :
                    new CMSAuthEnvelopedData(cms).getRecipientInfos().getRecipients()) {
                if (isFor(each.getRID(), holder)) {
                    return true;
                }
            }
            return false;
        } catch (CMSException | CertificateEncodingException | RuntimeException e) {
            throw new Refused(Fault.DECRYPTION, e, "form of the wrapped key");
        }
    }

    @SuppressWarnings("unchecked") // the library's type has lost its parameter
    private static boolean isFor(Selector<?> recipient, X509CertificateHolder certificate) {
        return ((Selector<X509CertificateHolder>) recipient).match(certificate);
    }

    private static RecipientInfoGenerator generator(X509Certificate recipient) throws GeneralSecurityException {
        PublicKey key = recipient.getPublicKey();
        byte[] id = subjectKeyIdentifier(recipient);
        if (key.getAlgorithm().equals("RSA")) {
            var transport = id == null
                    ? new JceKeyTransRecipientInfoGenerator(recipient, WrapForm.OAEP)
                    : new JceKeyTransRecipientInfoGenerator(id, WrapForm.OAEP, key);
            return transport.setProvider(SealCrypto.PROVIDER);
        }
        KeyPair ephemeral = KeyPairs.generate(KeyAlgorithm.EC_P256);
        var agreement = new JceKeyAgreeRecipientInfoGenerator(
                WrapForm.AGREEMENT, ephemeral.getPrivate(), ephemeral.getPublic(), WrapForm.WRAPPING);
        agreement.setProvider(SealCrypto.PROVIDER);
        return id == null ? agreement.addRecipient(recipient) : agreement.addRecipient(id, key);
    }

    /** The certificate is named by its key identifier when it has one: issuer names are long, and recipients many. */
    private static byte @Nullable [] subjectKeyIdentifier(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        if (extension == null) {
            return null;
        }
        byte[] value = ASN1OctetString.getInstance(extension).getOctets();
        return ASN1OctetString.getInstance(value).getOctets();
    }

    private static Recipient recipient(PrivateKey key) {
        boolean inToken = key.getEncoded() == null;
        if (key.getAlgorithm().equals("RSA")) {
            var transport = new JceKeyTransAuthEnvelopedRecipient(key);
            transport.setContentProvider(SealCrypto.PROVIDER);
            return inToken ? transport : transport.setProvider(SealCrypto.PROVIDER);
        }
        var agreement = new JceKeyAgreeAuthEnvelopedRecipient(key);
        agreement.setContentProvider(SealCrypto.PROVIDER);
        return inToken ? agreement : agreement.setProvider(SealCrypto.PROVIDER);
    }
}
