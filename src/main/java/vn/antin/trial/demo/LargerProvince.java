package vn.antin.trial.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import vn.antin.cli.Polling;
import vn.antin.directory.DirectoryAct.JoinProvince;
import vn.antin.directory.DirectoryAct.TakeProvince;
import vn.antin.ledger.people.AuditLog;
import vn.antin.node.Node;
import vn.antin.node.config.ConfigFile;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.join.AuthorityRing;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.trial.Province;

/** A province with one agency and a hub of its own, which takes over that of the drill. */
final class LargerProvince implements AutoCloseable {

    private static final String NAME = "Tỉnh lớn";
    private static final String LIST = """
            level,name,parent_code,gso_code,code_qcvn102_SYNTHETIC,code_qd20_SYNTHETIC,notation_abbrev,line_mbit,note
            1,UBND tỉnh lớn,,,K99,K99,UBND,100,
            """;

    private final Province province;
    private final Path dir;

    LargerProvince(Path dir) {
        this.dir = dir;
        try {
            Files.createDirectories(dir);
            Path list = Files.writeString(dir.resolve("agencies.csv"), LIST, UTF_8);
            this.province = new Province(NAME, dir, list, KeyAlgorithm.EC_P256, Clock.systemUTC());
            province.join("tinh-lon", List.of("K99"), "");
            province.start("tinh-lon");
        } catch (IOException e) {
            throw new UncheckedIOException(dir.toString(), e);
        }
    }

    /**
     * Takes over another province, whose hub is switched off then; returns whether its nodes came over.
     *
     * @param hub the folder of its hub
     */
    boolean takeOver(
            Province other, Path hub, Collection<Node> nodes, AuditLog.Actor by, String reason, Duration patience) {
        long serial = other.hub()
                .registry()
                .act(
                        new JoinProvince(
                                province.hub().provinceFile(),
                                other.hub().provinceFile().hub()),
                        by,
                        reason);
        boolean known = Polling.until(
                patience,
                () -> nodes.stream().allMatch(node -> node.directory().get().serial() >= serial));
        AuthorityRing.open(ConfigFile.read(dir.resolve("hub/hub.yaml")), Clock.systemUTC())
                .offer(KeyFiles.open(hub.resolve("authority.p12"), hub.resolve("pin")));
        province.hub()
                .registry()
                .act(
                        new TakeProvince(
                                other.hub().provinceFile(),
                                province.hub().provinceFile().hub()),
                        by,
                        reason);
        other.stopHub();
        return known
                && Polling.until(
                        patience,
                        () -> nodes.stream()
                                .allMatch(node ->
                                        node.directory().get().province().equals(NAME)
                                                && node.line().up()));
    }

    @Override
    public void close() {
        province.close();
    }
}
