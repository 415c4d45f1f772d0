package vn.antin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Words that belong in one place: queue names in routes and config, SQL in the ledger, mocks and sleeps nowhere. */
class WordsTest {

    private static final Path MAIN = Path.of("src/main/java");
    private static final Path ALL = Path.of("src");
    /** A vendor's software waits between two attempts, and has nothing but a pause to do it with. */
    private static final String SAMPLES = "src/samples/";

    @Test
    void queue_names_stand_in_routes_and_config_only() {
        assertThat(lines(MAIN, "\"antin\\.(up|down|dead|expired)")).isEmpty();
    }

    @Test
    void sql_stands_in_the_ledger_only() {
        assertThat(lines(MAIN, "(?i)\"\\s*(select .* from|insert into|update \\w+ set|delete from|merge into) "))
                .allSatisfy(line -> assertThat(line).startsWith("src/main/java/vn/antin/ledger/"));
    }

    @Test
    void nothing_sleeps() {
        assertThat(lines(ALL, "Thread\\.sle" + "ep|TimeUnit\\.[A-Z]+\\.sle" + "ep"))
                .allSatisfy(line -> assertThat(line).startsWith(SAMPLES));
    }

    @Test
    void nothing_is_mocked() throws IOException {
        assertThat(lines(ALL, "(?i)import .*(mocki" + "to|easymo" + "ck|powermo" + "ck)"))
                .isEmpty();
        assertThat(Files.readString(Path.of("pom.xml"))).doesNotContain("<artifactId>mockito-core</artifactId>");
    }

    private static List<String> lines(Path folder, String regex) {
        Pattern pattern = Pattern.compile(regex);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> matching(file, pattern))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> matching(Path file, Pattern pattern) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> pattern.matcher(line).find())
                    .map(line -> file + ": " + line.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
