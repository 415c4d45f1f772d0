package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Mode;
import vn.antin.fault.Refused;
import vn.antin.ledger.Repositories;
import vn.antin.node.join.HomeSetup;
import vn.antin.node.join.JoinFile;
import vn.antin.node.join.Joins;
import vn.antin.seal.SealedEnvelope;
import vn.antin.seal.pki.KeyAlgorithm;

/** Test nodes and production nodes at one hub by mistake: documents of the other mode are refused everywhere. */
class ModeIT {

    private static final String REAL = "H98.01";
    private static final String REAL_TOO = "H98.02";
    private static final String TRIAL = "H98.03";
    private static final String TRIAL_TOO = "H98.04";
    private static final Map<String, List<String>> HOSTING =
            Map.of("that", List.of(REAL, REAL_TOO), "thu", List.of(TRIAL, TRIAL_TOO));

    @TempDir
    Path folder;

    private TestProvince town;

    @BeforeEach
    void start() {
        town = TestProvince.start(folder, HOSTING, List.of(), province -> testNode());
    }

    @AfterEach
    void stop() {
        town.close();
    }

    private void testNode() {
        Joins.add(folder, "thu", List.of(TRIAL, TRIAL_TOO));
        JoinFile join = JoinFile.read(folder.resolve("hub/joins/thu.join"));
        new HomeSetup(Clock.systemUTC()).node(join, folder.resolve("thu"), 0, KeyAlgorithm.EC_P256);
        mode("thu/node.yaml");
    }

    private void mode(String file) {
        try {
            Files.writeString(folder.resolve(file), "mode: test\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void hubBecomesTest() {
        town.province().stopHub();
        mode("hub/hub.yaml");
        town.province().startHub();
    }

    private String send(String from, String to) {
        return town.office(from)
                .letter(List.of(to), "V/v thử chế độ", Office.Part.file("a.pdf", "%PDF-1.7".getBytes(UTF_8)))
                .id();
    }

    private void ends(String from, String to, String state, String code) {
        String id = send(from, to);
        await().untilAsserted(
                        () -> assertThat(town.office(from).states(id)).as(id).containsExactly(state));
        JsonNode copy = town.office(from).get("/documents/" + id).json().at("/recipients/0");
        assertThat(copy.get("reason").asText()).isEqualTo(code);
    }

    @Test
    void what_is_of_the_other_mode_is_refused_and_nothing_of_it_is_kept() throws Exception {
        Repositories hub = town.province().hub().repositories();
        ends(TRIAL, REAL, "REJECTED", "ANTIN-2041");
        assertThat(TestProvince.count(hub, "part")).isZero();
        Map<String, Long> before = rows("thu");
        ends(REAL, TRIAL, "FAILED", "ANTIN-2042");
        assertThat(rows("thu")).isEqualTo(before);

        hubBecomesTest();

        before = rows("that");
        ends(TRIAL, REAL, "FAILED", "ANTIN-2041");
        assertThat(rows("that")).isEqualTo(before);
        ends(REAL, REAL_TOO, "REJECTED", "ANTIN-2042");
        everyAnswerSaysIt();
        theMarkIsUnderTheSeal();
        aLedgerKeepsItsMode();
    }

    private Map<String, Long> rows(String node) {
        return TestProvince.rows(town.node(node).repositories(), "document", "part", "arrival", "listing");
    }

    private void everyAnswerSaysIt() {
        String id = send(TRIAL, TRIAL_TOO);
        await().untilAsserted(() -> assertThat(town.office(TRIAL_TOO).inbox())
                .singleElement()
                .satisfies(offer -> assertThat(offer.get("mode").asText()).isEqualTo("TEST")));
        assertThat(town.office(TRIAL).get("/documents/" + id).json().get("mode").asText())
                .isEqualTo("TEST");
        Office.Answer limits = town.office(TRIAL).get("/limits");
        assertThat(limits.json().get("notice").asText()).isEqualTo(Mode.STAMP);
        assertThat(limits.headers().get("antin-mode")).containsExactly("TEST");
        Office.Answer real = town.office(REAL).get("/limits");
        assertThat(real.json().get("mode").asText()).isEqualTo("PRODUCTION");
        assertThat(real.json().has("notice")).isFalse();
        assertThat(real.headers()).doesNotContainKey("antin-mode");
    }

    private void theMarkIsUnderTheSeal() {
        Repositories repositories = town.node("thu").repositories();
        byte[] sealed =
                repositories.ledger().read(repositories.documents()::sample).orElseThrow();
        assertThat(SealedEnvelope.open(sealed).envelope().mode()).isEqualTo(Mode.TEST);
        String text = new String(sealed, UTF_8);
        assertThat(text).contains("<Mode>test</Mode>");

        for (String other : List.of("", "<Mode>production</Mode>")) {
            byte[] changed = text.replace("<Mode>test</Mode>", other).getBytes(UTF_8);
            assertThatThrownBy(() -> SealedEnvelope.open(changed))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("ANTIN-6003");
        }
    }

    private void aLedgerKeepsItsMode() throws IOException {
        town.province().stop("thu");
        Path config = folder.resolve("thu/node.yaml");
        Files.writeString(config, Files.readString(config).replace("mode: test", "mode: production"));

        assertThatThrownBy(() -> town.province().start("thu"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("ANTIN-1341");
    }
}
