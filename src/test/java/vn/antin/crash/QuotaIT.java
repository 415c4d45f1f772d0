package vn.antin.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.MovingClock;
import vn.antin.fault.Fault;
import vn.antin.ledger.Repositories;
import vn.antin.node.Seams;
import vn.antin.node.broker.HubConnections;

/**
 * A node that has used up its bytes of the hour keeps its documents and reports why; messages that nobody consumes
 * become dead letters.
 */
class QuotaIT {

    @TempDir
    static Path folder;

    private static final MovingClock clock = new MovingClock();
    private static CrashProvince town;

    @BeforeAll
    static void start() throws Exception {
        town = new CrashProvince(folder, clock, QuotaIT::limited);
    }

    private static void limited(CrashProvince made) throws IOException {
        made.province().stopHub();
        Files.writeString(
                made.home("hub/hub.yaml"),
                "limits: { nodeBytesPerHour: 16777216 }\nalerts: { every: PT1S }\n",
                StandardOpenOption.APPEND);
        made.province().startHub();
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    @Test
    void a_document_waits_until_the_hub_takes_more_and_both_sides_say_so_as_long() throws Exception {
        Repositories node = town.sender().repositories();
        Repositories hub = town.province().hub().repositories();
        clock.stand();
        try (HubConnections own = Seams.line(town.home(CrashProvince.SENDER))) {
            for (int size : new int[] {900 << 10, 64 << 10, 4 << 10, 256}) {
                int sent = 0;
                while (taken(own, size)) {
                    assertThat(++sent).isLessThan(24);
                }
            }
        }

        DocumentExchange post = town.post();
        String id = post.send();
        await().untilAsserted(() -> {
            assertThat(alarms(node)).containsExactly("ANTIN-4011 NORMAL so-noi-vu, 16777216 bytes an hour");
            assertThat(alarms(hub)).containsExactly("ANTIN-4011 so-noi-vu so-noi-vu, 16777216 bytes an hour");
        });
        assertThat(town.software(town.sender()).states(id)).isSubsetOf("ACCEPTED", "SENDING");

        clock.go();
        clock.forward(Duration.ofMinutes(59));
        post.arrives();
        await().until(() -> alarms(node).isEmpty());
        clock.forward(Duration.ofMinutes(61));
        await().until(() -> alarms(hub).isEmpty());
    }

    private static boolean taken(HubConnections own, int size) {
        try {
            Message.send(own.ordinary(), "antin.up", "NOTHING", new byte[size]);
            return true;
        } catch (JMSException refused) {
            assertThat(refused).hasMessageContaining("ANTIN-4011");
            return false;
        }
    }

    private static List<String> alarms(Repositories repositories) {
        return CrashProvince.alarms(repositories).stream()
                .filter(alarm -> alarm.code().equals(Fault.NODE_BYTES_USED.code()))
                .map(alarm -> alarm.code() + " " + alarm.subject() + " " + alarm.detail())
                .toList();
    }

    @Test
    void what_the_broker_gave_up_or_let_expire_is_kept_with_the_dead_letters() throws Exception {
        Repositories hub = town.province().hub().repositories();
        for (String queue : List.of("antin.dead", "antin.expired")) {
            byte[] body = ("of " + queue).getBytes(UTF_8);
            Message.send(town.province().hub().broker().connections(), queue, "RECEIPTS", body);

            await().until(() -> CrashProvince.deadLetters(hub).stream()
                    .anyMatch(letter -> letter.code().equals(Fault.BROKER_GAVE_UP.code())
                            && letter.kind().equals("RECEIPTS")
                            && new String(letter.body(), UTF_8).equals("of " + queue)));
        }
        await().until(() -> town.province().hub().broker().health().queues().stream()
                .filter(queue -> List.of("antin.dead", "antin.expired").contains(queue.name()))
                .allMatch(queue -> queue.messages() == 0));
    }
}
