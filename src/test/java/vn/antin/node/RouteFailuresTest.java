package vn.antin.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;

/** For what a step waits in its place, and what goes back to the queue so that the messages behind it go on. */
class RouteFailuresTest {

    @TempDir
    Path folder;

    @Test
    void only_a_ledger_out_of_reach_holds_up_the_messages_behind() {
        try (Ledger ledger = Ledgers.empty(folder)) {
            RouteFailures failures = new RouteFailures(
                    Repositories.of(new NodeId("hub"), ledger, Clock.systemUTC()),
                    (sender, message, why) -> {},
                    Duration.ofDays(30),
                    Clock.systemUTC());

            assertThat(failures.ledgerIsAway(new TryLater(Fault.LEDGER_UNAVAILABLE, "x")))
                    .isTrue();
            assertThat(failures.ledgerIsAway(new TryLater(Fault.DISK_FULL, "x")))
                    .isFalse();
            assertThat(failures.ledgerIsAway(new TryLater(Fault.DIRECTORY_AHEAD, "7")))
                    .isFalse();
            assertThat(failures.ledgerIsAway(new Refused(Fault.LEDGER_UNAVAILABLE, "x")))
                    .isFalse();
        }
    }
}
