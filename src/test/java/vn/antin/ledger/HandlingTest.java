package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.antin.edxml.StatusCode.ACCEPTED;
import static vn.antin.edxml.StatusCode.ASSIGNED;
import static vn.antin.edxml.StatusCode.FINISHED;
import static vn.antin.edxml.StatusCode.RECALL_AGREED;
import static vn.antin.edxml.StatusCode.RECALL_ASKED;
import static vn.antin.edxml.StatusCode.RECALL_DECLINED;
import static vn.antin.edxml.StatusCode.REFUSED;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.antin.edxml.StatusCode;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Handling.Recall;
import vn.antin.ledger.Handling.Stage;

/** The handling of a copy, derived from all reports. */
class HandlingTest {

    private static final List<StatusCode> ALL = List.of(StatusCode.values());
    private static final Instant NOON = Instant.parse("2026-03-02T05:00:00Z");

    private static Reports.StoredReport report(int minute, StatusCode code) {
        return new Reports.StoredReport(
                new EnvelopeId(new UUID(1, 1)),
                new AgencyCode("H06.12"),
                code,
                "",
                NOON.plusSeconds(60L * minute),
                new EnvelopeId(new UUID(2, minute)));
    }

    /** Reports at intervals of a minute. */
    private static List<Reports.StoredReport> said(StatusCode... codes) {
        List<Reports.StoredReport> all = new ArrayList<>();
        for (StatusCode code : codes) {
            all.add(report(all.size(), code));
        }
        return all;
    }

    private static Handling after(StatusCode... codes) {
        return Handling.of(said(codes));
    }

    @Test
    void the_furthest_word_stands() {
        assertThat(after()).isEqualTo(Handling.NONE);
        assertThat(after(ACCEPTED, FINISHED, ASSIGNED).stage()).isEqualTo(Stage.FINISHED);
        assertThat(after(REFUSED).stage()).isEqualTo(Stage.REFUSED);
        assertThat(after(ACCEPTED, RECALL_ASKED)).isEqualTo(new Handling(Stage.ACCEPTED, Recall.ASKED));
        assertThat(after(ACCEPTED, RECALL_ASKED, RECALL_DECLINED).recall()).isEqualTo(Recall.DECLINED);
        assertThat(after(RECALL_ASKED, RECALL_DECLINED, RECALL_ASKED).recall()).isEqualTo(Recall.ASKED);
        assertThat(after(ACCEPTED, RECALL_ASKED, RECALL_AGREED)).isEqualTo(new Handling(Stage.REMOVED, Recall.AGREED));
    }

    @Test
    void any_order_and_any_repetition_end_the_same() {
        Random random = new Random(20260302);
        for (int round = 0; round < 2_000; round++) {
            List<Reports.StoredReport> way = way(random);
            Handling end = Handling.of(way);
            List<Reports.StoredReport> mixed = new ArrayList<>(way);
            for (int i = random.nextInt(4); i > 0 && !way.isEmpty(); i--) {
                mixed.add(way.get(random.nextInt(way.size())));
            }
            Collections.shuffle(mixed, random);
            assertThat(Handling.of(mixed)).as(way::toString).isEqualTo(end);
        }
    }

    /** A random sequence of reports in valid order. */
    private static List<Reports.StoredReport> way(Random random) {
        List<Reports.StoredReport> way = new ArrayList<>();
        for (int minute = 0; minute < 12; minute++) {
            StatusCode next = ALL.get(random.nextInt(ALL.size()));
            try {
                Handling.of(way).requireNext(next);
                way.add(report(minute, next));
            } catch (Refused refused) {
                assertThat(refused.fault()).isEqualTo(Fault.STATUS_ORDER);
            }
        }
        return way;
    }

    @Test
    void only_forwards_and_only_answers_to_questions() {
        refused(REFUSED, ACCEPTED);
        refused(ACCEPTED, ASSIGNED, FINISHED);
        refused(ACCEPTED, ACCEPTED);
        refused(ACCEPTED, REFUSED);
        refused(RECALL_AGREED);
        refused(RECALL_DECLINED);
        refused(RECALL_ASKED, RECALL_ASKED);
        refused(RECALL_DECLINED, RECALL_ASKED, RECALL_DECLINED);
        refused(RECALL_ASKED, REFUSED);
        refused(ACCEPTED, RECALL_ASKED, RECALL_AGREED);
        after(ACCEPTED, RECALL_ASKED).requireNext(ASSIGNED);
        after(ACCEPTED).requireNext(FINISHED);
    }

    private static void refused(StatusCode next, StatusCode... before) {
        assertThatThrownBy(() -> after(before).requireNext(next))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(Fault.STATUS_ORDER));
    }
}
