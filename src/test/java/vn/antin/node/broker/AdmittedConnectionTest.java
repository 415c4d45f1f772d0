package vn.antin.node.broker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;

/** An authority that was admitted for seals opens no connection, although the province's has certified its key. */
class AdmittedConnectionTest {

    private static final Duration YEAR = Duration.ofDays(365);
    private static final Clock CLOCK = Clock.systemUTC();

    private final Authority province = Authority.create("Tỉnh CA", CLOCK, YEAR, KeyAlgorithm.EC_P256);
    private final Authority other = Authority.create("CA khác", CLOCK, YEAR, KeyAlgorithm.EC_P256);
    private final ClockTrustManager manager = new ClockTrustManager(() -> Set.of(province.certificate()), CLOCK);

    private X509Certificate connection() {
        return other.issue(
                KeyPairs.generate(KeyAlgorithm.EC_P256).getPublic(), "nut", Purpose.CONNECTION, List.of(), YEAR);
    }

    @Test
    void a_chain_through_its_certificate_is_refused() {
        X509Certificate[] chain = {connection(), province.admit(other.certificate(), null)};

        assertThatThrownBy(() -> manager.checkClientTrusted(chain, "EC")).isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> manager.checkServerTrusted(chain, "ECDHE_ECDSA"))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void one_through_an_authority_of_the_province_is_good() {
        X509Certificate[] chain = {connection(), province.certify(other.certificate())};

        assertThatCode(() -> manager.checkClientTrusted(chain, "EC")).doesNotThrowAnyException();
    }
}
