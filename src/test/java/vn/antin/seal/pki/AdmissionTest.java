package vn.antin.seal.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** What counts under an authority that the province admitted for seals. */
class AdmissionTest {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final Authority province = Authority.create("Tỉnh CA", CLOCK, YEAR.multipliedBy(10), KeyAlgorithm.EC_P256);
    private final Authority state = Authority.create("Nhà nước CA", CLOCK, YEAR.multipliedBy(5), KeyAlgorithm.RSA_2048);
    private final Trust trust = new Trust(Set.of(province.certificate()), Set.of(), Set.of());

    private X509Certificate issued(Authority by, String name, Purpose purpose) {
        KeyPair pair = KeyPairs.generate(KeyAlgorithm.EC_P256);
        return by.issue(pair.getPublic(), name, purpose, List.of(), YEAR);
    }

    private List<X509CRL> lists(Map<BigInteger, Instant> ofState) {
        return new ArrayList<>(List.of(province.crl(Map.of(), 1, WEEK), state.crl(ofState, 1, WEEK)));
    }

    private X509Certificate admit(String subtree) {
        X509Certificate admission =
                province.admit(state.certificate(), subtree.isEmpty() ? null : new X500Principal(subtree));
        trust.link(List.of(admission));
        return admission;
    }

    private static void refused(Fault fault, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refused.class, why -> assertThat(why.fault()).isEqualTo(fault));
    }

    private void check(X509Certificate certificate, Purpose purpose, List<X509CRL> lists) {
        trust.check(certificate, purpose, NOW, lists);
    }

    @Test
    void its_seals_count_once_it_is_admitted() {
        X509Certificate seal = issued(state, "so-noi-vu", Purpose.SEAL);
        refused(Fault.CERTIFICATE_FOREIGN, () -> check(seal, Purpose.SEAL, lists(Map.of())));

        X509Certificate admission = admit("");

        assertThatCode(() -> check(seal, Purpose.SEAL, lists(Map.of()))).doesNotThrowAnyException();
        assertThat(trust.isAdmitted(seal)).isTrue();
        assertThat(trust.isAdmitted(issued(province, "x", Purpose.SEAL))).isFalse();
        assertThat(trust.shownAbove(seal)).isEqualTo(admission);
        assertThat(admission.getNotAfter()).isEqualTo(state.certificate().getNotAfter());
    }

    @ParameterizedTest
    @EnumSource(
            value = Purpose.class,
            names = {"ENCRYPTION", "CONNECTION", "DOOR", "TIME_STAMP", "DIRECTORY"})
    void it_counts_for_nothing_else(Purpose purpose) {
        admit("");
        X509Certificate other = issued(state, "so-noi-vu", purpose);

        refused(Fault.CERTIFICATE_FOREIGN, () -> check(other, purpose, lists(Map.of())));
        refused(Fault.CERTIFICATE_FOREIGN, () -> trust.checkLasting(List.of(other), purpose, NOW, lists(Map.of())));
    }

    @Test
    void it_is_never_pinned_and_admits_nobody() {
        X509Certificate admission = admit("");
        Authority below = Authority.create("dưới", CLOCK, YEAR, KeyAlgorithm.EC_P256);
        X509Certificate further = state.certify(below.certificate());

        assertThat(trust.adopt(state.certificate(), NOW, lists(Map.of()))).isFalse();
        trust.link(List.of(further));
        X509Certificate seal = issued(below, "so-noi-vu", Purpose.SEAL);
        List<X509CRL> lists = lists(Map.of());
        lists.add(below.crl(Map.of(), 1, WEEK));
        refused(
                Fault.CERTIFICATE_FOREIGN,
                () -> trust.check(List.of(seal, further, admission), Purpose.SEAL, NOW, lists));
    }

    @Test
    void a_revoked_certificate_and_one_without_a_list_in_force_are_refused() {
        admit("");
        X509Certificate seal = issued(state, "so-noi-vu", Purpose.SEAL);

        refused(
                Fault.CERTIFICATE_REVOKED,
                () -> check(seal, Purpose.SEAL, lists(Map.of(seal.getSerialNumber(), NOW.minusSeconds(60)))));
        refused(Fault.REVOCATION_UNKNOWN, () -> check(seal, Purpose.SEAL, List.of(province.crl(Map.of(), 1, WEEK))));
        Authority early = new Authority(state.entry(), Clock.fixed(NOW.minus(WEEK.multipliedBy(3)), ZoneOffset.UTC));
        refused(
                Fault.REVOCATION_UNKNOWN,
                () -> check(
                        seal, Purpose.SEAL, List.of(province.crl(Map.of(), 1, WEEK), early.crl(Map.of(), 1, WEEK))));
    }

    @Test
    void a_dismissed_authority_counts_no_more() {
        X509Certificate admission = admit("");
        X509Certificate seal = issued(state, "so-noi-vu", Purpose.SEAL);
        List<X509CRL> lists = List.of(
                province.crl(Map.of(admission.getSerialNumber(), NOW.minusSeconds(60)), 2, WEEK),
                state.crl(Map.of(), 1, WEEK));

        refused(Fault.CERTIFICATE_REVOKED, () -> check(seal, Purpose.SEAL, lists));
        assertThatCode(() -> trust.check(seal, Purpose.SEAL, NOW.minusSeconds(120), lists))
                .as("what was sealed before stands")
                .doesNotThrowAnyException();
    }

    @Test
    void only_names_of_the_subtree_count() {
        admit("CN=so-noi-vu");

        assertThatCode(() -> check(issued(state, "so-noi-vu", Purpose.SEAL), Purpose.SEAL, lists(Map.of())))
                .doesNotThrowAnyException();
        refused(
                Fault.CERTIFICATE_FOREIGN,
                () -> check(issued(state, "so-y-te", Purpose.SEAL), Purpose.SEAL, lists(Map.of())));
    }

    @Test
    void an_encryption_certificate_is_no_seal() {
        admit("");

        refused(
                Fault.CERTIFICATE_USAGE,
                () -> check(issued(state, "so-noi-vu", Purpose.ENCRYPTION), Purpose.SEAL, lists(Map.of())));
    }
}
