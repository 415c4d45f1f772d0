package vn.antin.seal.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.antin.seal.SealProvince.AUTHORITY;
import static vn.antin.seal.SealProvince.MONDAY_NINE;
import static vn.antin.seal.SealProvince.RSA;
import static vn.antin.seal.SealProvince.WEEK;
import static vn.antin.seal.SealProvince.nothingRevoked;
import static vn.antin.seal.SealProvince.revoked;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.antin.fault.Refused;
import vn.antin.seal.SealProvince;
import vn.antin.seal.pki.ValidatedPaths.PathQuestion;

class ValidatedPathsTest {

    private static final Set<X509Certificate> ANCHORS = Set.of(AUTHORITY.certificate());

    private final X509Certificate seal = RSA.certificate();
    private final ValidatedPaths paths = new ValidatedPaths();

    private PathQuestion question(List<X509CRL> crls) {
        return new PathQuestion(List.of(seal), Purpose.SEAL, crls);
    }

    private void validAt(Instant at, List<X509CRL> crls) {
        paths.add(question(crls), at, ANCHORS, crls);
    }

    @Test
    void an_answer_holds_until_something_can_change_it() {
        List<X509CRL> crls = nothingRevoked();
        validAt(MONDAY_NINE.plusSeconds(60), crls);
        Instant tooOld = crls.get(0).getNextUpdate().toInstant().plus(Revocation.GRACE);

        assertThat(paths.contains(question(crls), MONDAY_NINE.plus(Duration.ofDays(3))))
                .isTrue();
        assertThat(paths.contains(question(crls), tooOld.minusSeconds(2))).isTrue();
        assertThat(paths.contains(question(crls), tooOld)).isFalse();
        assertThat(paths.contains(question(crls), seal.getNotAfter().toInstant()))
                .isFalse();
        assertThat(paths.contains(
                        question(crls), seal.getNotBefore().toInstant().minusSeconds(1)))
                .isFalse();
    }

    @Test
    void a_revocation_to_come_ends_it() {
        Instant revocation = MONDAY_NINE.plusSeconds(600);
        List<X509CRL> crls = revoked(RSA, revocation);
        validAt(MONDAY_NINE.plusSeconds(60), crls);

        assertThat(paths.contains(question(crls), revocation.minusSeconds(2))).isTrue();
        assertThat(paths.contains(question(crls), revocation)).isFalse();
        assertThat(paths.contains(question(crls), revocation.plusSeconds(2))).isFalse();
    }

    @Test
    void another_list_another_purpose_or_another_chain_is_another_question() {
        List<X509CRL> crls = nothingRevoked();
        Instant at = MONDAY_NINE.plusSeconds(60);
        validAt(at, crls);
        List<X509CRL> more = new ArrayList<>(crls);
        more.addAll(revoked(RSA, MONDAY_NINE));

        assertThat(paths.contains(question(crls), at)).isTrue();
        assertThat(paths.contains(question(more), at)).isFalse();
        assertThat(paths.contains(question(List.of(AUTHORITY.crl(Map.of(), 3, WEEK))), at))
                .isFalse();
        assertThat(paths.contains(new PathQuestion(List.of(seal), Purpose.DIRECTORY, crls), at))
                .isFalse();
        assertThat(paths.contains(new PathQuestion(List.of(SealProvince.EC.certificate()), Purpose.SEAL, crls), at))
                .isFalse();
    }

    /** Trust with memory and trust without it agree on every certificate, list and time. */
    @Test
    void remembering_changes_no_answer() {
        Random random = new Random(42);
        List<List<X509CRL>> lists = List.of(
                nothingRevoked(),
                revoked(RSA, MONDAY_NINE.plusSeconds(3600)),
                revoked(RSA, MONDAY_NINE.plus(Duration.ofDays(20))),
                List.of());
        Trust remembering = new Trust(ANCHORS, Set.of(), Set.of());
        for (int i = 0; i < 3000; i++) {
            List<X509CRL> crls = lists.get(random.nextInt(lists.size()));
            Instant near = List.of(
                            MONDAY_NINE,
                            MONDAY_NINE.plusSeconds(3600),
                            MONDAY_NINE.plus(WEEK).plus(Revocation.GRACE),
                            seal.getNotAfter().toInstant())
                    .get(random.nextInt(4));
            Instant at = near.plusMillis(random.nextInt(6_000) - 3_000);
            Trust fresh = new Trust(ANCHORS, Set.of(), Set.of());

            assertThat(accepts(remembering, at, crls)).as("%s", at).isEqualTo(accepts(fresh, at, crls));
        }
    }

    private boolean accepts(Trust trust, Instant at, List<X509CRL> crls) {
        try {
            trust.check(seal, Purpose.SEAL, at, crls);
            return true;
        } catch (Refused refused) {
            return false;
        }
    }
}
