package vn.antin.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static vn.antin.seal.Refusals.assertRefused;
import static vn.antin.seal.SealProvince.entry;

import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.BERTaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.SealCrypto;

/** Wrapped keys that must be refused. */
class KeyWrapAttackTest {

    private static final KeyEntry RSA = entry(KeyAlgorithm.RSA_2048, Purpose.ENCRYPTION);
    private static final KeyEntry EC = entry(KeyAlgorithm.EC_P256, Purpose.ENCRYPTION);
    private static final Digest COMMITMENT = Digest.sha256("inner manifest".getBytes(UTF_8));

    private final byte[] key = new byte[32];

    KeyWrapAttackTest() {
        Arrays.fill(key, (byte) 7);
    }

    private static KeyEntry entryFor(KeyAlgorithm algorithm) {
        return algorithm == KeyAlgorithm.RSA_2048 ? RSA : EC;
    }

    private byte[] wrapped(KeyEntry recipient) {
        return KeyWrap.wrap(key, COMMITMENT, recipient.certificate());
    }

    @ParameterizedTest
    @EnumSource
    void any_one_changed_byte_is_refused_or_changes_nothing(KeyAlgorithm algorithm) {
        byte[] wrapped = wrapped(entryFor(algorithm));
        int refused = 0;
        for (int i = 0; i < wrapped.length; i++) {
            byte[] changed = wrapped.clone();
            changed[i] ^= (byte) (1 << (i % 8));
            try {
                Unwrapped same = KeyWrap.unwrap(changed, entryFor(algorithm));
                assertThat(same.contentKey()).isEqualTo(key);
                assertThat(same.commitment()).isEqualTo(COMMITMENT);
            } catch (Refused e) {
                assertThat(e.fault()).isEqualTo(Fault.DECRYPTION);
                refused++;
            }
        }
        // the recipient's identifier (20 bytes) is not used, and a version or the form of a point may differ
        assertThat(refused).isGreaterThanOrEqualTo(wrapped.length - 24);
    }

    @Test
    void a_short_tag_is_refused() throws Exception {
        for (int length : new int[] {4, 12, 15}) {
            assertRefused(
                    Fault.DECRYPTION,
                    () -> WrapForm.check(
                            withTag(length, length), RSA.certificate().getPublicKey()));
            assertRefused(
                    Fault.DECRYPTION,
                    () -> WrapForm.check(withTag(16, length), RSA.certificate().getPublicKey()));
            assertRefused(
                    Fault.DECRYPTION,
                    () -> WrapForm.check(withTag(length, 16), RSA.certificate().getPublicKey()));
        }
    }

    @Test
    void cbc_is_refused() throws Exception {
        var generator = new CMSEnvelopedDataGenerator();
        generator.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(RSA.certificate(), WrapForm.OAEP)
                .setProvider(SealCrypto.PROVIDER));
        byte[] cms = generator
                .generate(
                        new CMSProcessableByteArray(new byte[64]),
                        new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                                .setProvider(SealCrypto.PROVIDER)
                                .build())
                .toASN1Structure()
                .getEncoded(ASN1Encoding.DER);

        assertRefused(Fault.DECRYPTION, () -> KeyWrap.unwrap(cms, RSA));
    }

    @Test
    void the_old_padding_is_refused() throws Exception {
        byte[] cms = enveloped(
                CMSAlgorithm.AES256_GCM,
                new JceKeyTransRecipientInfoGenerator(RSA.certificate()).setProvider(SealCrypto.PROVIDER));

        assertRefused(Fault.DECRYPTION, () -> KeyWrap.unwrap(cms, RSA));
    }

    @Test
    void a_shorter_content_key_is_refused() throws Exception {
        byte[] cms = enveloped(CMSAlgorithm.AES128_GCM, oaep());

        assertRefused(Fault.DECRYPTION, () -> KeyWrap.unwrap(cms, RSA));
    }

    @Test
    void more_than_one_recipient_is_refused() throws Exception {
        RecipientInfoGenerator[] many = new RecipientInfoGenerator[1000];
        Arrays.fill(many, oaep());

        assertRefused(Fault.DECRYPTION, () -> KeyWrap.unwrap(enveloped(CMSAlgorithm.AES256_GCM, oaep(), oaep()), RSA));
        assertRefused(Fault.DECRYPTION, () -> KeyWrap.unwrap(enveloped(CMSAlgorithm.AES256_GCM, many), RSA));
    }

    @Test
    void another_encoding_of_the_same_blob_is_refused() throws Exception {
        ContentInfo info = ContentInfo.getInstance(wrapped(RSA));
        byte[] ber = new BERSequence(
                        new ASN1Encodable[] {info.getContentType(), new BERTaggedObject(true, 0, info.getContent())})
                .getEncoded(ASN1Encoding.BER);

        assertRefused(
                Fault.DECRYPTION, () -> WrapForm.check(ber, RSA.certificate().getPublicKey()));
    }

    @Test
    void what_is_no_cms_is_refused() {
        assertRefused(Fault.DECRYPTION, () -> KeyWrap.unwrap(new byte[0], RSA));
        assertRefused(Fault.DECRYPTION, () -> KeyWrap.unwrap(new byte[] {0x30, 0x03, 0x02, 0x01, 0x00}, RSA));
        assertRefused(Fault.DECRYPTION, () -> KeyWrap.unwrap(Arrays.copyOf(wrapped(RSA), 5000), RSA));
    }

    private static RecipientInfoGenerator oaep() throws Exception {
        return new JceKeyTransRecipientInfoGenerator(RSA.certificate(), WrapForm.OAEP).setProvider(SealCrypto.PROVIDER);
    }

    private static byte[] enveloped(ASN1ObjectIdentifier cipher, RecipientInfoGenerator... recipients)
            throws Exception {
        var generator = new CMSAuthEnvelopedDataGenerator();
        List.of(recipients).forEach(generator::addRecipientInfoGenerator);
        var encryptor = new JceCMSContentEncryptorBuilder(cipher)
                .setProvider(SealCrypto.PROVIDER)
                .build();
        return generator
                .generate(new CMSProcessableByteArray(new byte[64]), (OutputAEADEncryptor) encryptor)
                .toASN1Structure()
                .getEncoded(ASN1Encoding.DER);
    }

    /** The same wrapped key with the tag cut to a length, stated or not. */
    private byte[] withTag(int said, int given) throws Exception {
        AuthEnvelopedData data = AuthEnvelopedData.getInstance(
                ContentInfo.getInstance(wrapped(RSA)).getContent());
        EncryptedContentInfo content = data.getAuthEncryptedContentInfo();
        byte[] nonce = GCMParameters.getInstance(
                        content.getContentEncryptionAlgorithm().getParameters())
                .getNonce();
        var parameters = new DERSequence(new ASN1Encodable[] {new DEROctetString(nonce), new ASN1Integer(said)});
        var weaker = new EncryptedContentInfo(
                content.getContentType(),
                new AlgorithmIdentifier(WrapForm.CONTENT, parameters),
                content.getEncryptedContent());
        byte[] tag = Arrays.copyOf(data.getMac().getOctets(), given);
        var changed =
                new AuthEnvelopedData(null, data.getRecipientInfos(), weaker, null, new DEROctetString(tag), null);
        return new ContentInfo(CMSObjectIdentifiers.authEnvelopedData, changed).getEncoded(ASN1Encoding.DER);
    }
}
