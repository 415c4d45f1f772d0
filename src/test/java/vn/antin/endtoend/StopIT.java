package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.cli.Run;
import vn.antin.directory.Directory;
import vn.antin.envelope.NodeId;
import vn.antin.json.Json;
import vn.antin.ledger.Repositories;
import vn.antin.node.Node;

/**
 * A node is stopped, resumed, revoked, lost and taken in again while documents are under way, by the operator's commands
 * and a second person at the console, on a real hub with three nodes; one story, in order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StopIT {

    private static final NodeId BARRED = new NodeId("nut-b");
    private static final String SENDER = "H06.11";
    private static final String RECIPIENT = "H06.12";
    private static final String OTHER = "H06.13";

    @TempDir
    static Path folder;

    private static final Map<String, JsonNode> OFFERS = new HashMap<>();

    private static TestProvince town;
    private static HubOperator operator;

    /** The office of the recipient, whose node is started again with another port. */
    private static Office recipient;

    @BeforeAll
    static void open() throws Exception {
        town = TestProvince.start(
                folder, Map.of("nut-a", List.of(SENDER), "nut-b", List.of(RECIPIENT), "nut-c", List.of(OTHER)));
        recipient = town.office(RECIPIENT);
        operator = new HubOperator(hub(), town.province().hub().httpsPort());
    }

    @AfterAll
    static void close() {
        town.close();
    }

    private static Path hub() {
        return folder.resolve("hub");
    }

    private static Repositories hubRepositories() {
        return town.province().hub().repositories();
    }

    private static Directory directory(String node) {
        return town.node(node).directory().get();
    }

    private static String send(String from, String to) {
        return letter(from, to).id();
    }

    private static Office.Answer letter(String from, String to) {
        return town.office(from).letter(List.of(to), "V/v thử", Office.Part.file("a.pdf", "nội dung".getBytes(UTF_8)));
    }

    private static void state(String id, String state) {
        await().atMost(PATIENCE).until(() -> town.office(SENDER).states(id).equals(List.of(state)));
    }

    /** Takes the document at the recipient, and waits until its sender has the receipt of that. */
    private static void arrives(String id) {
        await().atMost(PATIENCE).until(() -> taken(id));
        await().atMost(PATIENCE).until(() -> town.office(SENDER).receipts(id).contains("ContentHandover.1"));
    }

    /** An inbox leases all that it offers, so what is asked for later is kept. */
    private static boolean taken(String id) {
        for (JsonNode offer : recipient.inbox()) {
            OFFERS.put(offer.get("id").asText(), offer);
        }
        JsonNode offer = OFFERS.remove(id);
        if (offer != null) {
            assertThat(recipient.acknowledge(offer).status()).isLessThan(300);
        }
        return offer != null;
    }

    private static boolean connected() {
        return town.province().hub().broker().connected().contains(BARRED);
    }

    private static List<String> audited() {
        return hubRepositories()
                .ledger()
                .read(tx ->
                        tx.list(String.class, "select what || ' ' || subject || ' ' || who from audit order by seq"));
    }

    private static String events(String id) {
        return town.office(SENDER).get("/documents/" + id).text();
    }

    @Test
    @Order(1)
    void a_stopped_node_is_out_at_once_and_what_waits_goes_on_when_it_resumes() {
        arrives(send(SENDER, RECIPIENT));
        assertThat(connected()).isTrue();

        assertThat(operator.act("stop", "nut-b", "--reason", "kiểm tra an ninh").out())
                .contains("nut-b");
        await().until(() -> !connected());
        await().until(() -> !town.node("nut-b").line().up());
        assertThat(operator.act("stop", "nut-b", "--reason", "lại").err()).contains("ANTIN-2121");
        await().until(() -> directory("nut-a").bar(BARRED).isPresent());

        String to = send(SENDER, RECIPIENT);
        state(to, "RELAYED");
        String from = town.office(RECIPIENT)
                .letter(List.of(SENDER), "V/v gửi", Office.Part.file("b.pdf", "nội dung".getBytes(UTF_8)))
                .id();
        assertThat(town.office(RECIPIENT).states(from)).containsAnyOf("ACCEPTED", "SENDING");
        await().until(() -> operator.admin.get("/console/lines?lang=en").body().contains("Paused"));
        assertThat(connected()).isFalse();

        assertThat(operator.act("resume", "nut-b", "--reason", "xong").out()).contains("nut-b");
        arrives(to);
        await().atMost(PATIENCE)
                .until(() -> town.office(SENDER).inbox().stream()
                        .anyMatch(offer -> offer.get("id").asText().equals(from)));
        assertThat(audited()).contains("STOP_NODE nut-b machine", "RESUME_NODE nut-b machine");
        assertThat(TestProvince.count(hubRepositories(), "dead_letter")).isZero();
        assertThat(TestProvince.count(town.node("nut-a").repositories(), "dead_letter"))
                .isZero();
    }

    @Test
    @Order(2)
    void a_stop_that_returns_sends_what_waits_back_with_evidence_and_refuses_more() {
        assertThat(operator.act("stop", "nut-b", "--reason", "dài ngày").out()).contains("nut-b");
        await().until(() -> !connected());
        String waits = send(SENDER, RECIPIENT);
        state(waits, "RELAYED");

        assertThat(operator.act("stop", "nut-b", "--return", "--reason", "dài ngày")
                        .out())
                .contains("nut-b");
        state(waits, "FAILED");
        assertThat(town.office(SENDER).receipts(waits)).contains("RelayFailure.1");
        assertThat(events(waits)).contains("ANTIN-2120");
        await().until(() -> directory("nut-a").returns(BARRED));
        assertThat(letter(SENDER, RECIPIENT).code()).isEqualTo("ANTIN-2120");

        assertThat(operator.act("resume", "nut-b", "--reason", "xong").out()).contains("nut-b");
        await().until(() -> directory("nut-a").bar(BARRED).isEmpty());
        String later = send(SENDER, RECIPIENT);
        arrives(later);
        assertThat(taken(waits)).isFalse();
        assertThat(town.office(SENDER).states(waits)).containsExactly("FAILED");
    }

    @Test
    @Order(3)
    void of_a_revoked_node_only_what_was_proved_before_stands() throws Exception {
        String good = send(SENDER, RECIPIENT);
        arrives(good);
        stamped(good);
        // A revocation list counts in seconds.
        Instant proved = Instant.now();
        await().until(() -> Instant.now().getEpochSecond() > proved.getEpochSecond());
        Instant since = Instant.now();
        String bad = send(SENDER, RECIPIENT);
        arrives(bad);
        stamped(bad);
        long witnessed = lastCheckpoint();

        operator.actOfTwo("revoke", "nut-b", "--since", since.toString(), "--reason", "lộ khóa");

        await().until(() -> !connected());
        await().until(() -> directory("nut-a").bar(BARRED).equals(java.util.Optional.of(Directory.BarKind.REVOKED)));
        assertThat(directory("nut-a").crls().get(0).getRevokedCertificates()).hasSize(3);
        assertThat(letter(SENDER, RECIPIENT).code()).isEqualTo("ANTIN-2120");
        assertThat(operator.act("resume", "nut-b", "--reason", "thôi").err()).contains("ANTIN-2121");
        Run verdict = verify(good);
        assertThat(verdict.code()).as(verdict.toString()).isZero();
        verdict = verify(bad);
        assertThat(verdict.code()).as(verdict.toString()).isEqualTo(1);
        assertThat(verdict.out()).contains("ANTIN-6103", "it proves nothing. Receipts issued before that stand.");
        assertThat(lastCheckpoint()).isEqualTo(witnessed);
        assertThat(audited()).contains("GRANTED_DIRECTORY REVOKE_NODE nut-b admin", "REVOKE_NODE nut-b admin");
    }

    @Test
    @Order(4)
    void a_node_that_lost_everything_returns_with_new_keys_and_receives_again_what_it_had_not_handed_over()
            throws Exception {
        returns("trở lại");
        confirms();
        String offered = send(SENDER, RECIPIENT);
        state(offered, "CONSIGNED");
        String handed = send(SENDER, RECIPIENT);
        arrives(handed);
        town.province().stop("nut-b");
        String queued = send(SENDER, RECIPIENT);
        state(queued, "RELAYED");
        Path old = folder.resolve("old");
        Files.move(town.province().home("nut-b"), old);
        Path used = folder.resolve("used.join");
        Files.copy(hub().resolve("joins/nut-b.join"), used);

        returns("mất ổ đĩa");

        String waits = send(SENDER, RECIPIENT);
        state(waits, "FAILED");
        assertThat(events(waits)).contains("ANTIN-6332");
        state(offered, "FAILED");
        state(queued, "FAILED");
        assertThat(again(offered) + again(queued) + again(waits))
                .as("nobody has confirmed its keys")
                .isEmpty();
        confirms();
        assertThat(town.office(SENDER).states(handed)).containsExactly("HANDED_OVER");
        for (String lost : List.of(offered, queued, waits)) {
            await().atMost(PATIENCE).until(() -> !again(lost).isEmpty());
            arrives(again(lost));
        }
        assertThat(recipient.inbox()).isEmpty();
        assertThat(OFFERS.keySet()).isSubsetOf(offered);
        assertThat(TestProvince.count(repositories(), "document where direction = 'IN'"))
                .isEqualTo(3);
        assertThat(repositories().ledger().read(repositories().log()::origin)).isEqualTo("nut-b/3");

        Rogue thief = new Rogue(old, BARRED, town.province().hub().brokerPort());
        assertThatThrownBy(() -> thief.send("ENVELOPE", new byte[] {1})).isNotNull();
        thief.close();
        Run second = Run.of("init", "node", folder.resolve("second"), "--join", used);
        assertThat(second.out() + second.err()).contains("ANTIN-2022");
    }

    private static Node node;

    private static Repositories repositories() {
        return node.repositories();
    }

    /** Lets the node return, with a new folder. */
    private static void returns(String reason) throws Exception {
        town.province().stop("nut-b");
        Path home = town.province().home("nut-b");
        if (Files.exists(home)) {
            Files.move(home, folder.resolve("gone-" + reason.hashCode()));
        }
        operator.actOfTwo("rejoin", "nut-b", "--reason", reason);
        Path join = hub().resolve("joins/nut-b.join");
        await().until(() -> Files.exists(join));
        node = town.province().start("nut-b");
        recipient = Office.at(home, node.port()).of(RECIPIENT);
        await().atMost(PATIENCE).until(() -> node.greeted());
        await().until(() -> directory("nut-a").bar(BARRED).isEmpty());
    }

    /** The operator of the sender types the words that the returned node's operator reads. */
    private static void confirms() throws Exception {
        Path sender = town.province().home("nut-a").resolve("node.yaml");
        Path returned = town.province().home("nut-b").resolve("node.yaml");
        String words = Json.MAPPER
                .readTree(Run.of("confirm-key", "--json", "--config", returned).out())
                .path("words")
                .asText();
        assertThat(Run.of("confirm-key", "nut-b", "--words", words, "--reason", "gọi điện", "--config", sender)
                        .code())
                .isZero();
        assertThat(TestProvince.count(
                        town.node("nut-a").repositories(), "audit where what = 'CONFIRM_KEY' and subject = 'nut-b'"))
                .isPositive();
    }

    /** The id of the document that was sent again; empty before. */
    private static String again(String id) {
        return town.node("nut-a")
                .repositories()
                .ledger()
                .read(tx -> tx.one(
                        String.class,
                        "select detail from event where what = 'SENT_AGAIN' and document = ?",
                        java.util.UUID.fromString(id)))
                .orElse("");
    }

    /** Size of the last checkpoint of the node that the hub has witnessed. */
    private static long lastCheckpoint() {
        return hubRepositories()
                .ledger()
                .read(tx -> hubRepositories().checkpoints().lastOf(tx, BARRED.value()))
                .orElseThrow()
                .size();
    }

    private static void stamped(String id) throws Exception {
        await().atMost(PATIENCE).until(() -> verify(id).code() == 0);
    }

    /** The verdict on the evidence of a document as its sender has it now. */
    private static Run verify(String id) throws Exception {
        Path bundle = folder.resolve(id + ".zip");
        Files.write(
                bundle,
                town.office(SENDER).get("/documents/" + id + "/evidence.zip").body());
        return Run.of("verify", bundle, "--trust", town.province().home("nut-a").resolve("province.trust"));
    }
}
