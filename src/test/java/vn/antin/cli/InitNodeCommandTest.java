package vn.antin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Creating a node while its hub cannot be reached: the error says what to do, and the command can be repeated. */
class InitNodeCommandTest {

    @TempDir
    Path folder;

    @Test
    void without_a_hub_it_says_what_to_do() throws Exception {
        int port = closed();
        Path list = Files.writeString(folder.resolve("agencies.csv"), """
                level,name,parent_code,gso_code,code_qcvn102_SYNTHETIC,code_qd20_SYNTHETIC,notation_abbrev,line_mbit,note
                2,Sở Nội vụ,,,H06.11,H06.11,SNV,10,
                """);
        Path hub = folder.resolve("hub");
        Run made = Run.of(
                "init",
                "hub",
                hub,
                "--province",
                "Tỉnh thử",
                "--agencies",
                list,
                "--host",
                "localhost",
                "--broker-port",
                closed(),
                "--https-port",
                port);
        assertThat(made.code()).as(made.err()).isZero();
        Path join;
        try (Stream<Path> joins = Files.list(hub.resolve("joins"))) {
            join = joins.findFirst().orElseThrow();
        }

        Run english = Run.of("init", "node", "--join", join, folder.resolve("node"));
        Run again = Run.in("vi", "init", "node", "--join", join, folder.resolve("node"));

        assertThat(english.code()).isEqualTo(Exit.NOT_DONE);
        assertThat(english.err())
                .startsWith("ANTIN-2024 ")
                .contains("localhost:" + port, "ConnectException", "firewall", "run the same command again")
                .doesNotContain("by itself", "Nothing is lost");
        assertThat(again.err())
                .startsWith("ANTIN-2024 ")
                .contains("localhost:" + port, "tường lửa", "chạy lại đúng lệnh này")
                .doesNotContain("Không cần làm gì");
    }

    private static int closed() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
