package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.receipt.Audit;
import vn.antin.receipt.Finding;
import vn.antin.receipt.Outcome;
import vn.antin.seal.pki.Trust;

/** Documents from a folder at one agency into a folder at another. */
class FoldersIT {

    @TempDir
    static Path folder;

    private static TestProvince town;
    private static Path from;
    private static Path to;

    @BeforeAll
    static void open() throws Exception {
        town = TestProvince.start(folder, Map.of("so-noi-vu", List.of("H06.11"), "so-y-te", List.of("H06.12")));
        from = folder.resolve("thu-muc-noi-vu");
        to = folder.resolve("thu-muc-y-te");
        equip("so-noi-vu", "H06.11", from);
        equip("so-y-te", "H06.12", to);
        await().until(() -> Files.exists(from.resolve("TRANG-THAI.txt")) && Files.exists(to.resolve("TRANG-THAI.txt")));
    }

    /** Configures this folder for the node's next start. */
    private static void equip(String node, String agency, Path path) throws IOException {
        town.province().stop(node);
        Files.writeString(
                town.province().home(node).resolve("node.yaml"),
                "folders:\n  - { agency: " + agency + ", path: \"" + path + "\", period: PT0.1S }\n",
                StandardOpenOption.APPEND);
        town.province().start(node);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void a_letter_with_a_large_file_arrives_and_its_receipts_hold() throws Exception {
        byte[] large = new byte[20 << 20];
        new java.util.Random(1).nextBytes(large);
        Path letter = Files.createDirectories(from.resolve("out/công văn 15"));
        Files.write(letter.resolve("Báo cáo.pdf"), large);
        Files.writeString(letter.resolve("meta.tmp"), "{\"to\":[\"H06.12\"],\"subject\":\"V/v báo cáo\"}");
        Files.move(letter.resolve("meta.tmp"), letter.resolve("meta.json"));

        await().until(() -> found(to.resolve("in"), "01-bao-cao.pdf").isPresent());
        Path part = found(to.resolve("in"), "01-bao-cao.pdf").orElseThrow();
        assertThat(part).hasBinaryContent(large);
        assertThat(part.resolveSibling("meta.json")).content().contains("V/v báo cáo", "H06.11");
        assertThat(from.resolve("sent/công văn 15/Báo cáo.pdf")).hasBinaryContent(large);
        Path receipt = from.resolve("sent/công văn 15.ContentHandover.1.so-y-te.receipt.xml");
        await().untilAsserted(() -> {
            assertThat(receipt).exists();
            assertThat(from.resolve("sent/công văn 15.trang-thai.txt"))
                    .content()
                    .contains("H06.12 đã bàn giao.");
        });
        Path evidence = from.resolve("sent/công văn 15.evidence.zip");
        await().until(() -> Files.exists(evidence));
        assertThat(findings(evidence))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.outcome()).isEqualTo(Outcome.HOLDS));
    }

    private static List<Finding> findings(Path evidence) {
        Trust trust = Trust.read(town.province().home("so-noi-vu").resolve("province.trust"));
        List<Finding> findings = new ArrayList<>();
        new Audit(trust, Instant.now()).verify(evidence, findings::add);
        return findings;
    }

    @Test
    void a_package_arrives_byte_for_byte() throws Exception {
        byte[] edxml = Packages.changed(
                Packages.changed(Packages.own("letter-no-prefix.edxml"), "H06.02", "H06.11"), "H06.35.08", "H06.12");
        Files.write(from.resolve("out/goi.tmp"), edxml);
        Files.move(from.resolve("out/goi.tmp"), from.resolve("out/gói.edxml"));

        await().until(() -> found(to.resolve("in"), edxml).isPresent());
        assertThat(from.resolve("sent/gói.edxml")).hasBinaryContent(edxml);
    }

    @Test
    void what_is_no_package_is_explained() throws Exception {
        Files.writeString(from.resolve("out/sai.tmp"), "<edXML>no package</edXML>");
        Files.move(from.resolve("out/sai.tmp"), from.resolve("out/sai.edxml"));

        await().until(() -> Files.exists(from.resolve("failed/sai.edxml")));
        assertThat(from.resolve("failed/sai.loi.txt")).content().startsWith("ANTIN-1");
        assertThat(from.resolve("failed/sai.err.json")).content().contains("\"errors\"");
    }

    private static Optional<Path> found(Path place, byte[] content) {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(file -> Files.isRegularFile(file) && Arrays.equals(Packages.bytes(file), content))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> found(Path place, String name) {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(file -> file.endsWith(name)).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
