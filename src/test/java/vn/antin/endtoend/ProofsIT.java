package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.cli.Run;
import vn.antin.json.Json;

/** Bundles of a hub and two nodes: sealed manifest, renewed proofs, and the verdict with its one sentence. */
class ProofsIT {

    @TempDir
    static Path folder;

    private static TestProvince town;
    private static String id;

    @BeforeAll
    static void open() {
        town = TestProvince.start(folder, Map.of("nut-a", List.of("H06.11"), "nut-b", List.of("H06.12")));
        Office sender = town.office("H06.11");
        Office recipient = town.office("H06.12");
        id = sender.letter(List.of("H06.12"), "V/v lưu trữ", Office.Part.file("a.pdf", "nội dung".getBytes(UTF_8)))
                .id();
        await().until(() -> recipient.inbox().stream()
                .anyMatch(offer -> offer.get("id").asText().equals(id)
                        && recipient.acknowledge(offer).status() == 204));
        await().until(() -> verify(bundle("H06.11"), "--json").code() == 0);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    private static Path trust() {
        return town.province().home("nut-a").resolve("province.trust");
    }

    private static Path bundle(String agency) throws IOException {
        Path zip = Files.createTempFile(folder, "evidence", ".zip");
        return Files.write(
                zip,
                town.office(agency).get("/documents/" + id + "/evidence.zip").body());
    }

    private static Run verify(Path bundle, Object... more) {
        Object[] words = new Object[4 + more.length];
        words[0] = "verify";
        words[1] = bundle;
        words[2] = "--trust";
        words[3] = trust();
        System.arraycopy(more, 0, words, 4, more.length);
        return Run.of(words);
    }

    private static Path changed(Path bundle, String left, boolean damaged) throws IOException {
        Path changed = Files.createTempFile(folder, "changed", ".zip");
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(bundle));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(changed))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] content = in.readAllBytes();
                boolean chosen = entry.getName().contains(left);
                if (chosen && damaged) {
                    content[content.length / 2] ^= 1;
                }
                if (!chosen || damaged) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    out.write(content);
                }
            }
        }
        return changed;
    }

    @Test
    void a_bundle_says_by_whom_it_was_made_and_what_would_have_to_be_false() throws IOException {
        Run run = verify(bundle("H06.11"));

        assertThat(run.out())
                .contains("bundle made by nut-a", "the document’s files", "This verdict is wrong only if", "SHA-256");
        JsonNode json = Json.MAPPER.readTree(verify(bundle("H06.11"), "--json").out());
        assertThat(json.get("verdict").asText()).isEqualTo("HOLDS");
        assertThat(json.get("wrongOnlyIf").asText()).contains("province.trust");
        assertThat(json.get("basis").get("signers")).hasSize(2);
        assertThat(json.get("basis").get("unstamped")).isEmpty();
    }

    @Test
    void a_file_taken_out_or_changed_is_told_and_so_is_what_the_maker_left_out() throws IOException {
        Path whole = bundle("H06.11");
        assertThat(verify(changed(whole, "04-ContentHandover", false)).code()).isEqualTo(1);
        assertThat(verify(changed(whole, "manifest.txt", false)).code()).isEqualTo(3);
        assertThat(verify(changed(whole, "manifest.xml", false)).code()).isEqualTo(1);
        for (String file : List.of("manifest.xml", "manifest.tst", "manifest.txt", "directory/", "envelope.xml")) {
            assertThat(verify(changed(whole, file, true)).code()).as(file).isEqualTo(1);
        }
        Run recipients = verify(bundle("H06.12"));
        assertThat(recipients.code()).isEqualTo(3);
        assertThat(recipients.out()).contains("bundle made by nut-b", "the stops before this node");
    }

    @Test
    void after_the_time_stamps_end_nothing_is_wrong_and_nothing_provable() throws IOException {
        String later =
                Clock.systemUTC().instant().plus(Duration.ofDays(25 * 365)).toString();
        Run run = verify(bundle("H06.11"), "--at", later);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).contains("NOT PROVABLE ANY MORE", "ANTIN-6340").doesNotContain("✘");
    }

    @Test
    void an_operator_renews_the_proofs_of_hub_and_node_and_bundles_have_them() throws IOException {
        for (String home : List.of("hub", "nut-a")) {
            Path config = town.province().home(home).resolve(home.equals("hub") ? "hub.yaml" : "node.yaml");
            Run run = Run.of("renew-proofs", "--config", config, "--json");
            assertThat(run.code()).as(run.out() + run.err()).isZero();
            JsonNode renewed = Json.MAPPER.readTree(run.out());
            assertThat(renewed.get("objects").asLong()).isPositive();
            assertThat(renewed.get("lists").asLong()).isEqualTo(1);
        }
        Path bundle = bundle("H06.11");
        try (ZipFile zip = new ZipFile(bundle.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).contains("proofs/proofs-1.xml");
        }
        assertThat(verify(bundle).code()).isZero();
        assertThat(verify(changed(bundle, "proofs-1", true)).code()).isEqualTo(1);
        assertThat(town.node("nut-a")
                        .repositories()
                        .ledger()
                        .read(town.node("nut-a").repositories().proofs()::state))
                .satisfies(state -> assertThat(state.lists()).isEqualTo(1));
    }
}
