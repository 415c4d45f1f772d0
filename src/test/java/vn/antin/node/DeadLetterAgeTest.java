package vn.antin.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.AuditLog;
import vn.antin.receipt.TestClock;

/** Dead letters do not stay for ever, and none that is a document goes in silence. */
class DeadLetterAgeTest {

    @TempDir
    Path folder;

    @Test
    void a_dead_letter_past_its_time_is_removed_and_the_sender_of_a_document_is_told_first() {
        TestClock clock = new TestClock(Instant.parse("2026-12-01T02:00:00Z"));
        List<String> told = new ArrayList<>();
        try (Ledger ledger = Ledger.open(folder, CrashPoints.NONE)) {
            Repositories repositories = Repositories.of(new NodeId("hub"), ledger, clock);
            RouteFailures failures = new RouteFailures(
                    repositories,
                    (sender, message, why) ->
                            told.add(sender + " " + new String(message, UTF_8) + " " + left(repositories)),
                    Duration.ofDays(30),
                    clock);
            Refused why = new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "x");
            failures.giveUp(why, "so-noi-vu", "ENVELOPE", "one".getBytes(UTF_8));
            failures.giveUp(why, "so-y-te", "RECEIPTS", "two".getBytes(UTF_8));
            clock.pass(Duration.ofDays(20));
            failures.giveUp(why, "so-noi-vu", "ENVELOPE", "three".getBytes(UTF_8));

            failures.collect();
            assertThat(left(repositories)).isEqualTo(3);

            clock.pass(Duration.ofDays(11));
            failures.collect();
            failures.collect();

            assertThat(told).containsExactly("so-noi-vu one 3");
            assertThat(left(repositories)).isOne();
            List<AuditLog.AuditEntry> audited = ledger.read(tx -> new AuditLog(clock).page(tx, Long.MAX_VALUE, 9));
            assertThat(audited)
                    .extracting(
                            AuditLog.AuditEntry::who,
                            AuditLog.AuditEntry::what,
                            AuditLog.AuditEntry::reason,
                            AuditLog.AuditEntry::detail)
                    .containsExactly(
                            tuple("antin", "DEAD_OVER", "PT720H", ""),
                            tuple("antin", "DEAD_OVER", "PT720H", "SENDER_TOLD"));
        }
    }

    private static long left(Repositories repositories) {
        return repositories
                .ledger()
                .read(tx -> tx.one("select count(*) as n from dead_letter", row -> row.number("n")))
                .orElse(0L);
    }
}
