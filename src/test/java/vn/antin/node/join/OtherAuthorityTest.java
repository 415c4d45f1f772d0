package vn.antin.node.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.directory.Edition;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.trial.Province;

/** A hub that keeps the authority of another province beside its own. */
class OtherAuthorityTest {

    @TempDir
    Path folder;

    @Test
    void the_authority_of_another_province_is_kept_as_an_earlier_one_and_its_list_is_made_from_then_on()
            throws Exception {
        Clock clock = Clock.systemUTC();
        Config here = hub("here");
        Keys other = AuthorityRing.open(hub("there"), clock).keys();
        AuthorityRing ring = AuthorityRing.open(here, clock);
        AuthorityRing running = AuthorityRing.open(here, clock);
        var theirs = other.of(Purpose.AUTHORITY).certificate();
        var own = ring.authority().certificate();
        Edition edition = Edition.first("A", Instant.now(), Instant.now().plus(Duration.ofDays(1)));
        assertThat(running.canAdopt(theirs)).isFalse();

        ring.offer(other);
        ring.offer(other);

        assertThat(running.canAdopt(theirs)).isTrue();
        assertThat(running.canAdopt(own)).isTrue();
        assertThat(running.lists(edition, Map.of())).hasSize(1);
        running.adopt(theirs);
        running.adopt(theirs);
        AuthorityRing again = AuthorityRing.open(here, clock);
        assertThat(again.authority().certificate()).isEqualTo(own);
        assertThat(again.lists(edition, Map.of()))
                .extracting(X509CRL::getIssuerX500Principal)
                .containsExactly(own.getSubjectX500Principal(), theirs.getSubjectX500Principal());
        assertThat(folder.resolve("here/hub/authority-other.p12")).doesNotExist();
    }

    private Config hub(String name) throws Exception {
        Path home = folder.resolve(name);
        Files.createDirectories(home);
        new Province(name, home, HomeSetup.exampleAgencies(home), KeyAlgorithm.EC_P256, Clock.systemUTC()).close();
        return ConfigFile.read(home.resolve("hub/hub.yaml"));
    }
}
