package vn.antin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.antin.json.Json;

class CountPassTest {

    private final Report report = new Report(Json.MAPPER.createObjectNode());

    @Test
    void the_sums_of_all_processes_stand_under_their_keys() throws Exception {
        figures("""
                {"statements": 120, "xml_streams": 26, "xml_trees": 7, "syncs": 3.1, "written_bytes": 1300000}""");

        assertThat(report.missing()).isEmpty();
        assertThat(report.figures())
                .isEqualTo(Map.of(
                        Key.STATEMENTS_10K, Series.of(120),
                        Key.XML_READINGS_10K, Series.of(33),
                        Key.SYNCS_10K, Series.of(3.1),
                        Key.WRITTEN_10K_BYTES, Series.of(1_300_000)));
    }

    /** Another pool of connections would be counted as none, and every bar would be met. */
    @Test
    void no_statement_at_all_is_no_figure() throws Exception {
        figures("""
                {"statements": 0, "xml_streams": 1, "xml_trees": 0, "syncs": 0.2, "written_bytes": 60000}""");

        assertThat(report.figures()).doesNotContainKey(Key.STATEMENTS_10K).containsKey(Key.XML_READINGS_10K);
        assertThat(report.missing()).containsExactly(Map.entry(Key.STATEMENTS_10K, "nothing was counted"));
    }

    private void figures(String all) throws JsonProcessingException {
        CountPass.figures(
                Json.MAPPER.readTree("{\"counts\": {\"all\": " + all + ", \"hub\": {\"statements\": 7}}}"),
                report,
                "nothing was counted");
    }
}
