package vn.antin.node.join;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.trial.Province;

/** Join files for nodes that host several agencies, as a hub's operator would write them. */
public final class Joins {

    private Joins() {}

    /** Lets {@link Province#start} join a node of that id for these agencies. */
    public static void add(Path province, String node, List<String> agencies) {
        Path hub = province.resolve("hub");
        Config config = ConfigFile.read(hub.resolve("hub.yaml"));
        Instant expires = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        try {
            JoinFile.of(config, "Tỉnh thử", node, agencies, expires)
                    .write(hub.resolve("joins").resolve(node + ".join"));
        } catch (IOException e) {
            throw new UncheckedIOException(hub.toString(), e);
        }
    }

    /** The texts of the QR codes of a join file. */
    public static List<String> codes(Path file) throws IOException {
        return JoinCodes.of(Files.readString(file));
    }
}
