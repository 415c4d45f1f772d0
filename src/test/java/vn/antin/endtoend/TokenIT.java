package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A hub and one of two nodes with their seal keys in tokens, each program a process of its own. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TokenIT {

    private static final Pattern ID = Pattern.compile("[0-9A-Z]{26}|[0-9a-f-]{36}");

    @TempDir
    static Path folder;

    private static CommandShell shell;
    private static SoftToken hubToken;
    private static SoftToken nodeToken;

    @BeforeAll
    static void open() throws Exception {
        SoftToken.require();
        CommandShell.launcher(folder);
        Path configuration = SoftToken.configuration(folder);
        hubToken = SoftToken.make(folder, "hsm-hub", "12345678");
        nodeToken = SoftToken.make(folder, "hsm-node", "23456789");
        shell = new CommandShell(folder);
        shell.run("export SOFTHSM2_CONF=" + configuration);
        shell.run("./antin init hub hub --province 'Tỉnh thử' --host 127.0.0.1 --broker-port " + free()
                + " --https-port " + free() + hubToken.options(folder, "hsm-hub") + " --token-authority");
        Files.writeString(folder.resolve("hub/hub.yaml"), "times: { overlap: PT1S }\n", StandardOpenOption.APPEND);
        run("hub/hub.yaml");
        shell.run("./antin init node sender --join hub/joins/so-noi-vu.join --https-port " + free()
                + nodeToken.options(folder, "hsm-node"));
        shell.run("./antin init node recipient --join hub/joins/so-y-te.join --https-port " + free());
        run("sender/node.yaml");
        run("recipient/node.yaml");
        shell.run("echo 'Kính gửi' > letter.txt");
    }

    @AfterAll
    static void close() throws Exception {
        if (shell != null) {
            shell.close();
        }
    }

    private static void run(String config) throws IOException {
        shell.window(
                "env SOFTHSM2_CONF=" + folder.resolve("softhsm2.conf") + " ./antin run --lang en --config " + config,
                "ready");
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String sent(String more) throws IOException {
        String said = shell.run(
                "./antin send letter.txt --lang en --to H06.16 --subject 'V/v thử' --config sender/node.yaml" + more);
        Matcher id = ID.matcher(said);
        assertThat(id.find()).as(said).isTrue();
        return id.group();
    }

    private static void handOver(String id) throws IOException {
        await().until(() -> shell.run("./antin inbox --json --wait 5 --config recipient/node.yaml")
                .contains(id));
        shell.run("./antin take " + id + " -o taken-" + id + " --config recipient/node.yaml && ./antin ack " + id
                + " --config recipient/node.yaml");
        assertThat(folder.resolve("taken-" + id)).isDirectoryContaining("glob:**.edxml");
    }

    /** The bundle of a document, once its sender has every receipt. */
    private static String verified(String id) throws IOException {
        await().pollInterval(Duration.ofSeconds(1))
                .until(() -> shell.run("./antin trace --json " + id + " --config sender/node.yaml")
                        .contains("ContentHandover"));
        shell.run("./antin evidence " + id + " -o " + id + ".zip --config sender/node.yaml");
        return shell.run("./antin verify --lang en --trust sender/province.trust " + id + ".zip");
    }

    private static String status(String config) throws IOException {
        return shell.run("./antin status --lang en --config " + config);
    }

    @Test
    @Order(1)
    void a_document_goes_from_end_to_end_under_seals_of_tokens() throws IOException {
        String id = sent(" --wait --timeout 280");
        handOver(id);

        assertThat(verified(id)).contains("ContentHandover").doesNotContain("✘");
        assertThat(Files.readString(folder.resolve("sender/node.yaml")))
                .contains("slot: " + nodeToken.slot())
                .doesNotContain("23456789");
        assertThat(status("sender/node.yaml")).contains("Seal key: in token hsm-node");
        assertThat(status("hub/hub.yaml")).contains("Seal key: in token hsm-hub");
        assertThat(status("recipient/node.yaml")).doesNotContain("in token");
        assertThat(nodeToken.keys()).isOne();
        assertThat(hubToken.keys()).as("authority, directory, seal").isEqualTo(3);
    }

    @Test
    @Order(2)
    void documents_wait_while_the_hub_has_no_key_and_go_on_by_themselves() throws IOException {
        hubToken.takeAway();
        String id = sent("");
        String joins = "./antin init node third --join hub/joins/so-tu-phap.join --lang en --https-port 20443";
        assertThat(shell.run(joins + " 2>&1 || true")).contains("ANTIN-2188").contains("hsm-hub");
        await().until(() -> status("hub/hub.yaml").contains("which does not sign now"));
        String health = shell.run("./antin check cert --lang en --config hub/hub.yaml; echo code $?");
        String traced = shell.run("./antin trace --json " + id + " --config sender/node.yaml");
        hubToken.putBack();

        assertThat(health).contains("ANTIN-2188").contains("code 2");
        assertThat(traced)
                .as("the recipient may have it, but no receipt of the hub is out")
                .contains("SubmissionAcceptance")
                .doesNotContain("RelayAcceptance");
        handOver(id);
        assertThat(verified(id)).contains("ContentHandover").doesNotContain("✘");
        shell.run(joins);
        await().until(() -> !status("hub/hub.yaml").contains("does not sign"));
    }

    @Test
    @Order(3)
    void a_node_without_its_key_takes_no_document_and_says_why() throws IOException {
        nodeToken.takeAway();
        String refused = shell.run("./antin send letter.txt --lang en --to H06.16 --subject 'V/v thử' --key again"
                + " --config sender/node.yaml 2>&1; echo code $?");
        nodeToken.putBack();

        assertThat(refused).contains("ANTIN-2188").contains("hsm-node").doesNotContain("code 0");
        await().until(() -> !status("sender/node.yaml").contains("does not sign"));
        String id = sent(" --key again");
        handOver(id);
        assertThat(verified(id)).doesNotContain("✘");
    }

    @Test
    @Order(4)
    void the_next_key_is_made_in_the_token() throws IOException {
        shell.run("./antin renew --reason 'thử' --config sender/node.yaml");
        shell.run("./antin renew --reason 'thử' --config hub/hub.yaml");
        await().until(() -> {
            // The earlier key stays until nothing needs it.
            return Files.exists(folder.resolve("sender/data")) && hasEarlierKeys("sender") && hasEarlierKeys("hub");
        });

        assertThat(nodeToken.keys()).isEqualTo(2);
        assertThat(hubToken.keys()).as("authority, directory, two seal keys").isEqualTo(4);
        String id = sent(" --wait --timeout 280");
        handOver(id);
        assertThat(verified(id)).contains("ContentHandover").doesNotContain("✘");
        assertThat(shell.run("./antin check --lang en --config sender/node.yaml"))
                .contains("Seal key in token: hsm-node");
    }

    private static boolean hasEarlierKeys(String home) throws IOException {
        try (var files = Files.list(folder.resolve(home))) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("keys.old-"));
        }
    }

    @Test
    @Order(5)
    void what_is_wrong_with_a_token_is_told_before_a_start() throws IOException {
        assertThat(checked("s#/usr/lib/softhsm/libsofthsm2.so#/usr/lib/none.so#"))
                .contains("ANTIN-2185")
                .contains("/usr/lib/none.so");
        assertThat(checked("s#slot: [0-9]*#slot: 77#")).contains("ANTIN-2186").contains("hsm-node");
        assertThat(checked("s#hsm-node.pin#hsm-hub.pin#"))
                .contains("ANTIN-2187")
                .contains("hsm-node");
        assertThat(checked("s#slot: [0-9]*#slot: " + hubToken.slot() + "#;s#hsm-node.pin#hsm-hub.pin#"))
                .contains("ANTIN-2188");
        assertThat(checked("/^token/d")).contains("ANTIN-2189");
    }

    private static String checked(String change) throws IOException {
        return shell.run("sed '" + change + "' sender/node.yaml > sender/other.yaml;"
                + " ./antin check --lang en --config sender/other.yaml || true");
    }
}
