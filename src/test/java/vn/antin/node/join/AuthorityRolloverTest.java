package vn.antin.node.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vn.antin.directory.Directory;
import vn.antin.fault.Fault;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/** The contract on H2, and an older backup put back; on PostgreSQL the database server does that. */
class AuthorityRolloverTest extends AuthorityRolloverContract {

    @Override
    String database() {
        return "";
    }

    @Test
    void a_hub_restored_from_before_a_new_authority_goes_on_with_the_old_one_and_says_so() throws IOException {
        Path backup = folder.resolve("backup");
        hub.ledger().close();
        copy(home, backup);
        hub = start(home);
        DirectoryEditions node = node("nut-a");
        replaceAuthority();
        clock.forward(OVERLAP);
        hub.rollover().look();
        node.take(hub.newest());
        byte[] newest = hub.newest();
        hub.ledger().close();

        home = backup;
        hub = start(home);
        assertThat(hub.directories().take(newest)).isTrue();
        hub.rollover().look();
        assertThat(hub.alarms()).contains(Fault.AUTHORITY_LOST.code());
        clock.forward(Duration.ofDays(2));
        hub.registry().refresh();
        assertThat(node.take(hub.newest())).as("by the old signer").isTrue();

        replaceAuthority();
        clock.forward(OVERLAP);
        hub.rollover().look();
        assertThat(hub.alarms()).doesNotContain(Fault.AUTHORITY_LOST.code());
        assertThat(node.take(hub.newest())).isTrue();
        assertThat(node.trust().anchors()).contains(hub.certificate(Purpose.AUTHORITY));

        X509Certificate first = Trust.parse(firstTrust).anchors().iterator().next();
        Trust late = new Trust(List.of(first, hub.certificate(Purpose.AUTHORITY)), List.of(), List.of());
        clock.forward(YEAR.multipliedBy(10));
        hub.rollover().look();
        clock.forward(YEAR.multipliedBy(10).minusDays(60));
        hub.rollover().look();
        Directory later = Directory.open(hub.newest(), late, clock.instant());
        later.pinAuthorities(late, clock.instant());
        assertThat(late.anchors())
                .as("the lost one was certified by one that has ended")
                .doesNotContain(later.edition().authorities().get(0).certificate());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
