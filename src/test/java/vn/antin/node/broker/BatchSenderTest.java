package vn.antin.node.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;
import static vn.antin.node.broker.TestHub.ALPHA;
import static vn.antin.node.broker.TestHub.BETA;
import static vn.antin.node.broker.TestHub.NAMES;

import jakarta.jms.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** A batch over a real line: in order, each message confirmed by itself, and a bad one stops no other. */
class BatchSenderTest {

    @TempDir
    Path folder;

    private TestHub hub;
    private HubConnections line;
    private BatchSender sender;

    @BeforeEach
    void start() throws Exception {
        hub = new TestHub(folder);
        line = hub.line(ALPHA);
        sender = new BatchSender(line.ordinary(), PATIENCE);
    }

    @AfterEach
    void stop() {
        line.close();
        hub.close();
    }

    private static BatchSender.OutboundMessage letter(int number) {
        return letter(NAMES.up(), "letter-" + number);
    }

    private static BatchSender.OutboundMessage letter(String queue, String id) {
        return new BatchSender.OutboundMessage(queue, "ENVELOPE", false, id, id.getBytes(UTF_8), null);
    }

    private static List<BatchSender.OutboundMessage> letters(int count) {
        return IntStream.range(0, count).mapToObj(BatchSenderTest::letter).toList();
    }

    @Test
    void a_batch_is_on_the_broker_in_its_order_when_it_is_confirmed() throws Exception {
        assertThat(sender.send(letters(100))).hasSize(100).allMatch(Optional::isEmpty);

        // A message is in the journal when it is confirmed, and counted a moment later.
        await().until(() -> hub.waiting(NAMES.up()) == 100);
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Message message = Objects.requireNonNull(Jms.take(hub.inside(), NAMES.up(), PATIENCE.toMillis()));
            assertThat(message.getStringProperty(BrokerHeaders.KIND)).isEqualTo("ENVELOPE");
            taken.add(new String(message.getBody(byte[].class), UTF_8));
        }
        assertThat(taken)
                .containsExactlyElementsOf(letters(100).stream()
                        .map(BatchSender.OutboundMessage::duplicateId)
                        .toList());
    }

    @Test
    void what_goes_first_passes_all_that_waits() throws Exception {
        List<BatchSender.OutboundMessage> letters = new ArrayList<>(letters(3));
        letters.add(
                new BatchSender.OutboundMessage(NAMES.up(), "ENVELOPE", true, "first", "first".getBytes(UTF_8), null));
        sender.send(letters);

        Message message = Objects.requireNonNull(Jms.take(hub.inside(), NAMES.up(), PATIENCE.toMillis()));
        assertThat(new String(message.getBody(byte[].class), UTF_8)).isEqualTo("first");
    }

    @Test
    void a_batch_that_is_repeated_is_confirmed_and_dropped() {
        sender.send(letters(10));

        assertThat(sender.send(letters(11))).hasSize(11).allMatch(Optional::isEmpty);
        await().until(() -> hub.waiting(NAMES.up()) == 11);
    }

    @Test
    void one_that_is_too_large_holds_no_other() {
        List<BatchSender.OutboundMessage> letters = new ArrayList<>(letters(3));
        letters.set(
                1, new BatchSender.OutboundMessage(NAMES.up(), "ENVELOPE", false, "large", new byte[2 << 20], null));

        List<Optional<Exception>> fates = sender.send(letters);

        assertThat(fates.get(0)).isEmpty();
        assertThat(fates.get(1))
                .get()
                .isInstanceOf(Refused.class)
                .satisfies(why -> assertThat(((Refused) why).fault()).isEqualTo(Fault.TOO_LARGE));
        assertThat(fates.get(2)).isEmpty();
        await().until(() -> hub.waiting(NAMES.up()) == 2);
    }

    @Test
    void one_that_the_hub_refuses_is_told_and_holds_no_other() {
        List<BatchSender.OutboundMessage> letters = new ArrayList<>(letters(3));
        letters.set(1, letter(NAMES.down(BETA), "not for alpha"));

        List<Optional<Exception>> fates = sender.send(letters);

        assertThat(fates.get(0)).isEmpty();
        assertThat(fates.get(1)).isPresent();
        assertThat(fates.get(2)).isEmpty();
        await().until(() -> hub.waitingAnywhere() == 2);
    }

    @Test
    void without_a_line_none_is_confirmed() {
        sender.send(letters(1));
        hub.broker().close();

        assertThat(sender.send(letters(3))).hasSize(3).allMatch(Optional::isPresent);
    }
}
