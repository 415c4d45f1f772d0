package vn.antin.trial.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.directory.Agency;
import vn.antin.directory.AgencyList;
import vn.antin.envelope.AgencyCode;

class TriggerTest {

    private static final Path WORDS = Path.of("src/main/resources/vn/antin/cli");

    @ParameterizedTest
    @ValueSource(strings = {"received", "document.received", "arrived", "vn.antin.document.arrived"})
    void an_event_is_known_by_each_of_its_names(String name) {
        assertThat(Trigger.of(name)).contains(Trigger.ARRIVED);
    }

    @Test
    void no_name_means_two_events() {
        assertThat(Arrays.stream(Trigger.values())
                        .flatMap(one -> Stream.concat(Stream.of(one.word()), one.other().stream())))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void every_trigger_is_told_in_both_languages(Trigger trigger) throws Exception {
        for (String language : List.of("vi", "en")) {
            assertThat(Files.readString(WORDS.resolve("messages_" + language + ".properties")))
                    .contains("\ntrigger." + trigger.word() + " = ");
        }
    }

    /** A name describes the agency's behaviour in both languages and ends with the identifier that vendors know. */
    @Test
    void every_test_agency_is_in_the_list_and_its_name_says_what_it_does() {
        List<Agency> agencies = AgencyList.read(Path.of("config/sandbox-agencies.csv"));

        assertThat(agencies).extracting(Agency::code).contains(new AgencyCode(TestAgencies.VENDOR));
        for (TestAgencies trial : TestAgencies.values()) {
            assertThat(agencies)
                    .filteredOn(agency -> agency.code().value().equals(trial.code()))
                    .singleElement()
                    .satisfies(
                            agency -> assertThat(agency.name()).contains(" / ").endsWith("-" + trial));
        }
        assertThat(agencies).hasSize(TestAgencies.values().length + 1);
    }
}
