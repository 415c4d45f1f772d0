package vn.antin.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vn.antin.console.pages.MachineAccess.Setting;
import vn.antin.console.pages.MachineAccess.SettingChange;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Urgency;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

class ConfigFileTest {

    @TempDir
    Path folder;

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("node.yaml"), text);
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

    static List<Arguments> refused() {
        return List.of(
                Arguments.of("role: node\nnode: so-y-te\n", "line 1, hub: is missing, a node needs it"),
                Arguments.of(
                        "role: hub\nnode: hub\nauthority: { keys: a.p12 }\n",
                        "line 1, broker: is missing, a hub needs it"),
                Arguments.of("role: node\n", "line 1, node is missing: own id"),
                Arguments.of("role: post\nnode: x\n", "line 1, role: must be one of node, hub, not 'post'"),
                Arguments.of(
                        "role: node\nnode: So-Y-Te\nhub: { host: h, port: 1 }\n",
                        "line 2, node: must be an id such as so-y-te, not 'So-Y-Te'"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nlimits:\n  recipients: 5\n  parts: 0\n",
                        "line 6, limits.parts: must be between 1 and 1000, not '0'"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nlimits: { nodeBytesPerHour: 5 }\n",
                        "line 4, limits.nodeBytesPerHour: must be at least 16777216, not '5'"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nlimits: { waitingPolls: many }\n",
                        "line 4, limits.waitingPolls: must be a whole number, not 'many'"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nlimits: { waitingPolls: [ 5 ] }\n",
                        "line 4, limits.waitingPolls: must be between 1 and 10000"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nlimits: 5\n",
                        "line 4, limits: must be keys with values"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\ntimes: { lease: PT-5M }\n",
                        "line 4, times.lease: must be longer than zero, not 'PT-5M'"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\ntimes: { lease: 5m }\n",
                        "line 4, times.lease: must be a duration such as PT15M or P7D, not '5m'"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nvxp: maybe\n",
                        "line 4, vxp: must be true or false, not 'maybe'"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nlimits: { freeByte: 1 }\n",
                        "line 4, 'limits.freeByte' is not a key; did you mean 'freeBytes'?"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\ntraces: { collector: x }\n",
                        "line 4, 'traces.collector' is not a key; keys here are otlp"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nvxp: true\nvxp: false\n",
                        "line 5, Duplicate field 'vxp'"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nledger: { user: antin }\n",
                        "line 4, ledger.database is missing: its name"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nledger: { host: 192.0.2.1, database: antin }\n",
                        "line 4, ledger.authorities: must be set, 192.0.2.1 is another machine"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\ntraces: { otlp: \"http://192.0.2.1/\" }\n",
                        "line 4, traces.otlp: must be an https address, or http on this machine, not http://192.0.2.1/"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nseal: sha1\n",
                        "line 4, seal: must be one of default, rsa-pss, rsa-pkcs1, ecdsa, not 'sha1'"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\napiKeys: [ { sha256: 00, agencies: [ H06 ] } ]\n",
                        "line 4, apiKeys.0.sha256: must be a SHA-256 of 64 hexadecimal digits, not '00'"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nwebhooks: { networks: [ office ] }\n",
                        "line 4, webhooks.networks: office is no network such as 10.20.0.0/16"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nwebhooks: { keep: P1D }\n",
                        "line 4, webhooks.keep: must be at least P4D, not 'P1D'"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nrules: { workingDays: [] }\n",
                        "line 4, rules.workingDays: must be at least one"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nrules: { confirm: { URGENT: PT0S } }\n",
                        "line 4, rules.confirm.URGENT: must be longer than zero, not 'PT0S'"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nalerts: { mail: { host: h, from: f, to: [] } }\n",
                        "line 4, alerts.mail.to: must be at least one address"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nalerts: { webhook: { url: \"ftp://h/\" } }\n",
                        "line 4, alerts.webhook.url: ANTIN-"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nbackup: { folder: data/backups }\n",
                        "line 4, backup: folder: must not lie within data"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nfolders: [ { agency: H06 } ]\n",
                        "line 4, folders.0.path is missing"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nfolders: [ { agency: H06, path: a, period: PT0S } ]\n",
                        "line 4, folders.0.period: must be longer than zero"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nfolders: [ { agency: H06, path: a }, { agency: H07, path: a/b } ]\n",
                        "line 4, folders: must not be shared or one inside another"),
                Arguments.of(
                        "role: node\nnode: a\nhub: { host: h, port: 1 }\nfolders: [ { agency: H06, path: a }, { agency: H06, path: b } ]\n",
                        "line 4, folders: must not be shared or one inside another"),
                Arguments.of(
                        "role: hub\nnode: hub\nbroker: { host: h, port: 1 }\nauthority: { keys: a.p12 }\nfolders: [ { agency: H06, path: a } ]\n",
                        "line 5, folders: a hub has none"),
                Arguments.of("role: [\n", "line 2, while parsing a flow node"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void tells_the_line_the_key_and_what_is_allowed(String text, String told) throws Exception {
        Path file = file(text);

        assertThatThrownBy(() -> ConfigFile.read(file))
                .asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
                .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.CONFIGURATION))
                .extracting(Refused::getMessage, InstanceOfAssertFactories.STRING)
                .contains("CONFIGURATION " + file + ", " + told);
    }

    @Test
    void keys_that_a_map_leaves_out_keep_their_default() throws Exception {
        Config config = ConfigFile.read(
                file("role: node\nnode: a\nhub: { host: h, port: 1 }\nrules: { confirm: { URGENT: PT3H } }\n"));

        assertThat(config.rules().confirm())
                .containsEntry(Urgency.URGENT, Duration.ofHours(3))
                .containsEntry(Urgency.EXPRESS, Duration.ofHours(1));
    }

    @Test
    void secrets_are_masked_and_each_setting_has_its_line() throws Exception {
        String digest = "0123456789abcdef".repeat(4);
        Config config = ConfigFile.read(file("""
                role: node
                node: a
                hub: { host: h, port: 1 }
                apiKeys:
                  - sha256: "%s"
                    agencies: [ H06.1, H06.2 ]
                observe: { port: 9876, keys: [ "%s" ] }
                """.formatted(digest, digest)));

        assertThat(SettingsSheet.of(config))
                .contains(
                        new Setting("apiKeys.0.sha256", "••••••", 5),
                        new Setting("apiKeys.0.agencies", "H06.1, H06.2", 6),
                        new Setting("apiKeys.0.name", "unnamed", 0),
                        new Setting("observe.host", "127.0.0.1", 0),
                        new Setting("observe.port", "9876", 7),
                        new Setting("observe.keys", "••••••", 7),
                        new Setting("rules.confirm.urgent", "PT4H", 0),
                        new Setting("packageSignatures", "none", 0),
                        new Setting("mode", "production", 0));
        file(Files.readString(config.file()).replace("9876", "9877"));
        assertThat(SettingsSheet.pending(config).changes())
                .containsExactly(new SettingChange("observe.port", "9876", "9877", 7));
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
