package vn.antin.node;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.directory.Edition;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.json.Json;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.node.broker.HubConnections;
import vn.antin.node.broker.LineSettings;
import vn.antin.node.broker.Tls;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.join.JoinFile;
import vn.antin.node.join.Registry;
import vn.antin.parts.HubParts;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/** What tests of other packages need of this one: joins and lines that no command makes. */
public final class Seams {

    private Seams() {}

    /** A join file for a node that hosts several agencies, as the hub of that folder would write it. */
    public static JoinFile hosting(Path hub, JoinFile one, List<String> agencies) {
        Config config = ConfigFile.read(hub.resolve("hub.yaml"));
        return JoinFile.of(config, one.province(), one.node(), agencies, one.expires());
    }

    /** The line of the node in that folder, with its own certificate, beside the one it has itself. */
    public static HubConnections line(Path home) {
        Config config = ConfigFile.read(home.resolve("node.yaml"));
        Config.HubAddress hub = config.hubOrFail();
        return new HubConnections(LineSettings.of(hub.host(), hub.port()), Tls.material(config), Clock.systemUTC());
    }

    /** The hub's part store as the node in that folder reaches it, beside what it does itself. */
    public static HubParts parts(Path home, int hubPort) {
        Config config = ConfigFile.read(home.resolve("node.yaml"));
        return new HubParts(
                URI.create("https://localhost:" + hubPort), Tls.material(config).context());
    }

    /** Has the node or hub in that folder renew its keys, as {@code antin renew} does, without waiting for the answer. */
    public static void renewAtMachine(Path home, String reason) throws IOException {
        new OperatorFiles.OperatorCommand(
                home.resolve("data"),
                OperatorRenewal.TASK,
                Json.MAPPER.createObjectNode().put("reason", reason));
    }

    /** The keys of the node or hub in that folder. */
    public static Keys keys(Path home) {
        return KeyFiles.open(home.resolve("keys.p12"), home.resolve("pin"));
    }

    /** The keys of the authority that the hub in that folder has. */
    public static Keys authority(Path hub) {
        return KeyFiles.open(hub.resolve("authority.p12"), hub.resolve("pin"));
    }

    /**
     * A directory with so many more agencies, spread over these nodes, in the ledger of a hub that is not running; the
     * nodes share a certificate.
     */
    public static void crowded(Path hub, int more, int nodeCount) {
        crowded(hub, more, nodeCount, i -> "Cơ quan " + i);
    }

    /** The same with names of one's own. */
    public static void crowded(Path hub, int more, int nodeCount, IntFunction<String> name) {
        Config config = ConfigFile.read(hub.resolve("hub.yaml"));
        Clock clock = Clock.systemUTC();
        try (Ledger ledger = config.openLedger(CrashPoints.NONE)) {
            Repositories repositories = Repositories.of(config.node(), ledger, clock);
            DirectoryEditions directories =
                    new DirectoryEditions(ledger, repositories.log(), Trust.read(config.trust()), clock);
            Directory before = directories.current();
            List<NodeEntry> nodes = new ArrayList<>(before.edition().nodes());
            List<Agency> agencies = new ArrayList<>(before.edition().agencies());
            for (int i = 1; i <= nodeCount; i++) {
                nodes.add(new NodeEntry(new NodeId("nut-" + i), false, List.of()));
            }
            for (int i = 1; i <= more; i++) {
                NodeId node = new NodeId("nut-" + (i % nodeCount + 1));
                agencies.add(new Agency(
                        new AgencyCode("H06.2." + i),
                        List.of(),
                        name.apply(i),
                        node,
                        null,
                        2,
                        4,
                        null,
                        null,
                        null,
                        true,
                        true,
                        null,
                        null));
            }
            Instant now = clock.instant();
            Edition next = before.next(now, now.plus(Registry.EDITION));
            Edition full = new Edition(
                    next.serial(),
                    next.province(),
                    next.issued(),
                    next.expires(),
                    nodes,
                    agencies,
                    next.crls(),
                    next.stopped());
            Keys authority = authority(hub);
            byte[] sealed = new Directory(full)
                    .seal(KeyFiles.sealer(() -> authority.of(Purpose.DIRECTORY), config.seal(), clock));
            directories.take(sealed);
        }
    }

    /** The ledger of a node or hub that is not running, by its configuration. */
    public static Ledger ledger(Path configuration) {
        return ConfigFile.read(configuration).openLedger(CrashPoints.NONE);
    }
}
