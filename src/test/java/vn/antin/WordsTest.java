package vn.antin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Words that belong in one place: queue names in config, SQL in the ledger, mocks and sleeps nowhere. */
class WordsTest {

    private static final Path MAIN = Path.of("src/main/java");
    private static final Path ALL = Path.of("src");
    /** A vendor's software waits between two attempts, and has nothing but a pause to do it with. */
    private static final String SAMPLES = "src/samples/";

    /** Names this project once had; a class has the textbook word of its pattern or the agencies' word. */
    private static final List<String> METAPHORS = List.of((""
                    + "Convoy Foyer Restraint Told Wake Afresh Held Debts Duties Books Guard Patience Bell "
                    + "Followers Waiters Stamp Postman Courier Taking Telling Setback Press Paper Shelf Parcel "
                    + "Looks Guesses Vouching Hasty Warehouse Passing Fate Pulse Keeping Consoles Observing "
                    + "Lane Knock Lying Town Mill Site Contest Child Crowd Trio Deed Rig Desk Heeding Unsealing "
                    + "Wrapping Piece Situations Spread Standing Look Gate Entrance Visit Shell Hints")
            .split(" "));

    private static final Pattern DECLARED = Pattern.compile("^ *(public |private |protected |static |final |sealed "
            + "|non-sealed |abstract )*(class|record|@?interface|enum) (?<name>[A-Z]\\w*)");

    @Test
    void queue_names_stand_in_config_only() {
        assertThat(lines(MAIN, "\"antin\\.(up|down|dead|expired)")).isEmpty();
        assertThat(lines(Path.of("routes"), "antin\\.(up|down|dead|expired)")).isEmpty();
    }

    @Test
    void sql_stands_in_the_ledger_only() {
        assertThat(lines(MAIN, "(?i)\"\\s*(select .* from|insert into|update \\w+ set|delete from|merge into) "))
                .allSatisfy(line -> assertThat(line).startsWith("src/main/java/vn/antin/ledger/"));
    }

    @Test
    void a_class_name_exists_once() throws IOException {
        for (String root : List.of("src/main/java", "src/test/java")) {
            assertThat(classNames(Path.of(root))).as(root).doesNotHaveDuplicates();
        }
    }

    /** Classes within classes, too: a word leads to one thing. */
    @Test
    void a_name_exists_once_in_the_product() {
        List<String> names = lines(MAIN, DECLARED.pattern()).stream()
                .map(line -> DECLARED.matcher(line.substring(line.indexOf(": ") + 2)))
                .filter(Matcher::find)
                .map(found -> found.group("name"))
                .toList();
        assertThat(names).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void metaphors_do_not_come_back() throws IOException {
        List<String> names = new ArrayList<>(classNames(MAIN));
        names.addAll(classNames(Path.of("src/test/java")));
        names.addAll(classNames(Path.of("src/bench/java")));
        assertThat(names).isNotEmpty().doesNotContainAnyElementsOf(METAPHORS);
    }

    private static List<String> classNames(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java") && !name.equals("package-info.java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .toList();
        }
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
            return files.filter(file -> file.toString().matches(".*\\.(java|camel\\.yaml)"))
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
