package vn.antin.seal.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.antin.seal.Refusals.assertRefused;
import static vn.antin.seal.SealProvince.EC;
import static vn.antin.seal.SealProvince.RSA;
import static vn.antin.seal.SealProvince.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.fault.Fault;
import vn.antin.seal.Pem;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.SealProvince;
import vn.antin.seal.SealReader;
import vn.antin.seal.Sealer;
import vn.antin.seal.XmlsecTool;

class Pkcs12KeysTest {

    private static final char[] PIN = "mot hai ba 123".toCharArray();

    @TempDir
    Path folder;

    private Path written(Map<Purpose, KeyEntry> entries) {
        Path file = folder.resolve("keys.p12");
        Pkcs12Keys.write(file, PIN, entries);
        return file;
    }

    @Test
    void what_is_written_is_read() {
        KeyEntry encryption = entry(KeyAlgorithm.RSA_2048, Purpose.ENCRYPTION);
        KeyEntry stamp = entry(KeyAlgorithm.EC_P256, Purpose.TIME_STAMP);

        Keys keys = Pkcs12Keys.open(
                written(Map.of(Purpose.SEAL, EC, Purpose.ENCRYPTION, encryption, Purpose.TIME_STAMP, stamp)), PIN);

        assertThat(keys.of(Purpose.SEAL).certificate()).isEqualTo(EC.certificate());
        assertThat(keys.of(Purpose.SEAL).chain()).isEqualTo(EC.chain());
        assertThat(keys.of(Purpose.TIME_STAMP).certificate()).isEqualTo(stamp.certificate());
        assertThat(keys.of(Purpose.ENCRYPTION).key()).isEqualTo(encryption.key());
        assertRefused(Fault.KEYS_UNREADABLE, () -> keys.of(Purpose.CONNECTION));
    }

    @Test
    void a_key_that_was_read_seals() {
        KeyEntry read = Pkcs12Keys.open(written(Map.of(Purpose.SEAL, EC)), PIN).of(Purpose.SEAL);

        byte[] sealed = new Sealer(read, SealAlgorithm.ECDSA, SealProvince.CLOCK).seal(SealProvince.letter(), "e7");

        assertThat(SealReader.open(sealed, SealProvince.LETTER).signer()).isEqualTo(EC.certificate());
    }

    @Test
    void a_wrong_pin_is_said_without_saying_the_pin() {
        Path file = written(Map.of(Purpose.SEAL, RSA));

        assertRefused(Fault.KEYS_UNREADABLE, () -> Pkcs12Keys.open(file, "wrong".toCharArray()));
        assertRefused(Fault.KEYS_UNREADABLE, () -> Pkcs12Keys.open(file, new char[0]));
    }

    @Test
    void a_missing_or_damaged_file_is_refused() throws Exception {
        Path file = written(Map.of(Purpose.SEAL, RSA));
        byte[] bytes = Files.readAllBytes(file);

        assertRefused(Fault.FILE_MISSING, () -> Pkcs12Keys.open(folder.resolve("none.p12"), PIN));
        for (int i = 0; i < bytes.length; i += 37) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            Files.write(file, changed);
            assertRefused(Fault.KEYS_UNREADABLE, () -> Pkcs12Keys.open(file, PIN));
        }
    }

    @Test
    void only_the_owner_may_read_the_file_also_after_it_was_replaced() throws Exception {
        Path file = written(Map.of(Purpose.SEAL, RSA));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        written(Map.of(Purpose.SEAL, EC));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryContaining(path -> path.equals(file)).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void a_key_under_the_certificate_of_another_is_refused() {
        Path file = written(Map.of(
                Purpose.SEAL,
                KeyEntry.of(
                        RSA.key(), entry(KeyAlgorithm.RSA_2048, Purpose.SEAL).certificate())));

        assertRefused(Fault.KEYS_UNREADABLE, () -> Pkcs12Keys.open(file, PIN));
    }

    @Test
    void a_file_that_would_count_for_hours_is_refused_at_once() throws Exception {
        Path file = folder.resolve("slow.p12");
        Path pem = folder.resolve("key.pem");
        Files.writeString(pem, Pem.of(RSA));

        XmlsecTool.run(
                "openssl",
                "pkcs12",
                "-export",
                "-in",
                pem.toString(),
                "-out",
                file.toString(),
                "-name",
                "seal",
                "-passout",
                "pass:123456",
                "-iter",
                "1000001");
        assertRefused(Fault.KEYS_UNREADABLE, () -> Pkcs12Keys.open(file, "123456".toCharArray()));

        XmlsecTool.run(
                "openssl",
                "pkcs12",
                "-export",
                "-in",
                pem.toString(),
                "-out",
                file.toString(),
                "-name",
                "seal",
                "-passout",
                "pass:123456",
                "-keypbe",
                "PBE-SHA1-3DES");
        assertRefused(Fault.KEYS_UNREADABLE, () -> Pkcs12Keys.open(file, "123456".toCharArray()));

        XmlsecTool.run(
                "openssl",
                "pkcs12",
                "-export",
                "-in",
                pem.toString(),
                "-out",
                file.toString(),
                "-name",
                "seal",
                "-passout",
                "pass:123456",
                "-iter",
                "2048");
        assertThat(Pkcs12Keys.open(file, "123456".toCharArray())
                        .of(Purpose.SEAL)
                        .certificate())
                .isEqualTo(RSA.certificate());
    }
}
