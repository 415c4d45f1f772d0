package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import vn.antin.cli.Run;
import vn.antin.node.broker.Tls;
import vn.antin.seal.pki.Trust;

/** Monitoring of a running node and hub, by machines and by operators. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperationsIT {

    private static final String PASSWORD = "mot cau dai de nho";

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static final Pattern KEY = Pattern.compile("<code class=\"link\">(antin_[a-z]+_[A-Za-z0-9_-]{32})</code>");
    private static final Pattern DIGEST = Pattern.compile("name=\"digest\" value=\"([0-9a-f]{64})\"");
    private static final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    private static String document;
    private static int plain;
    private static TestProvince town;
    private static boolean invited;
    private static HttpClient client;

    @BeforeAll
    static void open() {
        mail.start();
        plain = free();
        String alerts = """
                observe: { port: %d }
                alerts:
                  every: PT1S
                  hold: PT2S
                  group: PT1S
                  mail: { host: 127.0.0.1, port: %d, security: none, from: a@antin.example, to: [b@antin.example] }
                """.formatted(plain, mail.getSmtp().getPort());
        town = TestProvince.start(
                folder,
                Map.of("nut-a", List.of("H06.11"), "nut-b", List.of("H06.12")),
                List.of(),
                province -> province.join("nut-a", List.of("H06.11"), alerts));
        client = HttpClient.newBuilder()
                .sslContext(Tls.client(Trust.read(town.province().home("nut-a").resolve("province.trust"))
                        .anchors()))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        document = town.office("H06.11")
                .letter(
                        List.of("H06.12"),
                        "V/v thử đo đếm",
                        Office.Part.file("a.pdf", "nội dung".getBytes(StandardCharsets.UTF_8)))
                .id();
    }

    @AfterAll
    static void close() {
        town.close();
        mail.stop();
    }

    private static long mails(String with) {
        return Arrays.stream(mail.getReceivedMessages())
                .map(message -> {
                    try {
                        return message.getContent().toString();
                    } catch (IOException | MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .filter(text -> text.contains(with))
                .count();
    }

    /** The first link works once. */
    private static Browser admin() {
        Path home = town.province().home("nut-a");
        Browser admin = Browser.at(home, node());
        if (invited) {
            admin.post("/console/login", Map.of("name", "admin", "password", PASSWORD));
            return admin;
        }
        try {
            String link = Files.readString(home.resolve("data/console.link")).strip();
            admin.post(admin.get(link).uri().toString(), Map.of("password", PASSWORD, "again", PASSWORD));
            invited = true;
            return admin;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The page after the configuration file was edited. */
    private static void edited(Browser admin) throws IOException {
        Path file = town.province().home("nut-a").resolve("node.yaml");
        String before = Files.readString(file);
        try {
            Files.writeString(file, before.replace("mail: { host: 127.0.0.1", "mail: { host: 127.0.0.2"));
            assertThat(admin.get("/console/settings?lang=en").body())
                    .contains("A restart applies these settings", "127.0.0.2");
            Files.writeString(file, before + "\nno-such-setting: 1\n");
            assertThat(admin.get("/console/settings?lang=en").body())
                    .contains("a restart now would fail", "no-such-setting");
        } finally {
            Files.writeString(file, before);
        }
    }

    @Test
    @Order(8)
    void the_console_shows_the_machine_and_makes_keys_that_work_until_they_are_revoked() throws IOException {
        Browser admin = admin();
        assertThat(admin.get("/console/certificates?lang=en").body()).contains("nut-a", "connection", "Days left");
        String settings = admin.get("/console/settings").body();
        assertThat(settings)
                .contains("node.yaml", "<code>alerts.mail.host</code>", "file, line ", "limits.parts", "••••••")
                .doesNotContain("Digest", "value\"");
        assertThat(settings).contains("The file and the settings in force are the same", "of the file for each");
        edited(admin);
        String tried = admin.post("/console/connection", Map.of()).body();
        assertThat(tried).contains("name resolves", "The connection for large files works");
        assertThat(tried).containsPattern("↑ \\d+\\.\\d Mbit/s, ↓ \\d+\\.\\d Mbit/s, \\d+ ms");
        assertThat(tried.split("chip good", -1)).as(tried).hasSize(10);

        Matcher made = KEY.matcher(
                admin.post("/console/keys", Map.of("name", "Giám sát")).body());
        assertThat(made.find()).isTrue();
        String[] asked = {"X-Forwarded-For", "203.0.113.7", "Authorization", "Bearer " + made.group(1)};
        assertThat(get(node(), "metrics", asked).statusCode()).isEqualTo(200);
        assertThat(get(node(), "../api/v1/limits", "Authorization", "Bearer " + made.group(1))
                        .statusCode())
                .as("it speaks for no agency")
                .isEqualTo(401);

        Matcher listed = DIGEST.matcher(admin.get("/console/keys").body());
        assertThat(listed.find()).isTrue();
        admin.post("/console/revoke-key", Map.of("digest", listed.group(1), "reason", "thử xong"));
        assertThat(get(node(), "metrics", asked).statusCode()).isEqualTo(401);
        assertThat(admin.get("/console/audit").body()).contains("created an API key", "revoked an API key", "thử xong");
        String software = admin.post("/console/keys", Map.of("name", "Phần mềm", "agency", "H06.11"))
                .body();
        Matcher other = KEY.matcher(software);
        assertThat(other.find()).isTrue();
        assertThat(get(node(), "../api/v1/limits", "Authorization", "Bearer " + other.group(1))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @Order(8)
    void the_console_renews_the_keys_and_says_where_that_stands() {
        Browser admin = admin();
        assertThat(admin.get("/console/certificates?lang=en").body())
                .contains("The keys in use are good; they are renewed from", "Renew the keys now");
        assertThat(admin.post("/console/renew-keys", Map.of("reason", "")).statusCode())
                .isEqualTo(400);
        assertThat(admin.post("/console/renew-keys?lang=en", Map.of("reason", "máy cho mượn"))
                        .body())
                .contains("A renewal has begun");
        await().untilAsserted(() -> assertThat(
                        admin.get("/console/certificates?lang=en").body())
                .contains("New keys are certified and are used from")
                .doesNotContain("Renew the keys now"));
        assertThat(admin.get("/console/audit?lang=en").body()).contains("began a renewal of keys", "máy cho mượn");
        assertThat(get(node(), "status").body()).contains("\"step\":\"certified\"");
    }

    private static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int node() {
        return town.node("nut-a").port();
    }

    private static HttpResponse<String> get(int port, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("https://localhost:" + port + "/observe/" + path).normalize());
        for (int at = 0; at < headers.length; at += 2) {
            request.header(headers[at], headers[at + 1]);
        }
        return send(request);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(answer.body(), e);
        }
    }

    @Test
    @Order(1)
    void the_metrics_of_node_and_hub_are_clean_and_count_what_happened() {
        String delivered = "antin_delivery_seconds_count{urgency=\"normal\"}";
        String line = "antin_line_up{peer=\"hub\"}";
        // The state of line and node is read every few seconds, and a document may arrive before the first look.
        await().until(() -> {
            MetricsPage page = new MetricsPage(get(node(), "metrics").body());
            return page.value(delivered) == 1 && page.value(line) == 1 && page.value("antin_ready") == 1;
        });
        MetricsPage node = new MetricsPage(get(node(), "metrics").body());
        MetricsPage hub = new MetricsPage(
                get(town.province().hub().httpsPort(), "metrics").body());

        assertThat(node.faults()).isEmpty();
        assertThat(hub.faults()).isEmpty();
        assertThat(node.value(line)).isEqualTo(1);
        assertThat(node.value("antin_ready")).isEqualTo(1);
        assertThat(node.value("antin_documents_total{direction=\"out\",state=\"consigned\",urgency=\"normal\"}"))
                .isEqualTo(1);
        assertThat(node.value("antin_adapter_requests_total{adapter=\"rest\",code=\"202\"}"))
                .isEqualTo(1);
        assertThat(hub.value("antin_line_up{peer=\"nut-b\"}")).isEqualTo(1);
        assertThat(hub.value("antin_documents_total{direction=\"relay\",state=\"relayed\",urgency=\"normal\"}"))
                .isEqualTo(1);
        assertThat(hub.value("antin_document_bytes_total{direction=\"relay\"}")).isPositive();
    }

    /** Every name in a dashboard or a rule is a metric of a running node or hub. */
    @Test
    @Order(2)
    void dashboards_and_rules_ask_for_what_there_is() throws IOException {
        Set<String> told = new HashSet<>(new MetricsPage(get(node(), "metrics").body()).names());
        told.addAll(new MetricsPage(
                        get(town.province().hub().httpsPort(), "metrics").body())
                .names());
        List<String> queries = new ArrayList<>();
        try (Stream<Path> boards = Files.list(Path.of("config/grafana"))) {
            for (Path board : boards.toList()) {
                JSON.readTree(board.toFile())
                        .findValues("expr")
                        .forEach(each -> queries.add(board.getFileName() + ": " + each.asText()));
            }
        }
        new YAMLMapper()
                .readTree(Path.of("config/alerts.yml").toFile())
                .findValues("expr")
                .forEach(each -> queries.add("alerts.yml: " + each.asText()));

        assertThat(queries).hasSizeGreaterThan(35);
        for (String query : queries) {
            assertThat(Pattern.compile("\\b(antin|jvm|process)_[a-z0-9_]+")
                            .matcher(query)
                            .results()
                            .map(MatchResult::group))
                    .as(query)
                    .isNotEmpty()
                    .isSubsetOf(told);
            assertThat(query.chars().filter(one -> one == '(').count())
                    .as(query)
                    .isEqualTo(query.chars().filter(one -> one == ')').count());
        }
    }

    /** Prometheus' own check of the pages, the rules, and the dashboards' queries. */
    @Test
    @Order(2)
    void promtool_finds_nothing_to_say() throws Exception {
        assumeTrue(
                Sample.Platform.isInstalled("promtool") || "all".equals(System.getenv("ANTIN_SAMPLES")),
                "promtool is not installed: apt-get install --no-install-recommends prometheus");
        for (int port : List.of(node(), town.province().hub().httpsPort())) {
            Path page = Files.writeString(
                    folder.resolve("page.txt"), get(port, "metrics").body());
            assertThat(promtool(page, "check", "metrics")).isEmpty();
        }
        Path rules = folder.resolve("rules.yml");
        StringBuilder asked = new StringBuilder("groups:\n- name: boards\n  rules:\n");
        int number = 0;
        for (String query : boards()) {
            asked.append("  - record: board_")
                    .append(number++)
                    .append("\n    expr: ")
                    .append(JSON.writeValueAsString(query.replaceAll("\\$(\\w+|\\{\\w+})", "5m")))
                    .append('\n');
        }
        Files.writeString(rules, asked);
        assertThat(promtool(null, "check", "rules", rules.toString(), "config/alerts.yml"))
                .contains(number + " rules found")
                .contains("SUCCESS")
                .doesNotContain("FAILED");
    }

    private static List<String> boards() throws IOException {
        List<String> queries = new ArrayList<>();
        try (Stream<Path> boards = Files.list(Path.of("config/grafana"))) {
            for (Path board : boards.toList()) {
                JSON.readTree(board.toFile()).findValues("expr").forEach(each -> queries.add(each.asText()));
            }
        }
        return queries;
    }

    private static String promtool(@Nullable Path input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    @Order(3)
    void who_comes_from_elsewhere_sees_only_that_it_lives() {
        String[] elsewhere = {"X-Forwarded-For", "203.0.113.7"};
        assertThat(get(node(), "live", elsewhere).statusCode()).isEqualTo(200);
        for (String path : List.of("metrics", "ready", "health", "status")) {
            assertThat(get(node(), path, elsewhere).statusCode()).as(path).isEqualTo(401);
            assertThat(get(node(), path).statusCode()).as(path).isEqualTo(200);
        }
        URI port = URI.create("http://127.0.0.1:" + plain);
        assertThat(send(HttpRequest.newBuilder(port.resolve("/observe/ready"))).statusCode())
                .isEqualTo(200);
        assertThat(send(HttpRequest.newBuilder(port.resolve("/console"))).statusCode())
                .as("nothing else is behind it")
                .isEqualTo(404);
    }

    @Test
    @Order(4)
    void the_commands_tell_it_to_people_and_to_programs() throws IOException {
        Path config = town.province().home("nut-a").resolve("node.yaml");
        Path hub = folder.resolve("hub/hub.yaml");
        await().until(() -> Run.of("check", "line", "--config", config).code() == 0);

        assertThat(Run.of("status", "--config", config).out())
                .contains("✔ Cơ quan H06.11 (node nut-a) can deliver.", "checks are good", "Waiting for the software");
        assertThat(JSON.readTree(Run.of("status", "--config", config, "--json").out())
                        .path("ready")
                        .asBoolean())
                .isTrue();
        Run nagios = Run.of("status", "--config", config, "--format", "nagios");
        assertThat(nagios.code()).as(nagios.out()).isZero();
        assertThat(nagios.out()).startsWith("ANTIN OK - nut-a: ").contains(" | 'line'=0s;0;300");
        assertThat(Run.of("queues", "--config", hub).out()).contains("nut-a.urgent", "consumers");
        assertThat(Run.of("agencies", "--config", hub).out()).contains("connected", "Cơ quan H06.12");
        assertThat(Run.of("agencies", "--config", config).out()).contains("here", "joined");
        assertThat(Run.of("docs", "--config", config).out()).contains("V/v thử đo đếm");
        assertThat(Run.of("docs", "--config", config, "--direction", "in").out())
                .doesNotContain("V/v thử đo đếm");
        assertThat(Run.of("check", "cert", "--config", hub, "--format", "nagios")
                        .code())
                .isZero();
        assertThat(Run.of("check", "cert", "--config", hub, "--warn", "100000").code())
                .isEqualTo(1);
        Run critical = Run.of("check", "disk", "--config", config, "--crit", "1e18", "--format", "nagios");
        assertThat(critical.code()).isEqualTo(2);
        assertThat(critical.out()).startsWith("ANTIN CRITICAL");
        assertThat(Run.of("check", "backup", "--config", config).code()).isZero();
        assertThat(Run.of("check", "queue", "--config", config, "--format", "prometheus")
                        .out())
                .contains("antin_check_level{check=\"queue\",subject=\"inbox\"} 0");
    }

    @Test
    @Order(7)
    void a_report_for_whoever_helps_tells_how_it_stands_and_nothing_that_somebody_wrote() throws IOException {
        Path home = town.province().home("nut-a");
        LoggerFactory.getLogger("vn.antin.canary")
                .warn("{} was handed to {}, key {}", document, "Trần Thị Bí Mật", "antin_live_canary");
        Path file = folder.resolve("report.zip");

        Run run = Run.of("diagnose", "-o", file, "--config", home.resolve("node.yaml"));
        assertThat(run.code()).as(run.err()).isZero();
        Map<String, String> report = unzipped(file);

        assertThat(report.keySet()).containsExactlyInAnyOrder("report.json", "threads.txt", "log.txt");
        JsonNode told = JSON.readTree(report.get("report.json"));
        assertThat(told.path("node").asText()).isEqualTo("nut-a");
        assertThat(told.path("checks").size()).isGreaterThan(10);
        assertThat(told.path("ledger").path("rows").path("document").asLong()).isPositive();
        assertThat(told.path("ledger").path("migrations").toString()).contains("ledger");
        assertThat(told.path("settings").toString()).contains("limits.parts", "alerts.mail.port");
        assertThat(report.get("threads.txt")).contains("vn.antin");
        assertThat(report.get("log.txt")).contains(document + " was handed to ·, key ·");
        String all = String.join("\n", report.values());
        assertThat(all)
                .doesNotContain("Bí Mật", "canary\n", "antin_live", "đo đếm", "a.pdf", "antin.example", "Cơ quan H06")
                .doesNotContain(Files.readString(home.resolve("pin")).strip())
                .doesNotContain(Files.readString(home.resolve("api.key")).strip())
                .doesNotContain(folder.toString());
        assertThat(Files.size(file)).isLessThan(2_000_000);
    }

    @Test
    @Order(8)
    void a_backup_is_made_by_one_command_and_restored_by_another() throws IOException {
        Path home = town.province().home("nut-a");
        Path config = home.resolve("node.yaml");
        Run made = Run.of("backup", "--config", config);
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.out()).contains("asked it for a backup", "opens and is whole", "The pin is not in it");
        await().untilAsserted(() -> assertThat(get(node(), "metrics").body())
                .contains("antin_backup_failed 0", "antin_backup_last_success"));
        Matcher name = Pattern.compile("nut-a-[0-9]{8}-[0-9]{6}").matcher(made.out());
        assertThat(name.find()).isTrue();
        Path backup = home.resolve("backups").resolve(name.group());

        Run full = Run.of("restore", backup, "--to", home);
        assertThat(full.code()).isEqualTo(1);
        assertThat(full.err()).startsWith("ANTIN-5054 ");
        Run back = Run.of("restore", backup, "--to", folder.resolve("back"));
        assertThat(back.code()).as(back.err()).isZero();
        assertThat(back.out()).contains("Put pin from the safe", "antin run --config " + folder.resolve("back"));
        Files.writeString(backup.resolve("home/node.yaml"), "role: node");
        Run changed = Run.of("restore", backup, "--to", folder.resolve("other"));
        assertThat(changed.code()).isEqualTo(1);
        assertThat(changed.err())
                .startsWith("ANTIN-5052 The backup has changed since it was made")
                .contains("home/node.yaml");
        assertThat(folder.resolve("other")).doesNotExist();
        assertThat(Run.of("restore", folder.resolve("nowhere"), "--to", folder.resolve("other"))
                        .err())
                .startsWith("ANTIN-1302 ");
    }

    private static Map<String, String> unzipped(Path file) throws IOException {
        Map<String, String> found = new HashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (var entry : Collections.list(zip.entries())) {
                found.put(
                        entry.getName(), new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return found;
    }

    @Test
    @Order(5)
    void nothing_that_answers_is_critical() throws IOException {
        Path away = folder.resolve("away");
        Files.createDirectories(away);
        Path home = town.province().home("nut-a");
        Files.copy(home.resolve("province.trust"), away.resolve("province.trust"));
        String yaml = Files.readString(home.resolve("node.yaml"));
        Path config = Files.writeString(
                away.resolve("node.yaml"),
                yaml.replaceFirst("host: 127.0.0.1, port: \\d+", "host: 127.0.0.1, port: 1"));

        Run run = Run.of("check", "line", "--config", config, "--format", "nagios");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).startsWith("ANTIN CRITICAL - ANTIN-5007 ");
        assertThat(Run.of("status", "--config", config).code()).isEqualTo(1);
    }

    @Test
    @Order(9)
    void ready_says_no_while_the_hub_is_away_and_yes_again_afterwards() {
        await().until(() -> get(node(), "ready").statusCode() == 200);
        long before = mails("[CẦN XEM] Mất đường truyền");
        long overBefore = mails("[ĐÃ HẾT] Mất đường truyền");
        town.province().stopHub();
        await().until(() -> get(node(), "ready").statusCode() == 503);
        JsonNode why = json(get(node(), "ready", "Accept-Language", "en")).at("/reasons/0");
        assertThat(why.path("code").asText()).isEqualTo("ANTIN-5001");
        assertThat(why.path("text").asText()).contains("line").endsWith(".");
        assertThat(why.path("todo").asText()).contains("network");
        assertThat(json(get(node(), "ready")).at("/reasons/0/text").asText()).startsWith("Mất đường truyền");

        await().until(() -> mails("[CẦN XEM] Mất đường truyền") > before);
        town.province().startHub();
        await().until(() -> get(node(), "ready").statusCode() == 200);
        await().until(() -> mails("[ĐÃ HẾT] Mất đường truyền") > overBefore);
        assertThat(mails("[CẦN XEM] Mất đường truyền")).isEqualTo(before + 1);
        assertThat(mails("[ĐÃ HẾT] Mất đường truyền")).isEqualTo(overBefore + 1);
    }
}
