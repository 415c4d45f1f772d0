package vn.antin.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file under routes/ parses, and says in words what it promises and what a crash does. */
class RoutesTest {

    private static final Pattern KEY = Pattern.compile("\\{\\{([a-z.]+)}}");
    private static final Pattern TAKES = Pattern.compile("from:\\R +uri: \"?(jms|urgent):queue:");

    private static final Pattern TOGETHER = Pattern.compile("together: \"(.+)\"");

    /** Made from the pattern of a node's urgent queue. */
    private static final String DERIVED = "queue.node.urgent";

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_route_file_parses_and_explains_itself(Path file) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.resolveResource(camel, "file:" + file));

            assertThat(Files.readString(file)).startsWith("# ");
            assertThat(camel.getRouteDefinitions())
                    .allSatisfy(route -> {
                        assertThat(route.getDescriptionText()).isNotBlank();
                        assertThat(route.getRouteId()).isNotBlank();
                    })
                    .extracting(RouteDefinition::getRouteConfigurationId)
                    .allMatch("on-failure"::equals);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_file_of_the_way_states_its_promise_and_what_a_crash_does(Path file) throws Exception {
        String text = Files.readString(file);
        if (!file.endsWith("on-failure.camel.yaml")) {
            assertThat(text).contains("# Promise: ").contains("f it dies here: ");
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_route_that_takes_from_a_queue_drops_all_headers(Path file) throws Exception {
        String text = Files.readString(file);
        if (TAKES.matcher(text).find()) {
            assertThat(text).contains("- removeHeaders:\n            pattern: \"*\"");
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void what_is_taken_together_goes_to_the_stop_that_takes_it_alone(Path file) throws Exception {
        String text = Files.readString(file);
        Matcher together = TOGETHER.matcher(text);
        while (together.find()) {
            for (String pair : together.group(1).split(",", -1)) {
                String[] both = pair.split("=", 2);
                assertThat(text)
                        .containsPattern("== '" + both[0] + "'\"\\R +steps:\\R +- bean:\\R +ref: " + both[1] + "\\R");
            }
        }
    }

    @Test
    void every_setting_is_known_and_used() throws Exception {
        Set<String> used = new TreeSet<>();
        for (Path file : files()) {
            Matcher key = KEY.matcher(Files.readString(file));
            while (key.find()) {
                used.add(key.group(1));
            }
        }
        assertThat(used.remove(DERIVED)).isTrue();
        Properties known = new Properties();
        for (String file : List.of("config/routes.properties", "config/queues.properties")) {
            try (Reader in = Files.newBufferedReader(Path.of(file))) {
                known.load(in);
            }
        }
        assertThat(used).isEqualTo(new TreeSet<>(known.stringPropertyNames()));
    }
}
