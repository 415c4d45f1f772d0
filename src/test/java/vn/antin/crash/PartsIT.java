package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.Slow;
import vn.antin.trial.line.SimulatedLine;

/** Letters too large for their envelope: over a good line, over one that breaks, and with processes that stop. */
class PartsIT {

    private static final int MEGA = 1 << 20;

    @TempDir
    Path folder;

    private CrashProvince town;
    private SimulatedLine up;
    private SimulatedLine down;
    private DocumentExchange post;
    private final Map<SimulatedLine, Integer> ports = new HashMap<>();

    @BeforeEach
    void start() throws Exception {
        up = new SimulatedLine(0, Duration.ZERO);
        down = new SimulatedLine(0, Duration.ZERO);
        town = new CrashProvince(folder, Clock.systemUTC(), made -> {
            int hub = made.province().hub().httpsPort();
            for (Map.Entry<SimulatedLine, String> each : Map.of(up, CrashProvince.SENDER, down, CrashProvince.RECIPIENT)
                    .entrySet()) {
                int port = each.getKey().to(hub).number();
                ports.put(each.getKey(), port);
                made.rerouteParts(each.getValue(), hub, port);
            }
        });
        post = town.post();
    }

    /** Routes the parts of a node over this line. */
    private SimulatedLine line(String node, long bytesPerSecond, int before) throws Exception {
        SimulatedLine line = new SimulatedLine(bytesPerSecond, Duration.ZERO);
        int port = line.to(town.province().hub().httpsPort()).number();
        town.stop(node);
        ports.put(line, port);
        town.rerouteParts(node, before, port);
        town.start(node);
        return line;
    }

    @AfterEach
    void stop() throws Exception {
        town.close();
        up.close();
        down.close();
    }

    @Test
    void a_large_letter_arrives_and_crosses_each_line_once() throws Exception {
        post.sendLarge(5 * MEGA);
        post.arrives();

        assertThat(up.bytesUp()).isBetween(5L * MEGA, 5L * MEGA + 64 * 1024);
        assertThat(down.bytesDown()).isBetween(5L * MEGA, 5L * MEGA + 64 * 1024);
        assertThat(town.parts("hub")).hasSize(1);
        assertThat(town.parts(CrashProvince.SENDER)).hasSize(1);
        assertThat(town.parts(CrashProvince.RECIPIENT)).hasSize(1);
    }

    @Test
    void what_shrinks_is_made_small_before_it_is_encrypted() throws Exception {
        byte[] text = "Kính gửi các cơ quan. ".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        Software sender = town.software(town.sender());
        String id = sender.submit("text-1", Software.letter(List.of(CrashProvince.TO), "V/v văn bản dài", null), text);

        await().until(() -> sender.states(id).equals(List.of("CONSIGNED")));

        assertThat(town.software(town.recipient()).file(id, 1)).isEqualTo(text);
        assertThat(up.bytesUp()).isLessThan(text.length / 20);
    }

    @Test
    @Slow
    void a_recipient_added_later_gets_the_same_parts() throws Exception {
        Letter letter = Letter.of(2 * MEGA, CrashProvince.FROM);
        Software sender = town.software(town.sender());
        String first = sender.submit(letter.key(), letter.metadata(), letter.file());
        await().until(() -> sender.states(first).equals(List.of("CONSIGNED")));
        long before = up.bytesUp();

        String second = sender.forward(first, List.of(CrashProvince.TO));

        await().until(() -> sender.states(second).equals(List.of("CONSIGNED")));
        assertThat(town.software(town.recipient()).file(second, 1)).isEqualTo(letter.file());
        assertThat(up.bytesUp() - before).isLessThan(MEGA / 100);
        assertThat(town.parts("hub")).hasSize(1);
        for (String has : List.of(CrashProvince.FROM, CrashProvince.TO)) {
            assertThatThrownBy(() -> sender.forward(first, List.of(has))).hasMessageContaining("ANTIN-3091");
        }
        Software recipient = town.software(town.recipient());
        for (Software.Offered offer : recipient.inbox(0)) {
            recipient.acknowledge(offer);
        }
        await().until(() -> sender.states(second).equals(List.of("HANDED_OVER"))
                && DocumentExchange.proven(sender.receipts(second)));
        post.holds(second);
    }

