package vn.antin.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.fault.Fault;

/** The catalogue and the faults are the same list, in both languages. */
class ErrorsTest {

    private static final Pattern PLACE = Pattern.compile("\\{\\d}");
    private final Errors errors = Errors.load();

    @Test
    void has_an_entry_for_every_fault_and_no_other() {
        assertThat(errors.all()).extracting(Errors.ErrorEntry::fault).containsExactlyInAnyOrder(Fault.values());
        assertThat(errors.all()).extracting(Errors.ErrorEntry::code).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void tells_a_fault_in_both_languages(Fault fault) {
        Errors.ErrorEntry entry = errors.of(fault);

        assertThat(entry.code()).isEqualTo(fault.code());
        assertThat(entry.http()).isBetween(400, 599);
        for (Errors.Text text : List.of(entry.title(), entry.text(), entry.remedy(), entry.remedyHere())) {
            assertThat(text.vi()).isNotBlank().isNotEqualTo(text.en());
            assertThat(text.en()).isNotBlank();
        }
        assertThat(entry.text().vi()).endsWith(".");
        assertThat(entry.text().en()).endsWith(".");
        assertThat(places(entry.text().vi())).isEqualTo(places(entry.text().en()));
        assertThat(entry.title().vi() + entry.title().en()).doesNotContainPattern(PLACE);
        assertThat(entry.retryAfter() != null).isEqualTo(entry.retryable());
    }

    private static Set<String> places(String text) {
        return PLACE.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void puts_the_values_in_their_places() {
        List<String> values = List.of("H06.99$1", "unused");

        assertThat(errors.sentence(Fault.RECIPIENT_UNKNOWN, values, Language.EN))
                .isEqualTo("The recipient H06.99$1 is not in the directory of the bus.");
        assertThat(errors.sentence(Fault.RECIPIENT_UNKNOWN, values, Language.VI))
                .isEqualTo("Cơ quan nhận H06.99$1 không có trong danh bạ của trục.");
        assertThat(errors.sentence(Fault.RECIPIENT_UNKNOWN, List.of(), Language.EN))
                .isEqualTo("The recipient ? is not in the directory of the bus.");
    }

    @Test
    void lets_no_value_break_the_line_or_fill_the_page() {
        assertThat(errors.sentence(Fault.FILE_NAME, List.of("a\r\nb\u202Ec" + "x".repeat(500)), Language.EN))
                .doesNotContain("\r", "\n", "\u202E")
                .hasSizeLessThan(300);
    }

    @Test
    void prefers_vietnamese_unless_english_is_asked_for() {
        assertThat(Language.preferred(null)).isEqualTo(Language.VI);
        assertThat(Language.preferred("fr, en;q=0.5")).isEqualTo(Language.EN);
        assertThat(Language.preferred("en;q=0.3, vi")).isEqualTo(Language.VI);
        assertThat(Language.preferred("en-GB")).isEqualTo(Language.EN);
        assertThat(Language.preferred(";;;=")).isEqualTo(Language.VI);
    }
}
