package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.Trust;

/**
 * A hub whose authority is on another machine, by the commands of the operations guide: nodes join, documents flow, keys
 * are renewed and a node is revoked, and whatever only the authority can sign goes out and comes back as a file.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuthorityApartIT {

    private static final Pattern ID = Pattern.compile("[0-9A-Z]{26}|[0-9a-f-]{36}");
    private static final String HUB = " --lang en --config hub/hub.yaml";

    @TempDir
    static Path folder;

    private static CommandShell shell;
    private static HubOperator operator;

    @BeforeAll
    static void open() throws Exception {
        CommandShell.launcher(folder);
        shell = new CommandShell(folder);
        int door = free();
        shell.run("./antin init hub hub --province 'Tỉnh thử' --host 127.0.0.1 --broker-port " + free()
                + " --https-port " + door + " --authority-apart laptop");
        Files.writeString(
                folder.resolve("hub/hub.yaml"),
                "times: { overlap: PT1S, authorityOverlap: PT20S }\n",
                StandardOpenOption.APPEND);
        shell.window("./antin run --lang en --config hub/hub.yaml", "ready");
        operator = new HubOperator(folder.resolve("hub"), door);
        Files.createDirectories(folder.resolve("stick"));
        shell.run("echo 'Kính gửi' > letter.txt");
    }

    @AfterAll
    static void close() throws Exception {
        if (shell != null) {
            shell.close();
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The stick goes from the hub to the laptop and back; returns what the laptop said. */
    private static String carry(String answers) throws IOException {
        shell.run("./antin hub requests stick/bundle.xml" + HUB);
        String said = shell.run(answers + " | ./antin authority sign stick/bundle.xml --out stick/signed.json"
                + " --folder laptop --lang en");
        shell.run("./antin hub signed stick/signed.json" + HUB);
        return said;
    }

    private static String waiting() throws IOException {
        return shell.run("./antin hub requests" + HUB);
    }

    private static String exchange() throws IOException {
        String said = shell.run("./antin send letter.txt --lang en --to H06.16 --subject 'V/v thử'"
                + " --config sender/node.yaml --wait --timeout 280");
        Matcher found = ID.matcher(said);
        assertThat(found.find()).as(said).isTrue();
        String id = found.group();
        await().atMost(PATIENCE)
                .until(() -> shell.run("./antin inbox --json --wait 5 --config recipient/node.yaml")
                        .contains(id));
        shell.run("./antin take " + id + " -o taken-" + id + " --config recipient/node.yaml && ./antin ack " + id
                + " --config recipient/node.yaml");
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> shell.run("./antin trace --json " + id + " --config sender/node.yaml")
                        .contains("ContentHandover"));
        shell.run("./antin evidence " + id + " -o " + id + ".zip --config sender/node.yaml");
        assertThat(shell.run("./antin verify --lang en --trust sender/province.trust " + id + ".zip"))
                .contains("ContentHandover")
                .doesNotContain("✘");
        return id;
    }

    @Test
    @Order(1)
    void nodes_join_when_the_stick_has_come_back() throws IOException {
        String first =
                "./antin init node sender --join hub/joins/so-noi-vu.join --lang en --wait 0 --https-port " + free();
        String second =
                "./antin init node recipient --join hub/joins/so-y-te.join --lang en --wait 0 --https-port " + free();
        String said = shell.run(first + " 2>&1 || true");
        assertThat(said).contains("ANTIN-2172");
        shell.run(second + " 2>&1 || true");
        assertThat(waiting()).contains("joins so-noi-vu").contains("joins so-y-te");
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() ->
                        shell.run("./antin status" + HUB).contains("Authority: 2 requests wait for its signature"));

        shell.run("./antin hub requests stick/bundle.xml" + HUB);
        assertThat(shell.run("printf 'no\\nno\\n' | ./antin authority sign stick/bundle.xml --out stick/signed.json"
                        + " --folder laptop --lang en || true"))
                .contains("Nothing to sign");
        assertThat(folder.resolve("stick/signed.json")).doesNotExist();
    }

    @Test
    @Order(2)
    void documents_flow_between_nodes_that_the_authority_has_certified() throws IOException {
        String said = carry("printf 'yes\\nyes\\n'");
        assertThat(said)
                .contains("Bundle of Tỉnh thử")
                .contains("The new node so-noi-vu asks for certificates")
                .contains("2 requests are signed");
        shell.run("./antin init node sender --join hub/joins/so-noi-vu.join --https-port " + free());
        shell.run("./antin init node recipient --join hub/joins/so-y-te.join --https-port " + free());
        shell.window("./antin run --lang en --config sender/node.yaml", "ready");
        shell.window("./antin run --lang en --config recipient/node.yaml", "ready");
        assertThat(waiting()).contains("Nothing waits");
        exchange();
    }

    @Test
    @Order(3)
    void keys_of_nodes_and_of_the_hub_wait_for_the_stick_and_are_used_then() throws IOException {
        shell.run("./antin renew --reason 'thử' --config sender/node.yaml");
        shell.run("./antin renew --reason 'thử' --config hub/hub.yaml");
        shell.run("./antin hub renew directory --reason 'thử'" + HUB);
        await().atMost(PATIENCE).until(() -> waiting().contains("renews keys so-noi-vu"));
        assertThat(waiting()).contains("keys of the hub hub").contains("signer of the province hub-directory");
        exchange();

        assertThat(carry("printf 'yes\\nyes\\nyes\\n'")).contains("The directory has changed since the last signing");
        await().atMost(Duration.ofMinutes(9))
                .pollInterval(Duration.ofSeconds(5))
                .until(() -> earlier("sender", "keys") > 0 && earlier("hub", "keys") > 0);
        exchange();
    }

    /** How many files with earlier keys there are. */
    private static long earlier(String home, String keys) throws IOException {
        try (var files = Files.list(folder.resolve(home))) {
            return files.filter(file -> file.getFileName().toString().startsWith(keys + ".old-"))
                    .count();
        }
    }

    @Test
    @Order(4)
    void the_next_authority_is_made_at_the_laptop_and_who_knows_only_the_first_still_verifies() throws Exception {
        shell.run("cp sender/province.trust first.trust");
        operator.actOfTwo("renew", "authority", "--reason", "thử");
        await().atMost(PATIENCE).until(() -> waiting().contains("next authority hub"));

        assertThat(carry("printf 'yes\\n'"))
                .contains("The province's next authority: its key will be made here")
                .contains("1 requests are signed");
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> anchors("sender") == 2 && anchors("recipient") == 2 && earlier("hub", "authority") == 1);

        String id = exchange();
        assertThat(shell.run("./antin verify --lang en --trust first.trust " + id + ".zip"))
                .contains("ContentHandover")
                .doesNotContain("✘");
    }

    private static int anchors(String home) {
        return Trust.read(folder.resolve(home).resolve("province.trust"))
                .anchors()
                .size();
    }

    @Test
    @Order(5)
    void an_authority_outside_the_province_is_admitted_and_dismissed_by_the_stick() throws Exception {
        Authority outside =
                Authority.create("Nhà nước CA", Clock.systemUTC(), Duration.ofDays(1000), KeyAlgorithm.EC_P256);
        Path certificate = Files.write(folder.resolve("outside.der"), Certificates.encoded(outside.certificate()));
        Path crl = Files.write(
                folder.resolve("outside.crl"),
                outside.crl(Map.of(), 1, Duration.ofDays(9)).getEncoded());
        Object[] admit = {"admit", certificate, "--crl", crl, "--reason", "QĐ 7"};
        assertThat(operator.act(admit).err()).contains("ANTIN-2172");
        assertThat(waiting())
                .contains("admits another authority CN=Nhà nước CA")
                .contains("for: all names; the request sets no limit");
        assertThat(carry("printf 'yes\\n'"))
                .contains("Another authority is to be admitted, for seals only: CN=Nhà nước CA")
                .contains("Names that it may certify: all names");
        operator.actOfTwo(admit);
        assertThat(operator.admin.get("/console/directory?lang=en").body())
                .contains("Nhà nước CA", "DISMISS_AUTHORITY");

        operator.actOfTwo("dismiss", "CN=Nhà nước CA", "--reason", "QĐ 8");
        assertThat(waiting()).contains("revocation CN=Nhà nước CA");
        assertThat(carry("printf 'yes\\n'")).contains("Revocation of the certificates of CN=Nhà nước CA");
        assertThat(waiting()).contains("Nothing waits");
        assertThat(operator.act("dismiss", "CN=Nhà nước CA", "--reason", "lại").err())
                .contains("ANTIN-2103");
    }

    @Test
    @Order(6)
    void a_wrong_pin_and_a_damaged_file_are_told_in_words() throws IOException {
        shell.run("echo sai > wrong.pin; ./antin hub requests stick/bundle.xml" + HUB
                + "; head -c 900 stick/bundle.xml > stick/half.xml; echo '{' > stick/half.json");
        assertThat(shell.run("./antin authority sign stick/bundle.xml --out stick/signed.json --folder laptop"
                        + " --pin wrong.pin --yes --lang en 2>&1 || true"))
                .contains("laptop/authority.p12");
        assertThat(shell.run("./antin authority sign stick/half.xml --out stick/signed.json --folder laptop --yes"
                        + " --lang en 2>&1 || true"))
                .contains("ANTIN-");
        assertThat(shell.run("./antin hub signed stick/half.json" + HUB + " 2>&1 || true"))
                .contains("ANTIN-2173");
    }
}
