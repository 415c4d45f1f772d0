package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.node.broker.BrokerHealth;
import vn.antin.node.broker.HubBroker;
import vn.antin.node.broker.QueueNames;
import vn.antin.node.broker.Tls;
import vn.antin.receipt.TestClock;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.Trust;
import vn.antin.trial.Province;

/** A running hub with stalled messages reports it within two minutes of its clock, and is ready again afterwards. */
class StandstillIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final QueueNames NAMES = QueueNames.standard();
    private static final long SHARE_MILLIS = 1000;
    private static final Duration LOOK = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock(Instant.now());
    private HttpClient client;
    private Province province;

    @BeforeEach
    void start() throws Exception {
        Path list = Files.writeString(folder.resolve("agencies.csv"), """
                level,name,parent_code,gso_code,code_qcvn102_SYNTHETIC,code_qd20_SYNTHETIC,notation_abbrev,line_mbit,note
                2,Cơ quan,,,H06.11,H06.11,CQ,10,
                """);
        province = new Province(folder.resolve("province"), list, KeyAlgorithm.EC_P256, clock);
        client = HttpClient.newBuilder()
                .sslContext(Tls.client(Trust.read(province.home("hub").resolve("province.trust"))
                        .anchors()))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    @AfterEach
    void stop() {
        province.close();
    }

    @Test
    void messages_that_a_consumer_holds_for_ever_are_red_within_two_minutes_and_good_when_they_went_on()
            throws Exception {
        assertThat(reasons()).isEmpty();
        Browser people = new HubOperator(province.home("hub"), province.hub().httpsPort()).admin;
        HubBroker broker = province.hub().broker();
        // Else the broker takes the messages from a consumer that the hub does not have within a minute.
        broker.expectConsumers(Map::of);
        try (Connection connection = broker.connections().createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            connection.start();
            MessageConsumer holder = session.createConsumer(session.createQueue(NAMES.up()));
            // The hub's own consumer takes its share, on a slow machine all of them; what it takes later is progress.
            int[] held = {0};
            await().until(() -> {
                if (held[0] == 0) {
                    send(broker);
                }
                while (holder.receive(SHARE_MILLIS) != null) {
                    held[0]++;
                }
                return held[0] > 0 && queue(broker).messages() == held[0];
            });

            for (int look = 0; look < 9; look++) {
                clock.pass(LOOK);
                looked();
            }
            assertThat(reasons()).anySatisfy(reason -> {
                assertThat(reason.path("check").asText()).isEqualTo("progress");
                assertThat(reason.path("subject").asText()).isEqualTo("queue " + NAMES.up());
                assertThat(reason.path("level").asText()).isEqualTo("critical");
                assertThat(reason.path("code").asText()).isEqualTo("ANTIN-5041");
            });
            // The probe goes through the same queue, and may be told first.
            assertThat(page(people, "")).containsPattern("<h1 class=\"headline bad\">.*has not (moved|returned) since");
            assertThat(page(people, "/wall")).contains("headline bad");
            assertThat(page(people, "/queues")).containsPattern("(?s)>antin\\.up</a></td>.{0,400}Stalled");
            assertThat(page(people, "/alerts")).contains("wait in the queue antin.up, which has not moved since");
            holder.close();
            session.rollback();
        }
        await().until(() -> {
            BrokerHealth.QueueHealth left = queue(broker);
            return left.delivering() + left.retrying() == 0;
        });
        await().untilAsserted(() -> assertThat(reasons())
                .noneMatch(reason -> reason.path("subject").asText().startsWith("queue")));
        assertThat(page(people, "/queues")).doesNotContain("Stalled");
    }

    private static String page(Browser people, String path) {
        return people.get("/console" + path + "?lang=en").body();
    }

    /** Messages that only the hub may send, which its route gives up at once. */
    private static void send(HubBroker broker) throws JMSException {
        try (Connection connection = broker.connections().createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            for (int n = 0; n < 40; n++) {
                BytesMessage message = session.createBytesMessage();
                message.writeBytes(("message " + n).getBytes(UTF_8));
                session.createProducer(session.createQueue(NAMES.up())).send(message);
            }
            session.commit();
        }
    }

    private static BrokerHealth.QueueHealth queue(HubBroker broker) {
        return broker.health().queues().stream()
                .filter(queue -> queue.name().equals(NAMES.up()))
                .findFirst()
                .orElseThrow();
    }

    /** Waits for the hub's first look after the clock was moved. */
    private void looked() {
        await().until(() -> !Instant.parse(json("status").path("at").asText())
                .isBefore(clock.instant().truncatedTo(ChronoUnit.SECONDS)));
    }

    private List<JsonNode> reasons() {
        List<JsonNode> reasons = new ArrayList<>();
        json("ready").path("reasons").forEach(reasons::add);
        return reasons;
    }

    private JsonNode json(String what) {
        URI address = URI.create("https://localhost:" + province.hub().httpsPort() + "/observe/" + what);
        try {
            return JSON.readTree(
                    client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                            .body());
        } catch (IOException e) {
            throw new UncheckedIOException("asking the hub", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("asking the hub", e);
        }
    }
}
