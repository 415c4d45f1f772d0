package vn.antin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import vn.antin.json.Json;

class ReportTest {

    private final Report report = new Report(Json.MAPPER.createObjectNode().put("machine", "2 × test"));

    @Test
    void a_figure_stands_under_its_key_with_minimum_median_and_maximum() {
        report.figure(Key.CPU_10K_MS, 7);
        report.figure(Key.CPU_10K_MS, 5);
        report.figure(Key.CPU_10K_MS, 6.5);

        JsonNode json = report.json();

        assertThat(json.path("machine").asText()).isEqualTo("2 × test");
        assertThat(json.path("cpu_10k_ms"))
                .isEqualTo(Json.MAPPER
                        .createObjectNode()
                        .put("min", 5.0)
                        .put("median", 6.5)
                        .put("max", 7.0));
    }

    @Test
    void what_is_missing_says_why_until_it_is_there() {
        report.missing(Key.WIRE_RATIO_1M, "not carried");
        assertThat(report.json().at("/missing/wire_ratio_1m").asText()).isEqualTo("not carried");

        report.figure(Key.WIRE_RATIO_1M, 1.02);
        assertThat(report.json().has("missing")).isFalse();
    }

    @Test
    void rows_and_conditions_are_kept() {
        report.condition("keys", "EC_P256");
        report.row(Json.MAPPER.createObjectNode().put("peer", "antin"));

        assertThat(report.json().path("keys").asText()).isEqualTo("EC_P256");
        assertThat(report.json().at("/rows/0/peer").asText()).isEqualTo("antin");
    }

    /** Other software reads these. */
    @Test
    void the_keys_are_those_that_were_promised() {
        assertThat(Arrays.stream(Key.values()).map(Key::key))
                .contains(
                        "throughput_10k_vs_phase4",
                        "throughput_10k_vs_artemis",
                        "throughput_1m_vs_phase4",
                        "cpu_10k_ms",
                        "cpu_10k_vs_phase4",
                        "throughput_10k_vs_same_work",
                        "cpu_10k_vs_same_work",
                        "latency_10k_vs_same_work",
                        "throughput_1m_vs_same_work",
                        "cold_20_cpu_ms",
                        "idle_cpu_ms_per_hour",
                        "statements_10k",
                        "xml_readings_10k",
                        "syncs_10k",
                        "written_10k_bytes",
                        "envelope_overhead_bytes",
                        "latency_10k_p50_ms",
                        "heap_1g_mb",
                        "wire_ratio_1m",
                        "wire_ratio_100m",
                        "line_efficiency",
                        "line_efficiency_cuts",
                        "urgent_p99_s",
                        "fanout_110_upload_ratio",
                        "cut_through_ratio",
                        "verify_per_core_s",
                        "start_s",
                        "idle_rss_mb",
                        "province_minutes",
                        "province_lost",
                        "province_doubled");
    }

    @Test
    void a_bar_is_reached_from_its_own_side() {
        assertThat(Key.THROUGHPUT_10K_VS_PHASE4.reached(1.2)).isTrue();
        assertThat(Key.THROUGHPUT_10K_VS_PHASE4.reached(1.1)).isFalse();
        assertThat(Key.PROVINCE_LOST.reached(0)).isTrue();
        assertThat(Key.PROVINCE_LOST.reached(1)).isFalse();
        assertThat(Key.CPU_10K_MS.bar()).isEqualTo("≤ 7");
        assertThat(Key.RECEIPT_BYTES.bar()).isEmpty();
    }
}
