package vn.antin.console.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route file is drawn and described from the file itself. */
class RouteTextTest {

    private static final Path FOLDER = Path.of("routes");

    static List<RouteText.Route> routes() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .flatMap(file -> RouteText.read(FOLDER.relativize(file).toString(), text -> text).stream())
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void a_route_has_words_in_both_languages_and_a_rule_about_its_stop(RouteText.Route route) throws IOException {
        for (String language : List.of("vi", "en")) {
            Properties words = new Properties();
            Path file = Path.of("src/main/resources/vn/antin/console/web/console_" + language + ".properties");
            try (Reader in = Files.newBufferedReader(file, UTF_8)) {
                words.load(in);
            }
            assertThat(words).containsKey("route." + route.id());
            assertThat(words.containsKey("route.stop." + route.id()))
                    .as(route.id())
                    .isEqualTo(RouteRule.of(route.id()) == RouteRule.MAY);
            assertThat(words).containsKey("routes.fixed." + RouteRule.of(route.id()));
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void a_drawing_holds_every_step_and_none_covers_another(RouteText.Route route) {
        Drawing drawing = Drawing.of(route, endpoint -> "");

        assertThat(drawing.boxes()).hasSize(steps(route.steps()));
        assertThat(drawing.arrows()).hasSize(drawing.boxes().size() - 1);
        for (Drawing.Box one : drawing.boxes()) {
            assertThat(one.x() + one.width()).isLessThanOrEqualTo(drawing.width());
            assertThat(one.y() + one.height()).isLessThanOrEqualTo(drawing.height());
            assertThat(drawing.boxes())
                    .filteredOn(other -> !other.equals(one))
                    .noneMatch(other -> one.x() < other.x() + other.width()
                            && other.x() < one.x() + one.width()
                            && one.y() < other.y() + other.height()
                            && other.y() < one.y() + one.height());
        }
    }

    private static int steps(List<RouteText.RouteStep> steps) {
        return steps.stream()
                .mapToInt(step -> 1
                        + step.branches().stream()
                                .mapToInt(branch -> steps(branch.steps()))
                                .sum())
                .sum();
    }

    @Test
    void a_choice_is_told_with_its_conditions_and_leads_on_to_other_routes() throws IOException {
        List<RouteText.Route> all = RouteText.read("node/2-receive.camel.yaml", text -> text);
        RouteText.Route incoming = RouteText.from(all, "direct:incoming").orElseThrow();

        RouteText.RouteStep choice = incoming.steps().get(2);
        assertThat(incoming.steps().get(1).detail()).isEqualTo("kind, sender, message, deliveries, trace, – headers");
        assertThat(choice.branches())
                .extracting(RouteText.Branch::when)
                .containsExactly("kind = ENVELOPE", "kind = ANNOUNCE", "kind = RECEIPTS", "kind = WELCOME", "");
        assertThat(choice.branches().get(0).steps().get(0).title()).isEqualTo("reception.accept");
        assertThat(routes()).extracting(RouteText.Route::id).contains("dispatch", "pump", "lines");
        String linked =
                Drawing.of(all.get(0), endpoint -> "/there").boxes().get(1).link();
        assertThat(linked).isEqualTo("/there");
    }
}
