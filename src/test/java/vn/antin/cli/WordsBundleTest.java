package vn.antin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vn.antin.door.Language;
import vn.antin.door.Messages;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.CopyState;
import vn.antin.node.StartupCheck;
import vn.antin.receipt.Event;
import vn.antin.receipt.Outcome;
import vn.antin.receipt.ReceiptCheck;

class WordsBundleTest {

    private static final Pattern PLACE = Pattern.compile("\\{\\d+}");
    private static final Path FOLDER = Path.of("src/main/resources/vn/antin");

    private final Messages vietnamese = Spoken.words(Language.VI);
    private final Messages english = Spoken.words(Language.EN);

    @Test
    void both_languages_say_the_same_things() {
        assertThat(keys(vietnamese)).isEqualTo(keys(english));
        assertThat(keys(english))
                .allSatisfy(key -> assertThat(places(vietnamese, key)).as(key).isEqualTo(places(english, key)));
    }

    @Test
    void no_key_stands_twice() {
        for (String language : List.of("vi", "en")) {
            assertThat(keys(language, "door/glossary_", "cli/messages_")).doesNotHaveDuplicates();
            assertThat(keys(language, "console/web/console_")).doesNotHaveDuplicates();
        }
    }

    private static List<String> keys(String language, String... files) {
        return Stream.of(files)
                .flatMap(file -> lines(FOLDER.resolve(file + language + ".properties")))
                .filter(line -> !line.startsWith("#") && line.contains(" = "))
                .map(line -> line.substring(0, line.indexOf(" = ")))
                .toList();
    }

    @Test
    void every_state_event_and_check_has_its_word() {
        List<String> needed = new ArrayList<>();
        needed.addAll(named("state", CopyState.values()));
        needed.addAll(named("check", ReceiptCheck.Name.values()));
        needed.addAll(named("outcome", Outcome.values()));
        needed.addAll(named("verify.sum", Outcome.values()));
        needed.addAll(named("urgency", Urgency.values()));
        needed.addAll(named("part", StartupCheck.CheckedPart.values()));
        Arrays.stream(Event.values()).map(event -> "event." + event.etsiName()).forEach(needed::add);

        assertThat(keys(english)).containsAll(needed);
    }

    @Test
    void every_sentence_a_command_says_is_there() throws IOException {
        Pattern said =
                Pattern.compile("(?:say|usage)\\(\\s*(?:[^\"()]*\\? )?\"([a-z0-9.-]+)\"(?: : \"([a-z0-9.-]+)\")?[,)]");
        Set<String> keys = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/vn/antin/cli"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                said.matcher(Files.readString(file))
                        .results()
                        .flatMap(found -> Stream.of(found.group(1), found.group(2)))
                        .filter(key -> key != null)
                        .forEach(keys::add);
            }
        }
        assertThat(keys).hasSizeGreaterThan(40);
        assertThat(keys(english)).containsAll(keys);
    }

    @Test
    void values_stand_in_their_places() {
        assertThat(english.say("demo.traffic", "10:00", "1/SNV", "Sở Nội vụ", "id"))
                .isEqualTo("10:00  1/SNV from Sở Nội vụ: id");
        assertThat(vietnamese.word("state", "CONSIGNED")).isEqualTo("Đã đến (01)");
        assertThat(vietnamese.word("state", "NEW_ONE")).isEqualTo("NEW_ONE");
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> named(String kind, Enum<?>[] values) {
        return Arrays.stream(values).map(value -> kind + "." + value.name()).toList();
    }

    private static Set<String> keys(Messages words) {
        return new TreeSet<>(words.bundle().keySet());
    }

    private static Set<String> places(Messages words, String key) {
        return PLACE.matcher(words.bundle().getString(key))
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