    @Test
    void a_transfer_goes_on_where_it_was_cut() throws Exception {
        town.stop(CrashProvince.RECIPIENT);
        post.sendLarge(8 * MEGA);
        for (int cut = 1; cut <= 3; cut++) {
            long at = 2L * MEGA * cut;
            await().pollInterval(Duration.ofMillis(1)).until(() -> up.bytesUp() > at);
            up.cut();
            up.restore();
        }
        town.start(CrashProvince.RECIPIENT);
        for (int cut = 1; cut <= 3; cut++) {
            long at = 2L * MEGA * cut;
            await().pollInterval(Duration.ofMillis(1)).until(() -> down.bytesDown() > at);
            down.cut();
            down.restore();
        }
        post.arrives();

        // What was in transit when the line was cut is lost; no more than that is sent twice.
        assertThat(up.bytesUp()).isLessThan(11L * MEGA);
        assertThat(down.bytesDown()).isLessThan(11L * MEGA);
    }

    @Test
    @Slow
    void a_hub_that_stops_in_the_middle_goes_on_from_what_it_has() throws Exception {
        SimulatedLine slow = line(CrashProvince.SENDER, 4L * MEGA, ports.get(up));
        String id = post.sendLarge(16 * MEGA);
        await().pollInterval(Duration.ofMillis(1)).until(() -> slow.bytesUp() > 4L * MEGA);
        slow.cut(); // a hub may take longer for its stop than the rest of the part for its way
        town.province().stopHub();
        assertThat(town.software(town.sender()).states(id)).isNotEqualTo(List.of("RELAYED"));
        town.province().startHub();
        slow.restore();
        post.arrives();
        assertThat(slow.bytesUp()).isLessThan(18L * MEGA);
        slow.close();
    }

    @Test
    @Slow
    void an_urgent_letter_interrupts_a_large_one_that_goes_on_afterwards() throws Exception {
        SimulatedLine slow = line(CrashProvince.SENDER, 2L * MEGA, ports.get(up));
        Software sender = town.software(town.sender());
        String large = post.sendLarge(12 * MEGA);
        await().pollInterval(Duration.ofMillis(1)).until(() -> slow.bytesUp() > 2L * MEGA);
        String urgent = post.sendUrgent(2 * MEGA);

        post.arrives();
        assertThat(consigned(sender, urgent)).isBefore(consigned(sender, large));
        assertThat(slow.bytesUp()).isLessThan(16L * MEGA);
        slow.close();
    }

    /** When the recipient had the whole of a letter. */
    private static Instant consigned(Software sender, String id) throws Exception {
        return sender.receipts(id).stream()
                .filter(receipt -> receipt.event().equals("ContentConsignment"))
                .map(Software.Receipt::at)
                .findAny()
                .orElseThrow();
    }

    @Test
    @Slow
    void a_line_of_which_the_office_keeps_a_share_is_not_filled() throws Exception {
        town.stop(CrashProvince.SENDER);
        Files.writeString(
                town.home(CrashProvince.SENDER).resolve("node.yaml"),
                "line: [ { bytesPerSecond: " + MEGA + " } ]\n",
                StandardOpenOption.APPEND);
        town.start(CrashProvince.SENDER);
        town.settle();
        long before = up.bytesUp();
        Instant begin = Instant.now();
        String id = post.sendLarge(5 * MEGA);
        Software sender = town.software(town.sender());
        await().untilAsserted(() -> assertThat(sender.moving(id)).containsExactly("", CrashProvince.TO));
        post.arrives();
        assertThat(sender.moving(id)).isEmpty();

        assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofMillis(4_500));
        assertThat(up.bytesUp() - before).isGreaterThan(5L * MEGA);
    }

    @Test
    @Slow
    void a_part_whose_end_a_power_cut_left_wrong_is_brought_again() throws Exception {
        SimulatedLine slow = line(CrashProvince.SENDER, 4L * MEGA, ports.get(up));
        post.sendLarge(16 * MEGA);
        await().pollInterval(Duration.ofMillis(1)).until(() -> slow.bytesUp() > 4L * MEGA);
        slow.cut();
        town.province().stopHub();
        String name = town.parts("hub").get(0);
        assertThat(name).endsWith(".coming");
        Path coming = town.home("hub/data/parts").resolve(name);
        try (FileChannel file = FileChannel.open(coming, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(64 << 10), file.size() - (64 << 10));
        }
        town.province().startHub();
        slow.restore();
        post.arrives();

        assertThat(town.parts("hub")).hasSize(1);
        assertThat(slow.bytesUp()).isBetween(20L * MEGA, 35L * MEGA);
        slow.close();
    }
}
