package vn.antin.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Party;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.log.Issuer;
import vn.antin.receipt.ReceiptProvince;

/** Late receipts at the sender. */
class DeadlinesTest {

    private static final Party HOME = new Party(ReceiptProvince.HOME_AFFAIRS, ReceiptProvince.HOME);
    private static final Party HEALTH = new Party(ReceiptProvince.HEALTH_CARE, ReceiptProvince.HEALTH);
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path folder;

    private final ReceiptProvince province = new ReceiptProvince();

    /** What happens after the first late copy is marked and before the next one. */
    private final Queue<Runnable> meanwhile = new ArrayDeque<>();

    private final CrashPoints watch = new CrashPoints() {
        @Override
        public void afterSync(String label) {
            if (label.equals("settle.overdue") && !meanwhile.isEmpty()) {
                meanwhile.remove().run();
            }
        }
    };

    @Test
    void a_receipt_that_comes_while_late_copies_are_marked_leaves_no_alarm() {
        try (Ledger ledger = Ledgers.empty(folder, watch)) {
            Repositories repositories = Repositories.of(ReceiptProvince.HOME, ledger, province.clock);
            EnvelopeId id = send(repositories);
            Issuer issuer = new Issuer(
                    ReceiptProvince.HOME,
                    repositories.evidence(),
                    () -> province.directory().serial(),
                    OptionalLong::empty,
                    province.clock);
            meanwhile.add(() -> ledger.store(
                    "receipt",
                    tx -> assertThat(repositories
                                    .copies()
                                    .move(tx, id, 2, CopyState.RELAYED, province.clock.instant(), null, null))
                            .isTrue()));
            province.clock.pass(DAY.plusSeconds(2));
            new Deadlines(repositories, issuer, province.clock).look();

            boolean first = ledger.read(
                    tx -> repositories.copies().late(tx, HOME.agency().value()));
            boolean second = ledger.read(
                    tx -> repositories.copies().late(tx, HEALTH.agency().value()));
            List<Timeline.Alarm> alarms =
                    ledger.read(tx -> repositories.timeline().alarms(tx));
            assertThat(meanwhile).isEmpty();
            assertThat(first).isTrue();
            assertThat(second).isFalse();
            assertThat(alarms)
                    .extracting(Timeline.Alarm::subject)
                    .containsExactly(HOME.agency().value());
        }
    }

    /** A letter to two agencies whose receipts are due in a day, the second a moment later. */
    private EnvelopeId send(Repositories repositories) {
        Instant now = province.clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Envelope envelope = province.letter(List.of(HOME, HEALTH), Urgency.NORMAL, DAY.multipliedBy(7));
        byte[] letter = province.sealed(envelope);
        repositories.ledger().store("submit", tx -> {
            repositories.documents().add(tx, Direction.OUT, envelope, letter, Map.of(), Documents.DocumentNames.NONE);
            repositories.copies().add(tx, envelope, Collections.nCopies(2, Digest.sha256(letter)), now.plus(DAY));
            repositories
                    .copies()
                    .move(tx, envelope.id(), 2, CopyState.SENT, now.plus(DAY).plusMillis(1), null, null);
        });
        return envelope.id();
    }
}
