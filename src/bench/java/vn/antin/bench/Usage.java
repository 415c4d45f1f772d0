package vn.antin.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The resources processes have used: seconds of CPU, and peak memory in bytes. */
record Usage(Map<String, Double> cpuSeconds, Map<String, Long> peakBytes) {

    static Usage of(List<ChildProcess> processes) {
        Map<String, Double> cpu = new LinkedHashMap<>();
        Map<String, Long> peak = new LinkedHashMap<>();
        for (ChildProcess each : processes) {
            cpu.put(each.name(), each.cpuSeconds());
            peak.put(each.name(), status(each.pid(), "VmHWM"));
        }
        return new Usage(cpu, peak);
    }

    /** CPU time since an earlier measurement. */
    Usage since(Usage before) {
        Map<String, Double> cpu = new LinkedHashMap<>();
        cpuSeconds.forEach((name, seconds) -> cpu.put(name, seconds - before.cpuSeconds.getOrDefault(name, 0d)));
        return new Usage(cpu, peakBytes);
    }

    double allCpuSeconds() {
        return cpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    static double megabytes(long bytes) {
        return bytes / (double) (1 << 20);
    }

    /** A value of Linux's /proc/PID/status, in bytes; -1 where there is none. */
    static long status(long pid, String name) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith(name + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1; // not Linux, or the process has ended
        }
    }
}
