package vn.antin.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import vn.antin.fault.AlarmSubject;
import vn.antin.fault.Fault;

class AlarmSubjectTextTest {

    private static final String STORED = AlarmSubject.deadLetter("so-noi-vu");

    @Test
    void the_ledger_keeps_a_code_and_the_reader_gets_his_language() {
        assertThat(STORED).isEqualTo("DEAD_LETTER so-noi-vu");
        assertThat(AlarmSubjectText.in(Language.VI, STORED)).isEqualTo("thông điệp hỏng từ so-noi-vu");
        assertThat(AlarmSubjectText.in(Language.EN, STORED)).isEqualTo("dead letter from so-noi-vu");
    }

    @Test
    void a_check_names_the_code_of_the_alarm_first() {
        assertThat(AlarmSubjectText.in(Language.EN, "ANTIN-3006 " + STORED))
                .isEqualTo("ANTIN-3006 dead letter from so-noi-vu");
    }

    @Test
    void other_subjects_stand_for_themselves() {
        assertThat(AlarmSubjectText.in(Language.VI, "so-noi-vu")).isEqualTo("so-noi-vu");
        assertThat(AlarmSubjectText.in(Language.VI, "ANTIN-6303 nut/1")).isEqualTo("ANTIN-6303 nut/1");
    }

    @Test
    void sentences_of_alerts_are_in_one_language() {
        Errors errors = Errors.load();

        assertThat(errors.sentence(Fault.ENVELOPE_CONFLICT, List.of(STORED, ""), Language.VI))
                .contains("thông điệp hỏng từ so-noi-vu");
        assertThat(errors.sentence(Fault.ENVELOPE_CONFLICT, List.of(STORED, ""), Language.EN))
                .contains("dead letter from so-noi-vu");
    }
}
