package vn.antin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.json.Json;
import vn.antin.node.Node;
import vn.antin.node.join.HomeSetup;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.trial.Province;
import vn.antin.trial.demo.DemoLetter;

/** The commands of a clerk and an operator, against two running nodes and their hub. */
class CommandsTest {

    @TempDir
    static Path folder;

    private static Province province;
    private static Path sender;
    private static Path recipient;

    @BeforeAll
    static void start() {
        province = new Province(folder, HomeSetup.exampleAgencies(folder), KeyAlgorithm.EC_P256, Clock.systemUTC());
        Node one = province.start("so-noi-vu");
        Node other = province.start("so-y-te");
        await().until(() -> one.greeted()
                && other.greeted()
                && one.directory().get().serial() == other.directory().get().serial());
        sender = province.home("so-noi-vu").resolve("node.yaml");
        recipient = province.home("so-y-te").resolve("node.yaml");
    }

    @AfterAll
    static void stop() {
        province.close();
    }

    @Test
    void a_file_is_sent_taken_acknowledged_and_proved() throws IOException {
        Path file = Files.writeString(folder.resolve("Công văn số 1.txt"), "Kính gửi Sở Y tế");

        Run sent = Run.of(
                "send",
                file,
                "--to",
                "H06.16",
                "--subject",
                "V/v thử",
                "--urgency",
                "urgent",
                "--config",
                sender,
                "--wait");
        assertThat(sent.code()).as(sent.out() + sent.err()).isZero();
        assertThat(sent.out())
                .contains("Submission accepted", "Relayed by the hub", "Arrived at the recipient", "Sở Y tế (H06.16)");
        String id = sent.out().lines().findFirst().orElse("").replaceAll(".* ", "");

        Run inbox = Run.of("inbox", "--config", recipient, "--wait", 20);
        assertThat(inbox.out()).contains(id, "Sở Nội vụ (H06.02)", "V/v thử", "Urgent");
        assertThat(Run.of("inbox", "--config", recipient).out())
                .as("a lease is remembered")
                .contains(id);

        Path taken = folder.resolve("taken");
        Run take = Run.of("take", id, "-o", taken, "--config", recipient);
        assertThat(take.code()).as(take.err()).isZero();
        assertThat(taken.resolve("01-cong-van-so-1.txt")).hasContent("Kính gửi Sở Y tế");
        assertThat(taken.resolve(id + ".edxml")).isNotEmptyFile();

        assertThat(Run.of("ack", id, "--by", "Lan", "--config", recipient).code())
                .isZero();
        assertThat(Run.of("ack", id, "--config", recipient).code())
                .as("a repeat")
                .isZero();
        await().untilAsserted(() -> assertThat(
                        Run.in("vi", "trace", id, "--config", sender).out())
                .contains("Đã bàn giao cho cơ quan nhận", "dấu thời gian", "Sở Y tế (H06.16)"));

        Path zip = folder.resolve("e.zip");
        Path trust = sender.resolveSibling("province.trust");
        await().untilAsserted(() -> {
            assertThat(Run.of("evidence", id, "-o", zip, "--config", sender).code())
                    .isZero();
            Run verify = Run.of("verify", zip, "--trust", trust);
            assertThat(verify.code()).as(verify.out()).isZero();
            assertThat(verify.out()).contains("H06.16", "the chain of each recipient is complete");
        });
    }

    @Test
    void a_package_travels_as_it_is_and_machines_read_json() throws IOException {
        DemoLetter letter = DemoLetter.write(
                7,
                DemoLetter.party("H06.02", "Sở Nội vụ"),
                List.of(DemoLetter.party("H06.16", "Sở Y tế")),
                Instant.now());
        Path file = Files.write(folder.resolve("goi.edxml"), letter.edxml());

        Run sent = Run.of("send", file, "--config", sender, "--json");
        JsonNode accepted = Json.MAPPER.readTree(sent.out());
        String id = accepted.path("id").asText();
        assertThat(accepted.path("recipients")).hasSize(1);

        await().untilAsserted(() -> assertThat(Run.of("take", id, "-o", folder.resolve("goi"), "--config", recipient)
                        .code())
                .isZero());
        assertThat(Arrays.equals(Files.readAllBytes(folder.resolve("goi").resolve(id + ".edxml")), letter.edxml()))
                .isTrue();
        JsonNode trace = Json.MAPPER.readTree(
                Run.of("trace", id, "--config", sender, "--json").out());
        assertThat(trace.at("/document/id").asText()).isEqualTo(id);
    }

    @Test
    void what_was_given_back_cannot_be_taken_any_more() throws IOException {
        Path file = Files.writeString(folder.resolve("nham.txt"), "gửi nhầm");
        Run sent = Run.of("send", file, "--to", "H06.16", "--subject", "Nhầm", "--config", sender, "--wait");
        String id = sent.out().lines().findFirst().orElse("").replaceAll(".* ", "");

        assertThat(Run.of("recall", id, "--reason", "Gửi nhầm nơi nhận", "--config", sender)
                        .code())
                .isZero();
        await().until(() -> Run.of("report", id, "15", "--config", recipient).code() == 0);
        Run take = Run.of("take", id, "-o", folder.resolve("nham"), "--config", recipient);

        assertThat(take.code()).isNotZero();
        assertThat(take.err()).contains("ANTIN-3016");
        assertThat(folder.resolve("nham")).doesNotExist();
    }

    @Test
    void what_the_node_refuses_is_one_sentence_with_its_code() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "a");

        Run unknown = Run.in("vi", "send", file, "--to", "H99.99", "--subject", "x", "--config", sender);
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).startsWith("ANTIN-2001 Cơ quan nhận H99.99").hasLineCount(1);

        Run nowhere = Run.of("trace", "01a20f07-94a7-7049-b50f-abc592987a24", "--config", sender);
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.err()).startsWith("ANTIN-3003 ").hasLineCount(1);
    }

    @Test
    void a_node_that_does_not_answer_is_told() throws IOException {
        Path away = Files.createDirectories(folder.resolve("away"));
        for (String name : List.of("province.trust", "api.key")) {
            Files.copy(sender.resolveSibling(name), away.resolve(name));
        }
        Path config = Files.writeString(
                away.resolve("node.yaml"), Files.readString(sender).replaceAll("(listen: .*port: )\\d+", "$11"));

        Run run = Run.of("inbox", "--config", config);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("ANTIN-5007 The node at https://127.0.0.1:1")
                .hasLineCount(1);
    }
}
