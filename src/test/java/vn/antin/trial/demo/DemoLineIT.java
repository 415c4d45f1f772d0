package vn.antin.trial.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.SlowMachine;
import vn.antin.cli.Run;

/** A running demo: a line goes down, documents wait, the line is back and they arrive. */
class DemoLineIT {

    private static final String COMMUNE = "H06.33.03";
    private static final String DEPARTMENT = "H06.02";

    @TempDir
    Path folder;

    private Path demo;
    private Path said;
    private Process process;

    @BeforeEach
    void start() throws IOException {
        demo = folder.resolve("demo");
        said = folder.resolve("said.txt");
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dstdout.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "vn.antin.cli.Antin",
                        "demo",
                        "--dir",
                        demo.toString(),
                        "--lang",
                        "en"))
                .redirectOutput(said.toFile())
                .redirectErrorStream(true)
                .start();
        saysSoon("keeps running");
    }

    @AfterEach
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(SlowMachine.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void what_waits_for_a_line_that_is_cut_arrives_when_it_is_restored() throws IOException {
        Path file = Files.writeString(folder.resolve("cong-van.txt"), "Kính gửi", UTF_8);
        assertThat(Run.of("restore", COMMUNE, "--dir", demo).out()).contains("nothing to restore");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(demo.resolve("env"))))
                .isEqualTo("rw-------");

        Run cut = Run.of("cut", COMMUNE, "--dir", demo);
        assertThat(cut.code()).as(cut.err()).isZero();
        assertThat(Run.of("cut", COMMUNE, "--dir", demo).out()).contains("already cut");
        saysSoon("UBND xã Bình Ba (H06.33.03) is down");

        String to = send(file, COMMUNE, "so-noi-vu");
        String from = send(file, DEPARTMENT, "ubnd-xa-binh-ba");
        await().untilAsserted(() -> assertThat(trace(to, "so-noi-vu")).contains("At the hub"));
        saysSoon("waiting documents: ");
        assertThat(trace(to, "so-noi-vu")).doesNotContain("Arrived at the recipient");
        assertThat(trace(from, "ubnd-xa-binh-ba"))
                .containsAnyOf("Waiting to leave", "Leaving")
                .doesNotContain("Relayed by the hub");

        assertThat(Run.of("restore", COMMUNE, "--dir", demo).code()).isZero();
        saysSoon("works again after ");
        saysSoon("have arrived, with verified receipts, ");

        holds(to, "so-noi-vu");
        holds(from, "ubnd-xa-binh-ba");
    }

    @Test
    void who_asks_for_what_is_not_there_is_told_what_is() throws Exception {
        Run unknown = Run.of("cut", "H06.99", "--dir", demo);
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err())
                .startsWith("ANTIN-1306 The demo has no line of H06.99; its agencies are H06.02, H06.33, H06.33.03.")
                .hasLineCount(1);

        process.destroyForcibly().waitFor();

        Run gone = Run.of("cut", COMMUNE, "--dir", demo);
        assertThat(gone.code()).isEqualTo(1);
        assertThat(gone.err())
                .startsWith("ANTIN-1305 No demo runs in the folder")
                .hasLineCount(1);
    }

    private String send(Path file, String to, String from) {
        Run sent = Run.of("send", file, "--to", to, "--subject", "V/v thử", "--config", config(from));
        assertThat(sent.code()).as(sent.err()).isZero();
        return sent.out().strip().replaceAll(".* ", "");
    }

    private String trace(String id, String node) {
        return Run.of("trace", id, "--config", config(node)).out();
    }

    /** Every receipt of the document has come and verifies as far as it goes, offline. */
    private void holds(String id, String node) {
        Path zip = folder.resolve(id + ".zip");
        await().untilAsserted(() -> {
            assertThat(trace(id, node)).contains("Arrived at the recipient");
            assertThat(Run.of("evidence", id, "-o", zip, "--config", config(node))
                            .code())
                    .isZero();
            Run verify = Run.of("verify", zip, "--trust", demo.resolve(node).resolve("province.trust"));
            // without a hand-over the bundle reports that receipt as missing, and nothing else
            assertThat(verify.code()).as(verify.out()).isIn(0, 3);
            assertThat(verify.out()).doesNotContain("ANTIN-6310", "BROKEN", "CANNOT BE DECIDED");
            assertThat(verify.out().lines().filter(line -> line.contains("MISSING")))
                    .allSatisfy(line -> assertThat(line.strip()).isEqualTo("MISSING: Handed over to the recipient"));
        });
    }

    private Path config(String node) {
        return demo.resolve(node).resolve("node.yaml");
    }

    private void saysSoon(String words) {
        await().untilAsserted(() -> assertThat(everythingSaid()).contains(words));
    }

    private String everythingSaid() {
        try {
            return Files.readString(said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
