package vn.antin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessUsageTest {

    @Test
    void bytes_that_were_deleted_before_they_reached_the_disk_do_not_count() {
        assertThat(ProcessUsage.written(List.of(
                        "rchar: 1", "wchar: 90000", "syscw: 7", "write_bytes: 8192", "cancelled_write_bytes: 4096")))
                .isEqualTo(4096);
    }

    @Test
    void a_system_that_counts_no_bytes_gives_none() {
        assertThat(ProcessUsage.written(List.of())).isZero();
    }

    @Test
    void the_first_number_of_schedstat_is_the_time_on_a_processor() {
        assertThat(ProcessUsage.runNanos("57163136 107033905 200\n")).isEqualTo(57_163_136);
    }

    @Test
    void threads_of_both_compilers_are_told_from_others() {
        assertThat(ProcessUsage.isCompiler("C2 CompilerThre\n")).isTrue();
        assertThat(ProcessUsage.isCompiler("C1 CompilerThre\n")).isTrue();
        assertThat(ProcessUsage.isCompiler("VM Thread\n")).isFalse();
        assertThat(ProcessUsage.isCompiler("main\n")).isFalse();
    }

    @Test
    void the_name_of_a_line_is_all_that_stands_before_its_colon() {
        List<String> status = List.of("nonvoluntary_ctxt_switches:\t3", "voluntary_ctxt_switches:\t12");

        assertThat(ProcessUsage.value(status, "voluntary_ctxt_switches")).isEqualTo(12);
        assertThat(ProcessUsage.value(status, "VmHWM")).isEqualTo(-1);
    }

    @Test
    void what_was_used_before_is_left_out_and_the_peak_stays() {
        ProcessUsage before = new ProcessUsage(2, 1, 0.5, 0.25, 4096, 10, 500);
        ProcessUsage now = new ProcessUsage(5, 1.5, 0.75, 1, 12_288, 25, 700);

        assertThat(now.since(before)).isEqualTo(new ProcessUsage(3, 0.5, 0.25, 0.75, 8192, 15, 700));
        assertThat(now.since(before).cpuSecondsWithoutCompilers()).isEqualTo(2.5);
    }

    @Test
    void the_collectors_of_the_jvm_are_known_by_their_threads_names() {
        assertThat(ProcessUsage.isCollector("GC Thread#0\n")).isTrue();
        assertThat(ProcessUsage.isCollector("G1 Main Marker\n")).isTrue();
        assertThat(ProcessUsage.isCollector("VM Thread\n")).isTrue();
        assertThat(ProcessUsage.isCollector("ledger\n")).isFalse();
    }

    @Test
    void the_time_in_the_kernel_is_field_fifteen() {
        assertThat(ProcessUsage.kernelSeconds("7 (a b) c) S 1 2 3 4 5 6 7 8 9 10 11 250 13 14"))
                .isEqualTo(2.5);
        assertThat(ProcessUsage.kernelSeconds("")).isZero();
    }

    @Test
    void this_process_has_used_something() {
        ProcessUsage used = ProcessUsage.of(ProcessHandle.current());

        assertThat(used.cpuSeconds()).isPositive();
        assertThat(used.compilerSeconds()).isLessThanOrEqualTo(used.cpuSeconds() + 1);
    }
}
