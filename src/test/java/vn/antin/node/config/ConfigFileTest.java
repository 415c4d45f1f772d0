package vn.antin.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Refused;

class ConfigFileTest {

    @TempDir
    Path folder;

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("node.yaml"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"node.yaml", "hub.yaml"})
    void reads_the_examples_that_name_every_key(String name) {
        Config config = ConfigFile.read(Path.of("config", name));

        assertThat(config.limits()).isEqualTo(Config.Limits.defaults());
        assertThat(config.times()).isEqualTo(Config.Times.defaults());
    }

    @Test
    void takes_defaults_for_what_is_absent() throws Exception {
        Config config = ConfigFile.read(file("role: node\nnode: so-y-te\nhub: { host: hub, port: 61617 }\n"));

        assertThat(config.data()).isEqualTo(folder.toAbsolutePath().resolve("data"));
        assertThat(config.times().expires()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void says_the_line_of_an_unknown_key_and_what_was_meant() throws Exception {
        Path file = file("role: node\nnode: so-y-te\nhbu: { host: hub, port: 61617 }\n");

        assertThatThrownBy(() -> ConfigFile.read(file))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("did you mean 'hub'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "role: node\nnode: so-y-te\n",
                "role: hub\nnode: hub\nauthority: { keys: a.p12 }\n",
                "role: post\nnode: x\n",
                "role: node\nnode: So-Y-Te\nhub: { host: h, port: 1 }\n",
                "role: node\nnode: a\nhub: { host: h, port: 1 }\nlimits: { parts: 0 }\n",
                "role: node\nnode: a\nhub: { host: h, port: 1 }\ntimes: { lease: PT-5M }\n",
                "role: node\nnode: a\nhub: { host: h, port: 1 }\nledger: { user: antin }\n",
                "role: node\nnode: a\nhub: { host: h, port: 1 }\nledger: { host: 192.0.2.1, database: antin }\n",
                "role: node\nnode: a\nhub: { host: h, port: 1 }\nseal: sha1\n",
                "role: node\nnode: a\nhub: { host: h, port: 1 }\napiKeys: [ { sha256: 00, agencies: [ H06 ] } ]\n",
                "role: node\nnode: a\nhub: { host: h, port: 1 }\nfolders: [ { agency: H06 } ]\n",
                "role: node\nnode: a\nhub: { host: h, port: 1 }\nfolders: [ { agency: H06, path: a, period: PT0S } ]\n",
                "role: node\nnode: a\nhub: { host: h, port: 1 }\nfolders: [ { agency: H06, path: a }, { agency: H07, path: a/b } ]\n",
                "role: node\nnode: a\nhub: { host: h, port: 1 }\nfolders: [ { agency: H06, path: a }, { agency: H06, path: b } ]\n",
                "role: hub\nnode: hub\nbroker: { host: h, port: 1 }\nauthority: { keys: a.p12 }\nfolders: [ { agency: H06, path: a } ]\n",
                "role: [\n",
            })
    void refuses_a_configuration_that_is_half_good(String text) throws Exception {
        Path file = file(text);

        assertThatThrownBy(() -> ConfigFile.read(file)).isInstanceOf(Refused.class);
    }

    @Test
    void finds_folders_beside_the_file() throws Exception {
        Config config = ConfigFile.read(
                file(
                        "role: node\nnode: so-y-te\nhub: { host: hub, port: 61617 }\nfolders: [ { agency: H06.12, path: trao-doi } ]\n"));

        assertThat(config.folders())
                .containsExactly(new Config.Folder(
                        new AgencyCode("H06.12"), folder.toAbsolutePath().resolve("trao-doi"), Duration.ofSeconds(2)));
    }

    @Test
    void says_that_a_file_is_missing() {
        assertThatThrownBy(() -> ConfigFile.read(folder.resolve("none.yaml"))).isInstanceOf(Refused.class);
    }
}
