package vn.antin.console.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vn.antin.console.pages.LineColumn;
import vn.antin.console.pages.QueueColumn;

/** The texts of the pages exist in both languages: a missing one breaks its page. */
class ConsoleWordsTest {

    private static final Pattern SAID = Pattern.compile("say\\(\"([\\w.-]*\\w)\"[,)]");
    private static final Pattern NOT_UNDERSTOOD = Pattern.compile(
            "\\bnút\\b(?! (liên thông|\"))|(đường truyền|đều|đang) thông\\b|tệp lớn thông|việc cần bạn|người trông nút"
                    + "|bên kia|cơ quan kia|phụ trách an toàn|kiểm toán viên|sổ chờ chuyển|hàng gửi|lời chào|chào trục"
                    + "|nghe lần cuối|đi và về|cần để (chuyển|gửi)|không thành\\b(?! công)|hạt giống|danh mục (mới|trước)"
                    + "|trong mấy giờ|một nửa số|idempotency-key|trang cần xử lý",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
    private static final Path WORDS = Path.of("src/main/resources/vn/antin/console/web");

    @Test
    void every_word_that_a_page_says_is_there_in_both_languages() {
        Set<String> said = new TreeSet<>();
        for (Path folder : List.of(Path.of("src/main/jte"), Path.of("src/main/java/vn/antin/console"))) {
            files(folder).forEach(file -> {
                Matcher word = SAID.matcher(text(file));
                while (word.find()) {
                    said.add(word.group(1));
                }
            });
        }

        assertThat(said).hasSizeGreaterThan(200);
        assertThat(words("vi")).containsAll(said);
        assertThat(words("en")).containsAll(said);
    }

    @Test
    void both_languages_have_the_same_words() {
        assertThat(words("vi")).isEqualTo(words("en"));
    }

    @Test
    void every_column_has_a_heading_and_says_what_it_means() {
        List<Column> columns = new ArrayList<>(List.of(LineColumn.values()));
        columns.addAll(List.of(QueueColumn.values()));
        assertThat(columns)
                .extracting(Column::word)
                .allSatisfy(word -> assertThat(words("vi")).contains(word, word + ".what"));
    }

    @Test
    void every_route_is_told_in_words() {
        Pattern id = Pattern.compile("(?m)^- route:\\R +id: ([a-z-]+)$");
        List<String> routes = files(Path.of("routes")).stream()
                .filter(file -> file.toString().endsWith(".camel.yaml"))
                .flatMap(file -> id.matcher(text(file)).results())
                .map(found -> "route." + found.group(1))
                .toList();

        assertThat(routes).hasSizeGreaterThan(20);
        assertThat(words("vi")).containsAll(routes);
    }

    /**
     * Texts that readers misunderstood do not come back; a node has its full name, so that it is not taken for a
     * button.
     */
    @Test
    void pages_say_nothing_that_their_readers_did_not_understand() {
        List<String> wrong = new ArrayList<>();
        texts("vi").forEach((key, text) -> {
            Matcher found = NOT_UNDERSTOOD.matcher(text);
            if (found.find()) {
                wrong.add(key + ": " + found.group());
            }
        });
        assertThat(wrong).isEmpty();
    }

    private static Set<String> words(String language) {
        return texts(language).keySet();
    }

    private static Map<String, String> texts(String language) {
        Properties words = new Properties();
        try (Reader in = Files.newBufferedReader(WORDS.resolve("console_" + language + ".properties"))) {
            words.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(language, e);
        }
        return words.stringPropertyNames().stream()
                .collect(Collectors.toMap(key -> key, key -> words.getProperty(key)));
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
