package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.cli.Run;
import vn.antin.node.Node;
import vn.antin.node.Seams;
import vn.antin.node.broker.HubReachability.Trouble;
import vn.antin.seal.pki.Purpose;

/** The hub gets another address by the operator's command and page, while documents flow. */
class HubAddressIT {

    private static final String OLD = "127.0.0.1";
    /** Not in the hub's certificate. */
    private static final String NEW = "127.0.0.2";

    private static final String SENDER = "H06.11";
    private static final String RECIPIENT = "H06.12";

    @TempDir
    Path folder;

    private TestProvince town;
    private HubOperator operator;
    private int port;

    private final List<String> sent = new ArrayList<>();
    private final Map<String, Integer> taken = new HashMap<>();

    @Test
    void nodes_move_over_by_themselves_and_one_that_was_off_has_a_way_back() throws Exception {
        try (TestProvince province = TestProvince.start(
                folder, Map.of("nut-a", List.of(SENDER), "nut-b", List.of(RECIPIENT), "nut-c", List.of("H06.13")))) {
            town = province;
            port = town.province().hub().brokerPort();
            operator =
                    new HubOperator(folder.resolve("hub"), town.province().hub().httpsPort());
            town.province().stop("nut-c");
            hubRenewsItsKeys();
            AtomicBoolean enough = new AtomicBoolean();
            CompletableFuture<Void> flow = CompletableFuture.runAsync(() -> flow(enough));

            moves();
            staysWhileTheNewAddressLeadsNowhere();
            listens(NEW);
            await("nut-a at the new address")
                    .atMost(PATIENCE)
                    .until(() -> town.node("nut-a").line().up());
            await("nut-b at the new address")
                    .atMost(PATIENCE)
                    .until(() -> town.node("nut-b").line().up());
            enough.set(true);
            flow.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

            await("all arrive").atMost(PATIENCE).until(this::takenAll);
            assertThat(taken.values()).as("doubled").containsOnly(1);
            for (String id : sent) {
                await(id)
                        .atMost(PATIENCE)
                        .until(() -> town.office(SENDER).receipts(id).contains("ContentHandover.1"));
            }
            comesBack();
        }
    }

    /** Another certificate than nut-c knows, without the new address. */
    private void hubRenewsItsKeys() throws IOException {
        Files.writeString(folder.resolve("hub/hub.yaml"), "times: { overlap: PT1S }\n", StandardOpenOption.APPEND);
        listens("0.0.0.0");
        X509Certificate before = hubCertificate();
        Seams.renewAtMachine(folder.resolve("hub"), "dời máy chủ");
        await("the hub uses new keys")
                .atMost(PATIENCE)
                .until(() -> !hubCertificate().equals(before));
    }

    private X509Certificate hubCertificate() {
        return Seams.keys(folder.resolve("hub")).of(Purpose.CONNECTION).certificate();
    }

    private void moves() {
        assertThat(move(NEW, "2001-01-01").err()).contains("ANTIN-1213", "until");
        assertThat(move("0.0.0.0", "2100-01-01").err()).contains("ANTIN-1213", "host");
        Run done = move(NEW, "2100-01-01");
        assertThat(done.out())
                .as(done.err())
                .contains(
                        "Nodes reach the hub hub at " + NEW + ":" + port,
                        "The address " + OLD + ":" + port,
                        "2099-12-31");
        assertThat(move(NEW, "2100-01-01").err()).contains("ANTIN-2103");
        town.restart("nut-b");
        at(NEW);
        assertThat(audited()).containsExactly("MOVE_HUB " + NEW + ":" + port + " machine");
        await("the one that is off came by the earlier address")
                .atMost(PATIENCE)
                .until(() -> elsewhere().equals(List.of("nut-c " + OLD)));
        Run file = operator.act("join-file", "nut-d", "--agencies", "H06.13", "--reason", "x");
        assertThat(file.err()).contains("ANTIN-2023");
    }

