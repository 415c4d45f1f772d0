package vn.antin.seal.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.antin.seal.Refusals.assertRefused;
import static vn.antin.seal.SealProvince.AUTHORITY;
import static vn.antin.seal.SealProvince.CLOCK;
import static vn.antin.seal.SealProvince.MONDAY_NINE;
import static vn.antin.seal.SealProvince.YEAR;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.fault.Fault;
import vn.antin.seal.SealProvince;

class AuthorityTest {

    @ParameterizedTest
    @EnumSource
    void a_request_proves_that_its_sender_holds_the_key(KeyAlgorithm algorithm) {
        KeyPair keys = KeyPairs.generate(algorithm);
        byte[] request = KeyPairs.request(keys, "Sở Y tế");

        assertThat(KeyPairs.checkRequest(request).getEncoded())
                .isEqualTo(keys.getPublic().getEncoded());

        byte[] forged = request.clone();
        forged[forged.length - 1] ^= 1;
        assertRefused(Fault.SEAL_SIGNATURE, () -> KeyPairs.checkRequest(forged));
        assertRefused(Fault.SEAL_STRUCTURE, () -> KeyPairs.checkRequest(Arrays.copyOf(request, 20)));
    }

    @ParameterizedTest
    @EnumSource(names = "AUTHORITY", mode = EnumSource.Mode.EXCLUDE)
    void each_purpose_gets_a_certificate_for_it(Purpose purpose) {
        for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
            purpose.check(SealProvince.entry(algorithm, purpose).certificate());
        }
    }

    @Test
    void the_authority_gives_the_name_and_knows_dns_names_from_addresses() throws Exception {
        byte[] request = KeyPairs.request(KeyPairs.generate(KeyAlgorithm.EC_P256), "wished");

        X509Certificate certificate = AUTHORITY.issue(
                request, "hub", Purpose.CONNECTION, List.of("hub.tinh.gov.vn", "127.0.0.1", "::1"), YEAR);

        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=hub");
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> name.get(0) + " " + name.get(1))
                .containsExactly("2 hub.tinh.gov.vn", "7 127.0.0.1", "7 0:0:0:0:0:0:0:1");
        assertThat(certificate.getExtendedKeyUsage()).hasSize(2);
    }

    @Test
    void a_certificate_begins_five_minutes_ago_has_a_long_serial_and_ends_with_its_authority() {
        X509Certificate certificate = AUTHORITY.issue(
                KeyPairs.generate(KeyAlgorithm.EC_P256).getPublic(),
                "x",
                Purpose.SEAL,
                List.of(),
                Duration.ofDays(100_000));

        assertThat(certificate.getNotBefore()).isEqualTo(MONDAY_NINE.minus(Duration.ofMinutes(5)));
        assertThat(certificate.getNotAfter()).isEqualTo(AUTHORITY.certificate().getNotAfter());
        assertThat(certificate.getSerialNumber().bitLength()).isEqualTo(127);
    }

    @Test
    void a_kept_authority_goes_on() {
        var again = new Authority(AUTHORITY.entry(), CLOCK);
        KeyEntry entry = SealProvince.entry(again, KeyAlgorithm.EC_P256, Purpose.SEAL);

        SealProvince.TRUST.check(entry.certificate(), Purpose.SEAL, MONDAY_NINE, SealProvince.nothingRevoked());
        assertRefused(Fault.CERTIFICATE_USAGE, () -> new Authority(SealProvince.RSA, CLOCK));
    }
}
