package vn.antin.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.Slow;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.node.Node;
import vn.antin.node.Seams;
import vn.antin.parts.HubParts;
import vn.antin.trial.Province;
import vn.antin.trial.line.SimulatedLine;
import vn.antin.wire.HandshakeMessages;
import vn.antin.xml.Deflated;

/** The disturbances of a commune's line, and a hub or node that is away: everything arrives by itself, once. */
class LineIT {

    private static final Duration LONGER_THAN_ANY_TIME_OUT = Duration.ofSeconds(25);

    @TempDir
    static Path folder;

    private static CrashProvince town;
    private static SimulatedLine line;

    private DocumentExchange post;

    @BeforeAll
    static void start() throws Exception {
        line = new SimulatedLine();
        town = new CrashProvince(
                folder,
                Clock.systemUTC(),
                made -> made.reroute(
                        CrashProvince.SENDER,
                        line.to(made.province().hub().brokerPort()).number()));
    }

    @AfterAll
    static void stop() throws Exception {
        town.close();
        line.close();
    }

    /** Each case ends when everything it sent has arrived. */
    @BeforeEach
    void post() {
        post = town.post();
    }

    @Test
    void a_line_that_was_cut() throws Exception {
        post.send(2);
        line.cut();
        post.send(5);
        await().until(() -> !town.sender().line().up());

        line.restore();

        post.arrives();
        nothingIsLeft();
    }

    @Test
    @Slow
    void a_line_that_swallowed_everything() throws Exception {
        long before = CrashProvince.count(town.recipient().repositories(), "document");
        post.send(2);
        line.blackHole();
        post.send(5);
        await().during(LONGER_THAN_ANY_TIME_OUT)
                .atMost(LONGER_THAN_ANY_TIME_OUT.plusSeconds(10))
                .until(() -> CrashProvince.count(town.recipient().repositories(), "document") <= before + 2);
        post.send(2);

        line.restore();

        post.arrives();
        nothingIsLeft();
    }

    @Test
    void a_hub_that_was_stopped_in_the_middle() throws Exception {
        post.send(3);
        town.province().stopHub();
        post.send(3);

        town.province().startHub();

        post.arrives();
        nothingIsLeft();
    }

    @Test
    @Slow
    void a_recipient_that_was_away_while_its_queue_filled() throws Exception {
        town.stop(CrashProvince.RECIPIENT);
        post.send(60);
        await().until(() -> CrashProvince.count(town.sender().repositories(), "copy where state = 'RELAYED'") == 60);

        town.start(CrashProvince.RECIPIENT);

        post.arrives();
        nothingIsLeft();
    }

    @Test
    void an_answer_that_waited_in_a_queue_says_nothing_of_the_clock() throws Exception {
        town.stop(CrashProvince.RECIPIENT);
        Instant then = Instant.now().minus(Duration.ofMinutes(10));
        byte[] old = new HandshakeMessages.Welcome(then, then.toEpochMilli(), List.of(), new byte[0]).write();
        Message.send(
                town.province().hub().broker().connections(),
                "antin.down." + CrashProvince.RECIPIENT + ".urgent",
                "WELCOME",
                old);

        town.start(CrashProvince.RECIPIENT);
        town.settle();

        assertThat(CrashProvince.count(town.recipient().repositories(), "alarm"))
                .isZero();
        nothingIsLeft();
    }

    @Test
    @Slow
    void a_directory_too_large_for_a_message_comes_beside_the_queues_and_goes_on_after_a_cut() throws Exception {
        Province province = town.province();
        province.stopHub();
        // Names that deflate badly.
        Seams.crowded(
                province.home("hub"),
                9_000,
                1,
                i -> Digest.sha256(Integer.toString(i).getBytes(UTF_8)).hex());
        province.startHub();
        for (Node node : List.of(town.sender(), town.recipient())) {
            await().until(() -> node.directory().get().agencies().size() > 9_000);
        }
        post.send(1);
        post.arrives();
        nothingIsLeft();

        try (SimulatedLine slow = new SimulatedLine(SimulatedLine.megabits(8), Duration.ofMillis(5));
                HubParts parts = Seams.parts(
                        town.home(CrashProvince.SENDER),
                        slow.to(province.hub().httpsPort()).number())) {
            long serial = town.sender().directory().get().serial();
            CompletableFuture<byte[]> fetched = CompletableFuture.supplyAsync(() -> directory(parts, serial));
            await().until(() -> slow.bytesDown() > 100_000);
            slow.drop();

            int deflated = Deflated.of(fetched.get()).length;
            assertThat(deflated).isGreaterThan(256 << 10);
            assertThat(slow.bytesDown()).isLessThan(deflated * 3L / 2);
            assertThat(Directory.unpinned(fetched.get()).serial()).isEqualTo(serial);
            assertThatThrownBy(() -> parts.directory(serial + 1)).hasMessage("HTTP 404");
        }
    }

    private static byte[] directory(HubParts parts, long serial) {
        try {
            return parts.directory(serial);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Checks for lasting alarms, dead letters and waiting messages. */
    private void nothingIsLeft() {
        for (var repositories : List.of(
                town.province().hub().repositories(),
                town.sender().repositories(),
                town.recipient().repositories())) {
            await().until(() -> CrashProvince.count(repositories, "outbox") == 0);
            assertThat(CrashProvince.deadLetters(repositories)).isEmpty();
            assertThat(CrashProvince.alarms(repositories)).isEmpty();
        }
    }
}
