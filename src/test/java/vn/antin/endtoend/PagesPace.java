package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.ManyWriters;
import vn.antin.ledger.db.PostgresExtension;
import vn.antin.ledger.db.PostgresServer;
import vn.antin.node.Seams;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.trial.Province;

/**
 * How long each page of the console takes on a node and a hub with very many documents, agencies and a tenth as many
 * nodes: run by name only,
 * {@code -Dtest=PagesPace -Dpace=1000000 -Dpace.agencies=10000 -Dpace.folder=…}, on PostgreSQL with {@code
 * -Dpace.postgres=true}. A folder that is there is used again.
 */
@EnabledIfSystemProperty(named = "pace", matches = "\\d+")
class PagesPace {

    private static final String NODE = "nut-nha";
    private static final String OTHER = "nut-ban";
    private static final String HOME = "H06.11";
    private static final int LOOKS = 7;
    private static final Pattern LINKS = Pattern.compile("href=\"(/console(?:/[a-z]+)?)\"");

    @RegisterExtension
    static final PostgresExtension postgres = new PostgresExtension();

    private final int documents = Integer.getInteger("pace", 0);
    private final int agencies = Integer.getInteger("pace.agencies", 10_000);
    private final boolean onServer = Boolean.getBoolean("pace.postgres");
    private final Path folder = Path.of(Objects.requireNonNull(System.getProperty("pace.folder")));

    @Test
    void tells_how_long_each_page_takes() throws Exception {
        Path list = folder.resolve("agencies.csv");
        boolean made = Files.exists(list);
        if (!made) {
            Files.createDirectories(folder);
            Files.writeString(list, """
                    level,name,parent_code,gso_code,code_qcvn102_SYNTHETIC,code_qd20_SYNTHETIC,notation_abbrev,line_mbit,note
                    2,Sở Nội vụ,,,H06.11,H06.11,SNV,10,
                    2,Sở Y tế,,,H06.12,H06.12,SYT,10,
                    """);
            fill(list);
        }
        try (Province province = province(list)) {
            long began = System.nanoTime();
            var node = province.start(NODE);
            var other = province.start(OTHER);
            await().atMost(Duration.ofMinutes(20)).until(() -> node.greeted() && other.greeted());
            System.out.println("PACE greeted after " + (System.nanoTime() - began) / 1_000_000 + " ms, directory "
                    + node.directory().get().agencies().size() + " agencies");
            String letter = Office.at(province.home(NODE), node.port())
                    .of(HOME)
                    .letter(
                            List.of("H06.12"),
                            "V/v đo thời gian",
                            Office.Part.file("a.pdf", "nội dung".getBytes(StandardCharsets.UTF_8)))
                    .id();
            look(
                    "node",
                    entered(province.home(NODE), node.port()),
                    List.of(
                            "/console/document/" + letter,
                            "/console/documents?state=HANDED_OVER",
                            "/console/documents?counterparty=H06.2.7",
                            "/console/documents?q=viec",
                            "/console/documents?number=" + "h06,2026,777/vp",
                            "/console/search?q=777",
                            "/console/search?q=777/VP",
                            "/console/search?q=noi+vu",
                            "/console/register?state=HANDED_OVER",
                            "/console/register?state=REFUSED_BY_RECIPIENT",
                            "/console/register?overdue=true",
                            "/console/register?agency=H06.2.7",
                            "/console/register?event=CONTENT_CONSIGNMENT",
                            "/console/month",
                            "/console/sample"));
            look(
                    "hub",
                    entered(province.home("hub"), province.hub().httpsPort()),
                    List.of(
                            "/console/document/" + letter,
                            "/console/line/H06.2.99",
                            "/console/lines?state=DOWN",
                            "/console/wall",
                            "/console/search?q=noi+vu"));
        }
    }

    private Province province(Path list) {
        return new Province(folder, list, KeyAlgorithm.EC_P256, Clock.systemUTC());
    }

