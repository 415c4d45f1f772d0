package vn.antin.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vn.antin.fault.Fault;
import vn.antin.ledger.Repositories;
import vn.antin.node.Seams;
import vn.antin.node.broker.HubConnections;

/** A message that cannot be processed is kept with its reason and an alarm, and the queue goes on behind it. */
class DeadLetterIT {

    @TempDir
    static Path folder;

    private static CrashProvince town;
    private static HubConnections line;

    @BeforeAll
    static void start() throws Exception {
        town = new CrashProvince(folder, Clock.systemUTC());
        line = Seams.line(town.home(CrashProvince.SENDER));
    }

    @AfterAll
    static void stop() {
        line.close();
        town.close();
    }

    static Stream<Arguments> messages() {
        return Stream.concat(
                Stream.of("ENVELOPE", "RECEIPTS", "HELLO", "WELCOME", "SURPRISE", "")
                        .map(kind -> Arguments.of(kind, "garbage of " + kind, true)),
                Stream.of(Arguments.of("ENVELOPE", "garbage", false), Arguments.of("ENVELOPE", "", false)));
    }

    @ParameterizedTest(name = "{0} \"{1}\" urgent {2}")
    @MethodSource("messages")
    void the_hub_keeps_what_it_does_not_understand_and_goes_on(String kind, String text, boolean urgent)
            throws Exception {
        Repositories hub = town.province().hub().repositories();
        ConnectionFactory lane = urgent ? line.urgent() : line.ordinary();
        String queue = urgent ? "antin.up.urgent" : "antin.up";

        keepsAndGoesOn(hub, lane, queue, kind, text, CrashProvince.SENDER);
    }

    @ParameterizedTest(name = "{0} \"{1}\" urgent {2}")
    @MethodSource("messages")
    void a_node_keeps_what_it_does_not_understand_and_goes_on(String kind, String text, boolean urgent)
            throws Exception {
        Repositories node = town.recipient().repositories();
        ConnectionFactory inside = town.province().hub().broker().connections();
        String queue = "antin.down." + CrashProvince.RECIPIENT + (urgent ? ".urgent" : "");

        keepsAndGoesOn(node, inside, queue, kind, text, "hub");
    }

    private static void keepsAndGoesOn(
            Repositories repositories, ConnectionFactory lane, String queue, String kind, String text, String sender)
            throws Exception {
        byte[] body = text.getBytes(UTF_8);
        int before = CrashProvince.deadLetters(repositories).size();
        long alarmed = alarms(repositories, sender);

        Message.send(lane, queue, kind, body);
        DocumentExchange post = town.post();
        post.send();
        post.arrives();

        await().until(() -> CrashProvince.deadLetters(repositories).size() > before);
        List<CrashProvince.DeadLetter> dead = CrashProvince.deadLetters(repositories);
        assertThat(dead.subList(before, dead.size())).singleElement().satisfies(letter -> {
            assertThat(letter.sender()).isEqualTo(sender);
            assertThat(letter.kind()).isEqualTo(kind.isEmpty() ? "null" : kind);
            assertThat(Arrays.equals(letter.body(), body)).isTrue();
            assertThat(letter.code()).isNotEqualTo(Fault.INSIDE.code());
        });
        assertThat(alarms(repositories, sender)).isEqualTo(alarmed + 1);
    }

    private static long alarms(Repositories repositories, String sender) {
        return CrashProvince.alarms(repositories).stream()
                .filter(alarm -> alarm.subject().equals("DEAD_LETTER " + sender))
                .mapToLong(alarm -> alarm.times())
                .sum();
    }
}
