package vn.antin.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static vn.antin.seal.Refusals.assertRefused;
import static vn.antin.seal.SealProvince.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.Purpose;

class KeyWrapTest {

    private static final KeyEntry RSA = entry(KeyAlgorithm.RSA_2048, Purpose.ENCRYPTION);
    private static final KeyEntry EC = entry(KeyAlgorithm.EC_P256, Purpose.ENCRYPTION);
    private static final Digest COMMITMENT = Digest.sha256("inner manifest".getBytes(UTF_8));

    @TempDir
    Path folder;

    private final byte[] key = new byte[32];

    KeyWrapTest() {
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
    void the_recipient_gets_the_key_and_the_commitment(KeyAlgorithm algorithm) {
        Unwrapped unwrapped = KeyWrap.unwrap(wrapped(entryFor(algorithm)), entryFor(algorithm));

        assertThat(unwrapped.contentKey()).isEqualTo(key);
        assertThat(unwrapped.commitment()).isEqualTo(COMMITMENT);
        assertThat(unwrapped.toString()).doesNotContain(Arrays.toString(key));
    }

    @ParameterizedTest
    @EnumSource
    void nobody_else_gets_it(KeyAlgorithm algorithm) {
        byte[] wrapped = wrapped(entryFor(algorithm));

        assertRefused(Fault.DECRYPTION, () -> KeyWrap.unwrap(wrapped, entry(algorithm, Purpose.ENCRYPTION)));
        assertRefused(Fault.DECRYPTION, () -> KeyWrap.unwrap(wrapped, algorithm == KeyAlgorithm.EC_P256 ? RSA : EC));
    }

    @Test
    void a_certificate_for_sealing_cannot_be_encrypted_to() {
        assertRefused(Fault.CERTIFICATE_USAGE, () -> wrapped(SealProvince.RSA));
    }

    /** Another implementation unwraps our keys: an agency does not depend on this program to read its documents. */
    @ParameterizedTest
    @EnumSource
    void openssl_opens_it(KeyAlgorithm algorithm) throws Exception {
        KeyEntry entry = entryFor(algorithm);
        Path cms = Files.write(folder.resolve("key.cms"), wrapped(entry));
        Path pem = folder.resolve("key.pem");
        Files.writeString(pem, Pem.of(entry));
        Path out = folder.resolve("key.bin");

        XmlsecTool.run(
                "openssl",
                "cms",
                "-decrypt",
                "-inform",
                "DER",
                "-in",
                cms.toString(),
                "-recip",
                pem.toString(),
                "-inkey",
                pem.toString(),
                "-binary",
                "-out",
                out.toString());

        assertThat(Files.readAllBytes(out)).startsWith(key).endsWith(COMMITMENT.bytes());
    }
}
