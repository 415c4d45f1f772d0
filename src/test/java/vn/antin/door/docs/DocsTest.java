package vn.antin.door.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.antin.door.Language;

/** The documents of a node: every link leads to a page of the node, none to another site. */
class DocsTest {

    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

    /** Paths of other doors, which are not open in this test. */
    private static final Set<String> ELSEWHERE = Set.of("/services/documents");

    private static OpenDocs node;

    @BeforeAll
    static void open() throws Exception {
        node = new OpenDocs();
    }

    @AfterAll
    static void close() throws Exception {
        node.close();
    }

    @Test
    void every_link_leads_to_something_on_this_node() throws Exception {
        Map<String, String> seen = new HashMap<>();
        Set<String> wrong = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(Set.of("/docs/?lang=vi", "/docs/?lang=en"));
        while (!open.isEmpty()) {
            String path = open.pop();
            HttpResponse<String> answer = node.get(path, "vi");
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            if (!html(answer)) {
                continue;
            }
            seen.put(path, answer.body());
            for (String link : links(answer.body())) {
                if (!link.startsWith("/") || link.startsWith("//")) {
                    wrong.add(path + " → " + link);
                } else if (ELSEWHERE.stream().noneMatch(link::startsWith) && !seen.containsKey(page(link))) {
                    seen.put(page(link), "");
                    open.push(page(link));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).hasSizeGreaterThan(100);
        seen.forEach((path, body) -> links(body).stream()
                .filter(link -> link.contains("#"))
                .forEach(link -> assertThat(seen.get(page(link)))
                        .as(path + " → " + link)
                        .contains("id=\"" + link.substring(link.indexOf('#') + 1) + "\"")));
    }

    @Test
    void every_sample_can_be_read_on_the_node_and_is_told_of() throws Exception {
        Path samples = Path.of("src/samples");
        try (Stream<Path> files = Files.walk(samples)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(one -> !one.toString().endsWith(".md"))
                    .toList()) {
                String path =
                        "/docs/samples/" + samples.relativize(file).toString().replace('\\', '/');
                assertThat(node.get(path, "vi").body()).as(path).isEqualTo(Files.readString(file));
                for (Language language : Language.values()) {
                    assertThat(node.get(DocsPage.SAMPLES.path(language), "vi").body())
                            .contains("href=\"" + path + "\"");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "packages, edxml/letter.edxml",
        "packages, edxml/status-03.edxml",
        "packages, edxml/status-02.edxml",
        "packages, edxml/recall.edxml",
        "vxp, python/vxp.py"
    })
    void a_page_shows_its_sample_as_it_is(String page, String sample) throws Exception {
        String file = Files.readString(Path.of("src/samples", sample));

        for (Language language : Language.values()) {
            assertThat(Files.readString(Path.of("src/docs", page + "." + language.tag() + ".md")))
                    .contains("\n" + file + "```\n");
        }
    }

    private static List<DocsPage> there() {
        return Arrays.stream(DocsPage.values()).filter(DocsPage::isThere).toList();
    }

    private static boolean html(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("").startsWith("text/html");
    }

    private static Set<String> links(String html) {
        Set<String> links = new TreeSet<>();
        Matcher matcher = REFERENCE.matcher(html);
        while (matcher.find()) {
            links.add(matcher.group(1).replace("&amp;", "&"));
        }
        return links;
    }

    private static String page(String link) {
        return link.replaceFirst("#.*", "");
    }

    @Test
    void a_page_comes_in_the_language_asked_for_or_preferred() throws Exception {
        for (DocsPage leaf : there()) {
            assertThat(node.get(leaf.path(), "en-GB, vi;q=0.5").body())
                    .as(leaf.path())
                    .contains("<html lang=\"en\">");
            assertThat(node.get(leaf.path(Language.VI), "en").body())
                    .as(leaf.path())
                    .contains("<html lang=\"vi\">")
                    .contains(">English</a>");
        }
        assertThat(node.get("/docs/", "fr").headers().firstValue("Content-Language"))
                .contains("vi");
    }

    @Test
    void a_page_may_load_nothing_from_elsewhere_and_runs_no_script_of_its_own() throws Exception {
        for (DocsPage leaf : there()) {
            HttpResponse<String> answer = node.get(leaf.path(), "vi");
            String policy =
                    answer.headers().firstValue("Content-Security-Policy").orElse("");
            assertThat(policy)
                    .as(leaf.path())
                    .startsWith("default-src 'none'")
                    .doesNotContain("unsafe")
                    .doesNotContain("http");
            assertThat(policy.contains("script-src")).isEqualTo(leaf == DocsPage.API);
            assertThat(answer.body())
                    .doesNotContain(" style=")
                    .doesNotContain("<style")
                    .doesNotContain(" onclick");
            assertThat(answer.body().replaceAll("<script src=\"/docs/[a-z.-]+\" defer></script>", ""))
                    .doesNotContain("<script");
        }
    }

    @Test
    void nothing_but_what_is_meant_to_be_shown_is_shown() throws Exception {
        for (String path : new String[] {
            "/docs/files/",
            "/docs/files/bindings.xjb",
            "/docs/files/../config/hub.yaml",
            "/docs/errors.yaml",
            "/docs/" + URLEncoder.encode("../config/node.yaml", StandardCharsets.UTF_8)
        }) {
            assertThat(node.get(path, "vi").statusCode()).as(path).isIn(400, 404);
        }
    }

    @Test
    void the_bare_address_leads_to_the_first_page() throws Exception {
        HttpResponse<String> answer = node.get("/docs", "vi");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(URI.create(answer.headers().firstValue("Location").orElseThrow())
                        .getPath())
                .isEqualTo("/docs/");
    }

    @Test
    void links_of_the_source_become_links_of_the_node() {
        assertThat(Markdown.address("integration.md#limits", Language.EN))
                .isEqualTo("/docs/integration?lang=en#limits");
        assertThat(Markdown.address("guide.vi.md", Language.EN)).isEqualTo("/docs/guide?lang=vi");
        assertThat(Markdown.address("../../schemas/edxml.xsd", Language.EN)).isEqualTo("/docs/files/edxml.xsd");
        assertThat(Markdown.address("../../schemas/CHANGELOG.md", Language.VI)).isEqualTo("/docs/changes?lang=vi");
        assertThat(Markdown.address("#here", Language.VI)).isEqualTo("#here");
        assertThat(new Markdown("[x](javascript:alert(1)) <script>").html(Language.VI))
                .doesNotContain("javascript:")
                .doesNotContain("<script");
    }
}
