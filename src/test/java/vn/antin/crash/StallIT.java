package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.Slow;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.node.Hub;
import vn.antin.node.config.ConfigFile;

/**
 * The hub's ledger is out of reach for a while, or a message is lost: every receipt comes back without further traffic.
 */
@Slow
class StallIT {

    private static final int LETTERS = 25;

    @TempDir
    Path folder;

    private final UnavailableLedger unavailable = new UnavailableLedger();
    private CrashProvince town;
    private Hub hub;

    /** A ledger that can be made unavailable. */
    private static final class UnavailableLedger implements CrashPoints {

        private volatile boolean on;
        private final AtomicInteger refused = new AtomicInteger();

        @Override
        public void beforeCommit(String label) {
            if (on) {
                refused.incrementAndGet();
                throw new TryLater(Fault.LEDGER_UNAVAILABLE, label);
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        town = new CrashProvince(folder, Clock.systemUTC());
        town.province().stopHub();
        hub = Hub.start(ConfigFile.read(town.home("hub").resolve("hub.yaml")), unavailable, Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        hub.close();
        town.close();
    }

    @Test
    void after_the_ledger_was_away_every_receipt_comes_back() throws Exception {
        DocumentExchange post = town.post();
        post.send();
        post.arrives();
        Repositories sender = town.sender().repositories();

        unavailable.on = true;
        for (int i = 0; i < LETTERS; i++) {
            long before = CrashProvince.count(sender, "checkpoint where own = true");
            post.send();
            await().until(() -> CrashProvince.count(sender, "checkpoint where own = true") > before);
        }
        await().until(() -> CrashProvince.count(sender, "outbox") == 0);
        // Longer than the broker's delay before the third delivery of a message.
        int refused = unavailable.refused.get();
        await().until(() -> unavailable.refused.get() > refused + 3 * LETTERS);
        unavailable.on = false;

        post.arrives();
        assertThat(CrashProvince.alarms(hub.repositories())).isEmpty();
        assertThat(CrashProvince.deadLetters(hub.repositories())).isEmpty();
        assertThat(CrashProvince.count(hub.repositories(), "early_checkpoint")).isZero();
        assertThat(CrashProvince.count(hub.repositories(), "log_gap")).isZero();
    }

    /** As if the broker had lost it: the hub never got the middle one of three checkpoints. */
    @Test
    void a_lost_message_is_asked_for_and_sent_again() throws Exception {
        DocumentExchange post = town.post();
        post.send();
        post.arrives();
        Repositories recipient = town.recipient().repositories();
        await().until(() ->
                CrashProvince.count(recipient, "checkpoint where own = true and witness_checkpoint is null") == 0);
        hub.close();
        post.send();
        await().until(() -> CrashProvince.count(town.sender().repositories(), "outbox where kind = 'RECEIPTS'") == 1);
        town.sender()
                .repositories()
                .ledger()
                .store("lost", tx -> tx.update("delete from outbox where kind = 'RECEIPTS'"));

        hub = Hub.start(ConfigFile.read(town.home("hub").resolve("hub.yaml")), unavailable, Clock.systemUTC());
        post.send();
        post.arrives();

        assertThat(CrashProvince.deadLetters(hub.repositories())).isEmpty();
        assertThat(CrashProvince.alarms(hub.repositories())).isEmpty();
        Repositories sender = town.sender().repositories();
        await().until(() ->
                CrashProvince.count(sender, "checkpoint where own = true and witness_checkpoint is null") == 0);
        assertThat(origins(hub.repositories())).hasSize(2);
    }

    private static List<String> origins(Repositories repositories) {
        return repositories
                .ledger()
                .read(tx -> tx.query(
                        "select distinct origin from checkpoint where own = false order by origin",
                        row -> row.text("origin")));
    }
}
