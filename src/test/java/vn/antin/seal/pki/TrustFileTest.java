package vn.antin.seal.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.antin.seal.Refusals.assertRefused;
import static vn.antin.seal.SealProvince.AUTHORITY;
import static vn.antin.seal.SealProvince.EC;
import static vn.antin.seal.SealProvince.RSA;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.fault.Fault;

class TrustFileTest {

    private static final Trust TRUST =
            new Trust(Set.of(AUTHORITY.certificate()), Set.of(RSA.certificate()), Set.of(EC.certificate()));

    @TempDir
    Path folder;

    @Test
    void what_is_written_is_read() throws Exception {
        Path file = Files.writeString(folder.resolve("trust.pem"), TRUST.write());

        Trust read = Trust.read(file);

        assertThat(read.anchors()).isEqualTo(TRUST.anchors());
        assertThat(read.directory()).isEqualTo(TRUST.directory());
        assertThat(read.timeStamp()).isEqualTo(TRUST.timeStamp());
        assertThat(read.empty()).isFalse();
        assertThat(read.write()).isEqualTo(TRUST.write());
    }

    @Test
    void a_file_of_comments_trusts_nobody() {
        assertThat(Trust.parse("# nobody yet\n\n").empty()).isTrue();
    }

    @Test
    void a_missing_file_is_said_to_be_missing() {
        assertRefused(Fault.FILE_MISSING, () -> Trust.read(folder.resolve("none.pem")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "role: anchor",
                "role: anchor\nrole: anchor",
                "role: everything",
                "anchor",
                "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
                "role: anchor\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                "role: anchor\n-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----",
                "role: anchor\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
            })
    void anything_else_is_refused(String text) {
        assertRefused(Fault.CONFIGURATION, () -> Trust.parse(text));
    }

    @Test
    void a_certificate_without_a_role_of_its_own_is_refused() {
        String twice = TRUST.write() + TRUST.write().replaceAll("role: .*\n", "");

        assertRefused(Fault.CONFIGURATION, () -> Trust.parse(twice));
    }
}