    /** The operator mistook the port, and puts it right at the console. */
    private void staysWhileTheNewAddressLeadsNowhere() throws Exception {
        Run wrong =
                operator.act("address", NEW, "--broker-port", "1", "--until", "2100-01-01", "--reason", "gõ nhầm cổng");
        assertThat(wrong.out()).as(wrong.err()).contains(NEW + ":1,");
        await().atMost(PATIENCE)
                .until(() -> town.node("nut-a")
                                .directory()
                                .get()
                                .hubEndpoints(Instant.now())
                                .size()
                        == 3);
        town.restart("nut-b");
        await("nut-b falls back")
                .atMost(PATIENCE)
                .until(() -> town.node("nut-b").line().up());
        at(NEW);
        await().atMost(PATIENCE)
                .until(() -> elsewhere().equals(List.of("nut-a " + NEW, "nut-b " + NEW, "nut-c " + OLD)));

        Map<String, String> form = new HashMap<>(Map.of(
                "act",
                "MOVE_HUB",
                "host",
                NEW,
                "port",
                Integer.toString(port),
                "until",
                "2100-01-01",
                "reason",
                "sửa"));
        form.put("https", Integer.toString(town.province().hub().httpsPort()));
        String shown = operator.admin.post("/console/directory?lang=en", form).body();
        Matcher code = Pattern.compile("name=\"shown\" value=\"([0-9a-f]{8})\"").matcher(shown);
        Matcher act = Pattern.compile("name=\"act\" value=\"([^\"]+)\"").matcher(shown);
        assertThat(code.find() && act.find()).as(shown).isTrue();
        form.put("act", act.group(1).replace("&#34;", "\"").replace("&quot;", "\""));
        form.put("shown", code.group(1));
        assertThat(operator.admin.post("/console/sign-directory", form).statusCode())
                .isEqualTo(200);
        assertThat(audited()).contains("MOVE_HUB " + NEW + ":" + port + " admin");
        assertThat(elsewhere()).containsExactly("nut-c " + OLD);
    }

    /** A node that was off all the time knows the earlier address and the earlier certificate only. */
    private void comesBack() throws IOException {
        Node lost = town.province().start("nut-c");
        await().atMost(PATIENCE).until(() -> lost.line().trouble() == Trouble.CONNECTION_REFUSED);
        town.province().stop("nut-c");
        Path yaml = town.province().home("nut-c").resolve("node.yaml");
        Files.writeString(yaml, Files.readString(yaml).replaceFirst("(?m)(^hub:.*)" + OLD, "$1" + NEW));
        Node back = town.province().start("nut-c");
        await("nut-c is back")
                .atMost(PATIENCE)
                .until(() -> back.greeted()
                        && back.directory().get().serial()
                                == town.node("nut-a").directory().get().serial());
    }

    /** Starts the hub again with another address in its configuration. */
    private void listens(String host) throws IOException {
        town.province().stopHub();
        Path yaml = folder.resolve("hub/hub.yaml");
        Files.writeString(
                yaml,
                Files.readString(yaml)
                        .replaceAll("(?m)^((broker|listen): \\{ host: )\"[^\"]+\"", "$1\"" + host + "\""));
        town.province().startHub();
    }

    private Run move(String host, String until) {
        return operator.act("address", host, "--until", until, "--reason", "dời máy chủ");
    }

    private void at(String host) {
        for (String node : List.of("nut-a", "nut-b")) {
            await(node + " at " + host)
                    .atMost(PATIENCE)
                    .until(() -> town.node(node).line().up()
                            && town.node(node).hub().host().equals(host));
        }
    }

    /** The nodes that the page lists as coming by another address, with it. */
    private List<String> elsewhere() {
        String page = operator.admin.get("/console/directory?lang=en").body();
        assertThat(page).contains("Nodes reach the hub at");
        return Pattern.compile("<tr><td>(nut-.)</td><td>([0-9.]+):" + port + "</td>")
                .matcher(page)
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();
    }

    private List<String> audited() {
        return town.province()
                .hub()
                .repositories()
                .ledger()
                .read(tx -> tx.list(
                        String.class,
                        "select what || ' ' || subject || ' ' || who from audit where what = 'MOVE_HUB' order by seq"));
    }

    /** Sends one document after the other; each has left before the next. */
    private void flow(AtomicBoolean enough) {
        Office office = town.office(SENDER);
        while (!enough.get()) {
            String id = office.letter(
                            List.of(RECIPIENT),
                            "V/v dời máy chủ",
                            Office.Part.file("a.pdf", "nội dung".getBytes(UTF_8)))
                    .id();
            sent.add(id);
            await().atMost(PATIENCE)
                    .until(() -> !office.states(id).contains("ACCEPTED")
                            && !office.states(id).contains("SENDING"));
        }
    }

    private boolean takenAll() {
        for (JsonNode offer : town.office(RECIPIENT).inbox()) {
            assertThat(town.office(RECIPIENT).acknowledge(offer).status()).isLessThan(300);
            taken.merge(offer.get("id").asText(), 1, Integer::sum);
        }
        return taken.keySet().containsAll(sent);
    }
}