    private void fill(Path list) throws Exception {
        byte[] envelope;
        try (Province province = province(list)) {
            if (onServer) {
                province.stopHub();
                Path hub = province.home("hub");
                Files.delete(hub.resolve("data/ledger.mv.db"));
                Files.writeString(hub.resolve("hub.yaml"), onServer(), StandardOpenOption.APPEND);
                province.startHub();
            }
            province.join(NODE, List.of(HOME), onServer());
            province.join(OTHER, List.of("H06.12"), "");
            var node = province.start(NODE);
            var other = province.start(OTHER);
            await().atMost(PATIENCE)
                    .until(() -> node.greeted()
                            && other.greeted()
                            && node.directory().get().serial()
                                    == other.directory().get().serial());
            Office.at(province.home(NODE), node.port())
                    .of(HOME)
                    .letter(List.of("H06.12"), "V/v một", Office.Part.file("a.pdf", new byte[] {1}))
                    .id();
            envelope = await().atMost(PATIENCE)
                    .until(
                            () -> province.hub()
                                    .repositories()
                                    .ledger()
                                    .read(tx ->
                                            tx.query("select envelope from document", row -> row.bytes("envelope"))),
                            found -> !found.isEmpty())
                    .get(0);
        }
        Instant begin = Instant.now().minus(Duration.ofDays(365)).minus(Duration.ofHours(1));
        int nodes = Math.max(1, agencies / 10);
        Seams.crowded(folder.resolve("hub"), agencies - 2, nodes);
        try (Ledger ledger = Seams.ledger(folder.resolve("hub/hub.yaml"))) {
            ManyWriters.relay(ledger, documents, nodes, begin, envelope);
            ManyWriters.lines(ledger, nodes, Instant.now());
        }
        try (Ledger ledger = Seams.ledger(folder.resolve(NODE + "/node.yaml"))) {
            ManyWriters.fill(ledger, documents, HOME, agencies - 2, begin, envelope);
        }
        System.out.println("PACE filled");
    }

    private String onServer() {
        if (!onServer) {
            return "";
        }
        PostgresServer server = postgres.server(postgres.freshDatabase());
        return "ledger: { port: %d, database: %s, user: %s }\n"
                .formatted(server.port(), server.database(), server.user());
    }

    private static Browser entered(Path home, int port) throws Exception {
        Browser browser = Browser.at(home, port);
        String password = "mot cau dai de nho";
        Path link = home.resolve("data/console.link");
        if (Files.exists(link)) {
            browser.post(Files.readString(link).strip(), Map.of("password", password, "again", password));
        } else {
            browser.get("/console/login");
            browser.post("/console/login", Map.of("name", "admin", "password", password));
        }
        assertThat(browser.get("/console").body()).contains("/console/documents");
        return browser;
    }

    /** Each page of the menus, and these. */
    private static void look(String where, Browser browser, List<String> more) {
        Set<String> pages = new LinkedHashSet<>(List.of("/console"));
        for (int depth = 0; depth < 2; depth++) {
            for (String page : List.copyOf(pages)) {
                Matcher links = LINKS.matcher(browser.get(page).body());
                while (links.find()) {
                    pages.add(links.group(1));
                }
            }
        }
        pages.addAll(more);
        pages.removeIf(page -> page.contains("/static") || page.contains("/logout") || page.contains("/login"));
        for (String page : pages) {
            long[] took = new long[LOOKS];
            HttpResponse<String> answer = null;
            for (int i = 0; i < LOOKS; i++) {
                long begin = System.nanoTime();
                answer = browser.get(page);
                took[i] = (System.nanoTime() - begin) / 1_000_000;
            }
            long first = took[0];
            Arrays.sort(took);
            int rows = Objects.requireNonNull(answer).body().split("<tr", -1).length - 1;
            System.out.printf(
                    "PACE %s %s: %d, first %d ms, median %d ms, most %d ms, %d rows, %d KB%n",
                    where,
                    page,
                    answer.statusCode(),
                    first,
                    took[LOOKS / 2],
                    took[LOOKS - 1],
                    rows,
                    answer.body().length() >> 10);
        }
    }
}
