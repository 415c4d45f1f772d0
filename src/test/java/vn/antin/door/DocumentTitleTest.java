package vn.antin.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTitleTest {

    private static final Messages VI = words(Language.VI);

    private static Messages words(Language language) {
        return Messages.in(language, vn.antin.console.web.Console.class, "console");
    }

    @Test
    void a_document_is_called_by_number_notation_and_day() {
        String id = "000.00.02.H06,2026/12/01,812/SNV-CCHC";

        assertThat(DocumentTitle.of(id, VI)).isEqualTo("812/SNV-CCHC ngày 01/12/2026");
        assertThat(DocumentTitle.of(id, words(Language.EN))).isEqualTo("812/SNV-CCHC of 01/12/2026");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS-2026-000812", "H06.02,2026/13/41,812/SNV", "H06.02,2026/12/01,", "H06,2026,1/VP"})
    void an_identifier_of_another_form_stays_as_its_agency_wrote_it(String id) {
        assertThat(DocumentTitle.of(id, VI)).isEqualTo(id);
    }
}
