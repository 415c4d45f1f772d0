package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.fault.Fault;
import vn.antin.ledger.Repositories;
import vn.antin.node.join.HomeSetup;

/**
 * Screenshots of every page of a province under traffic, with a cut line, waiting and refused documents, dead letters
 * and alerts: in both languages, light and dark, on a desktop and a telephone. Run by {@code
 * src/docs/console/shots.sh}, not as a test.
 */
class Shots {

    private static final Path OUT = Path.of("target/console");
    private static final String PASSWORD = "mot cau dai de nho";
    private static final int LOWEST = 844;
    private static final int TALLEST = 2600;
    /** The wanted pictures: all, or those whose names match. */
    private static final Pattern WANTED = Pattern.compile(System.getenv().getOrDefault("ANTIN_SHOTS", ".*"));

    private static final List<String> SUBJECTS = List.of(
            "V/v rà soát đầu mối tiếp nhận văn bản điện tử",
            "V/v báo cáo kết quả cải cách hành chính quý III",
            "V/v trực phòng, chống bão số 10",
            "V/v góp ý dự thảo Quyết định phân cấp quản lý",
            "V/v tiếp công dân định kỳ tháng 12",
            "V/v bố trí kinh phí duy tu đường nông thôn",
            "Thông báo kết luận giao ban Ủy ban nhân dân");

    @TempDir
    static Path folder;

    private int number;

    @Test
    void take() throws IOException {
        Chromium.require();
        Files.createDirectories(OUT);
        try (Scene scene =
                        Scene.start(folder.resolve("province"), HomeSetup.exampleAgencies(folder.resolve("province")));
                Chromium browser = Chromium.start(folder.resolve("profile"))) {
            Map<String, String> consoleModule = consoleModule(scene);
            Map<String, Map<String, String>> sessions = new LinkedHashMap<>();
            scene.town().settle();
            PastDay.write(scene.hubBooks(), 40);
            PastDay.write(scene.repositories(Scene.HOME_AFFAIRS), 9);
            PastDay.write(scene.repositories(Scene.COMMUNE), 3);
            traffic(scene, 24);
            consoleModule.forEach((name, console) -> {
                browser.forget();
                browser.open(name.equals("hub") ? scene.firstLinkOfHub() : scene.firstLink(agency(name)));
                shoot(browser, name + "-first");
                browser.type("input[name=password]", PASSWORD);
                browser.type("input[name=again]", PASSWORD);
                browser.enter("input[name=again]");
                browser.arrives(console);
                sessions.put(name, browser.session());
            });
            faults(scene);
            browser.become(scene.hubConsole(), sessions.getOrDefault("hub", Map.of()));
            browser.open(scene.hubConsole());
            browser.until(
                    "one line is down",
                    () -> browser.text("main").contains("has been down")
                            || browser.text("main").contains("bị đứt"));
            traffic(scene, 3);
            consoleModule.forEach((name, console) -> {
                browser.forget();
                browser.become(console, sessions.getOrDefault(name, Map.of()));
                List<String> pages = new ArrayList<>();
                new Walk(browser).from(console, page -> {
                    browser.open(page);
                    pages.add(page);
                    return List.of();
                });
                pages.add(console + "/nowhere");
                pages.forEach(page -> {
                    traffic(scene, 1);
                    browser.open(page);
                    String path = page.substring(page.indexOf('/', "https://".length()) + 1)
                            .replaceFirst("^console/?", "")
                            .replaceFirst("(document|line|route|queue|errors)/.*", "$1-one");
                    shoot(browser, name + "-" + (path.isEmpty() ? "overview" : path));
                });
            });
        }
    }

    private static Map<String, String> consoleModule(Scene scene) {
        Map<String, String> consoleModule = new LinkedHashMap<>();
        consoleModule.put("hub", scene.hubConsole());
        consoleModule.put("node", scene.console(Scene.HOME_AFFAIRS));
        consoleModule.put("commune", scene.console(Scene.COMMUNE));
        return consoleModule;
    }

    private static String agency(String console) {
        return console.equals("node") ? Scene.HOME_AFFAIRS : Scene.COMMUNE;
    }

    /** Sends letters between the three agencies; the district receives its documents and accepts most of them. */
    private void traffic(Scene scene, int letters) {
        List<String> agencies = List.of(Scene.HOME_AFFAIRS, Scene.DISTRICT, Scene.COMMUNE);
        for (int i = 0; i < letters; i++) {
            number++;
            String from = agencies.get(number % 3);
            String to = agencies.get((number + 1 + number / 3 % 2) % 3);
            scene.send(from, to, Integer.toString(number), SUBJECTS.get(number % SUBJECTS.size()));
        }
        Office district = scene.town().office(Scene.DISTRICT);
        for (JsonNode offer : district.inbox()) {
            String id = offer.get("id").asText();
            if (id.hashCode() % 7 == 0) {
                district.giveBackForGood(offer, "Không đúng thẩm quyền");
            } else {
                district.acknowledge(offer);
                district.post("/documents/" + id + "/status", Map.of("code", "03", "staff", "Trần Thị Bình"));
            }
        }
    }

    private static void faults(Scene scene) {
        await().atMost(PATIENCE)
                .until(() -> scene.town().office(Scene.COMMUNE).inbox().size() > 2);
        scene.line(Scene.COMMUNE).cut();
        for (Repositories repositories : List.of(scene.repositories(Scene.HOME_AFFAIRS), scene.hubBooks())) {
            TestProvince.bury(repositories, "ubnd-xa-binh-ba", new byte[] {1});
            repositories
                    .ledger()
                    .store(
                            "shots.alarm",
                            tx -> repositories
                                    .timeline()
                                    .alarm(tx, Fault.CHECKPOINT_CONFLICT, "ubnd-xa-binh-ba", "418"));
        }
    }

    /** Takes the wanted pictures of the open page, in both languages, widths and colour schemes. */
    private static void shoot(Chromium browser, String name) {
        String page = browser.address().replaceFirst("[?].*", "");
        for (String language : List.of("vi", "en")) {
            Map<String, List<String>> wanted = wanted(name + "-" + language);
            if (!wanted.isEmpty()) {
                browser.open(page + "?lang=" + language);
            }
            wanted.forEach((width, pictures) -> {
                stretch(browser, Integer.parseInt(width));
                for (String picture : pictures) {
                    browser.dark(picture.contains("-dark-"));
                    browser.until("the charts are drawn", () -> !browser.has("figure.chart details[open]"));
                    write(OUT.resolve(picture + ".png"), browser.picture());
                }
            });
        }
        browser.size(1440);
        browser.dark(false);
    }

    /** The names of a page's pictures, by width. */
    private static Map<String, List<String>> wanted(String page) {
        return Stream.of("light-1440", "dark-1440", "light-390", "dark-390")
                .map(look -> page + "-" + look)
                .filter(WANTED.asMatchPredicate())
                .collect(Collectors.groupingBy(name -> name.substring(name.lastIndexOf('-') + 1)));
    }

    /** Fits the height to the page, unless it is very long. */
    private static void stretch(Chromium browser, int width) {
        browser.size(width);
        Object tall = browser.run("return document.documentElement.scrollHeight");
        browser.size(width, Math.max(LOWEST, Math.min(TALLEST, ((Number) tall).intValue())));
    }

    private static void write(Path file, byte[] picture) {
        try {
            Files.write(file, picture);
            assertThat(picture.length).as(file + " is a picture").isGreaterThan(1000);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
