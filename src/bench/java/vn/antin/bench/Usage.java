package vn.antin.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The resources that processes have used, by their names. */
record Usage(Map<String, ProcessUsage> processes) {

    static Usage of(List<ChildProcess> processes) {
        Map<String, ProcessUsage> all = new LinkedHashMap<>();
        processes.forEach(each -> all.put(each.name(), each.usage()));
        return new Usage(all);
    }

    /** Use since an earlier measurement. */
    Usage since(Usage before) {
        Map<String, ProcessUsage> all = new LinkedHashMap<>();
        processes.forEach((name, now) -> {
            ProcessUsage then = before.processes.get(name);
            all.put(name, then == null ? now : now.since(then));
        });
        return new Usage(all);
    }

    double sum(ToDoubleFunction<ProcessUsage> part) {
        return processes.values().stream().mapToDouble(part).sum();
    }

    double allCpuSeconds() {
        return sum(ProcessUsage::cpuSeconds);
    }

    static double megabytes(long bytes) {
        return bytes / (double) (1 << 20);
    }

    /** A value of Linux's /proc/PID/status, in bytes; -1 where there is none. */
    static long status(long pid, String name) {
        try {
            long kilobytes =
                    ProcessUsage.value(Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")), name);
            return kilobytes < 0 ? kilobytes : kilobytes << 10;
        } catch (IOException e) {
            return -1; // not Linux, or the process has ended
        }
    }
}
