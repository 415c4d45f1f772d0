package vn.antin.bench.bare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.node.join.HomeSetup;
import vn.antin.seal.pki.KeyAlgorithm;

class BareRelayTest {

    @TempDir
    private Path folder;

    @Test
    void what_was_sent_is_on_disk_when_the_answer_is_there() throws Exception {
        Config keys = keys();
        int port = freePort();
        Path kept = folder.resolve("kept");
        try (BareRelay relay = new BareRelay(keys, folder.resolve("broker"), port, 2);
                BareRecipient recipient = new BareRecipient(keys, kept, port, 2);
                BareSender sender = new BareSender(keys, port)) {
            for (int i = 1; i <= 3; i++) {
                sender.send(new byte[10_000]);

                assertThat(bytes(kept)).isEqualTo(i * 10_000L);
            }
            sender.send(new byte[1 << 20]);
            assertThat(relay).isNotNull();
            assertThat(recipient).isNotNull();
        }
        assertThat(folder.resolve("broker").resolve("large")).isEmptyDirectory();
    }

    private Config keys() {
        Path home = folder.resolve("hub");
        new HomeSetup(Clock.systemUTC())
                .hub(
                        new HomeSetup.NewHub(
                                "Tỉnh",
                                new NodeId("hub"),
                                HomeSetup.exampleAgencies(folder),
                                "127.0.0.1",
                                1,
                                2,
                                KeyAlgorithm.EC_P256,
                                Mode.PRODUCTION),
                        home);
        return ConfigFile.read(home.resolve("hub.yaml"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static long bytes(Path kept) throws IOException {
        try (Stream<Path> files = Files.list(kept)) {
            long all = 0;
            for (Path file : files.toList()) {
                all += Files.size(file);
            }
            return all;
        }
    }
}
