package vn.antin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.SlowMachine;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;

/** A hub as a process of its own, started and stopped as the operating system does. */
class RunCommandTest {

    @TempDir
    Path folder;

    @Test
    void a_hub_says_when_it_is_ready_and_stops_in_order_when_told() throws Exception {
        Path hub = folder.resolve("hub");
        int[] ports = {free(), free()};
        Run.of("init", "hub", hub, "--province", "Tỉnh thử", "--broker-port", ports[0], "--https-port", ports[1]);
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dstdout.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "vn.antin.cli.Antin",
                        "run",
                        "--config",
                        hub.resolve("hub.yaml").toString(),
                        "--lang",
                        "en"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine())
                    .isEqualTo("Hub hub ready: broker port " + ports[0] + ", HTTPS port " + ports[1] + ".");
            process.destroy();
            assertThat(process.waitFor(SlowMachine.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void a_port_that_is_taken_is_told_in_one_sentence() throws IOException {
        Path hub = folder.resolve("hub");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int taken = other.getLocalPort();
            Run.of(
                    "init",
                    "hub",
                    hub,
                    "--province",
                    "Tỉnh thử",
                    "--host",
                    "127.0.0.1",
                    "--broker-port",
                    free(),
                    "--https-port",
                    taken);

            Run run = Run.of("run", "--config", hub.resolve("hub.yaml"));

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("ANTIN-1304 The port 127.0.0.1:" + taken)
                    .hasLineCount(1);
        }
    }

    /** The remedy is the operator's, not a caller's. */
    @Test
    void a_damaged_ledger_is_told_with_what_an_operator_does() throws IOException {
        Path hub = folder.resolve("hub");
        Run.of("init", "hub", hub, "--province", "Tỉnh thử", "--broker-port", free(), "--https-port", free());
        Files.createDirectories(hub.resolve("data"));
        Files.writeString(hub.resolve("data/ledger.mv.db"), "damaged ".repeat(2_000));

        Run run = Run.of("run", "--config", hub.resolve("hub.yaml"));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("ANTIN-5059 The ledger's file in " + hub.resolve("data"))
                .contains("antin restore")
                .doesNotContain("Idempotency-Key");
    }

    @Test
    void a_ledger_that_another_has_open_is_told_with_what_an_operator_does() throws IOException {
        Path hub = folder.resolve("hub");
        Run.of("init", "hub", hub, "--province", "Tỉnh thử", "--broker-port", free(), "--https-port", free());

        try (Ledger other = Ledger.open(hub.resolve("data"), CrashPoints.NONE)) {
            Run run = Run.of("run", "--config", hub.resolve("hub.yaml"));

            assertThat(other.size()).isPositive();
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).startsWith("ANTIN-5004").doesNotContain("Idempotency-Key");
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
