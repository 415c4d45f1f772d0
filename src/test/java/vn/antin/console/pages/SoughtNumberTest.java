package vn.antin.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoughtNumberTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "812",
                "Số 812",
                "số: 812",
                "so 812",
                "văn bản số 812",
                "CV số 812",
                "812/SNV-CCHC",
                "812 / snv-cchc",
                "Số 812/SNV-CCHC ngày 01/12/2026",
                "812/SNV-CCHC, ngày 1/12/2026",
                "812/SNV-CCHC/2026",
                "H06.02,2026/12/01,812/SNV-CCHC"
            })
    void a_number_is_understood_in_any_writing(String written) {
        SoughtNumber sought = SoughtNumber.of(written).orElseThrow();
        assertThat(sought.numbers()).contains("812");
        assertThat(sought.means("812/SNV-CCHC/2026")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bình Ba", "Sở Nội vụ", "812 abc", "/812", "UBND phường 1"})
    void what_is_no_number_is_none(String written) {
        assertThat(SoughtNumber.of(written)).isEmpty();
    }

    @Test
    void another_notation_is_another_document_and_accents_and_noughts_do_not_matter() {
        SoughtNumber sought = SoughtNumber.of("5/qđ-ubnd").orElseThrow();
        assertThat(sought.numbers()).isEqualTo(Set.of("5", "05"));
        assertThat(sought.means("05/QĐ-UBND/2026")).isTrue();
        assertThat(sought.means("5/QĐ-UBND/2026")).isTrue();
        assertThat(sought.means("5/TB-UBND/2026")).isFalse();
        assertThat(SoughtNumber.of("05").orElseThrow().numbers()).contains("5", "05");
    }
}
