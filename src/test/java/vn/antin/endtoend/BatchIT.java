package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.Slow;
import vn.antin.endtoend.Records.Dead;
import vn.antin.endtoend.Rogue.Letter;
import vn.antin.ledger.StoppedRoutes;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;
import vn.antin.seal.pki.Purpose;

/** A hub that finds many messages waiting, some of them bad. */
@Slow
class BatchIT {

    private static final int GOOD = 120;

    /** Good letters from one group of bad ones to the next. */
    private static final int PERIOD = 40;

    @TempDir
    Path folder;

    @Test
    void a_hub_with_many_messages_waiting_relays_each_good_one_once_and_gives_up_the_bad_ones_alone() {
        try (RogueTown town = new RogueTown(folder)) {
            List<Letter> decided = new ArrayList<>();
            for (int i = 0; i < GOOD / PERIOD; i++) {
                Letter letter = town.letter();
                decided.add(letter);
                town.rogue.send("ENVELOPE", letter.up());
            }
            await().untilAsserted(() -> assertArrivedOnce(town, decided));
            restarted(town, tx -> new StoppedRoutes(Clock.systemUTC()).stop(tx, "relay", "test", "on purpose"));
            List<Letter> good = new ArrayList<>();
            for (int i = 0; i < GOOD; i++) {
                Letter letter = town.letter();
                good.add(letter);
                town.rogue.send("ENVELOPE", letter.up());
                if (i % PERIOD == PERIOD / 2) {
                    Letter before = decided.get(i / PERIOD);
                    // Cannot be read, and is no envelope of its sender: both before the transaction.
                    town.rogue.send("ENVELOPE", new byte[] {1, 2, 3});
                    town.accomplice.send("ENVELOPE", letter.up());
                    // The same id with another content: found in the transaction. Of two that wait, either may be
                    // first.
                    town.rogue.send("ENVELOPE", sealedAgain(town, before).up());
                    // A repeat is no fault.
                    town.rogue.send("ENVELOPE", before.up());
                    town.rogue.send("ENVELOPE", letter.up());
                }
            }

            restarted(town, tx -> new StoppedRoutes(Clock.systemUTC()).start(tx, "relay"));

            await().untilAsserted(() -> assertArrivedOnce(town, good));
            good.addAll(decided);
            await().untilAsserted(() -> assertThat(town.hub().dead()).hasSize(9));
            assertThat(good).allSatisfy(letter -> {
                assertThat(town.hub().evidence(letter.id())).containsExactly("RelayAcceptance");
                assertThat(town.receiver().evidence(letter.id())).containsExactly("ContentConsignment");
            });
            assertThat(town.hub().dead()).extracting(Dead::code).containsOnly("ANTIN-1208", "ANTIN-2004", "ANTIN-3006");
        }
    }

    private static void assertArrivedOnce(RogueTown town, List<Letter> letters) {
        assertThat(letters)
                .allSatisfy(letter ->
                        assertThat(town.receiver().arrivals(letter.id())).isOne());
    }

    private static Letter sealedAgain(RogueTown town, Letter letter) {
        return letter.sealed(town.draft()
                .envelope(letter.envelope())
                .sealed(town.rogue.key(Purpose.SEAL))
                .sealed());
    }

    private void restarted(RogueTown town, Change change) {
        town.town.province().stopHub();
        try (Ledger ledger = Ledger.open(folder.resolve("hub").resolve("data"), CrashPoints.NONE)) {
            ledger.commit("route", change::in);
        }
        town.town.province().startHub();
    }

    private interface Change {
        boolean in(Tx tx);
    }
}
