package vn.antin.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The resources that one process has used since its start, by Linux's /proc; 0 where there is none.
 *
 * @param cpuSeconds CPU time, that of the JIT compilers included
 * @param compilerSeconds CPU time of the JIT compilers
 * @param writtenBytes bytes it made dirty in files, by whole pages, less those that were deleted unwritten
 * @param switches voluntary context switches of its threads
 * @param peakBytes peak of its resident memory; -1 where there is no /proc
 */
record ProcessUsage(double cpuSeconds, double compilerSeconds, long writtenBytes, long switches, long peakBytes) {

    private static final Path PROC = Path.of("/proc");

    /** CPU time and context switches of a thread. */
    private record ThreadUsage(boolean compiler, long nanos, long switches) {

        static final ThreadUsage NONE = new ThreadUsage(false, 0, 0);

        /** 0 for a thread that ended meanwhile. */
        static ThreadUsage of(Path thread) {
            try {
                return new ThreadUsage(
                        isCompiler(Files.readString(thread.resolve("comm"))),
                        runNanos(Files.readString(thread.resolve("schedstat"))),
                        Math.max(0, value(Files.readAllLines(thread.resolve("status")), "voluntary_ctxt_switches")));
            } catch (IOException e) {
                return NONE; // the thread ended, or the system does not say
            }
        }
    }

    static ProcessUsage of(ProcessHandle process) {
        Path folder = PROC.resolve(Long.toString(process.pid()));
        double cpu = process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
        List<ThreadUsage> threads = threads(folder);
        long compilers = threads.stream()
                .filter(ThreadUsage::compiler)
                .mapToLong(ThreadUsage::nanos)
                .sum();
        return new ProcessUsage(
                cpu,
                compilers / (double) TimeUnit.SECONDS.toNanos(1),
                written(lines(folder.resolve("io"))),
                threads.stream().mapToLong(ThreadUsage::switches).sum(),
                Usage.status(process.pid(), "VmHWM"));
    }

    /** Use since an earlier look; the peak stays. */
    ProcessUsage since(ProcessUsage before) {
        return new ProcessUsage(
                cpuSeconds - before.cpuSeconds,
                compilerSeconds - before.compilerSeconds,
                writtenBytes - before.writtenBytes,
                switches - before.switches,
                peakBytes);
    }

    double cpuSecondsWithoutCompilers() {
        return cpuSeconds - compilerSeconds;
    }

    private static List<ThreadUsage> threads(Path folder) {
        Path tasks = folder.resolve("task");
        if (!Files.isDirectory(tasks)) {
            return List.of();
        }
        try (Stream<Path> threads = Files.list(tasks)) {
            return threads.map(ThreadUsage::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("threads of " + folder, e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(); // not Linux, or the process has ended
        }
    }

    /** The bytes written by the lines of /proc/PID/io. */
    static long written(List<String> io) {
        return Math.max(0, value(io, "write_bytes")) - Math.max(0, value(io, "cancelled_write_bytes"));
    }

    /** The time on a processor by /proc/PID/task/TID/schedstat, whose first number it is. */
    static long runNanos(String schedstat) {
        return Long.parseLong(schedstat.strip().split(" ", 2)[0]);
    }

    /** Whether a thread of this name, which Linux cuts to fifteen characters, is a JIT compiler. */
    static boolean isCompiler(String comm) {
        return comm.matches("(?s)C[12] CompilerThre.*");
    }

    /** The number in the line {@code NAME: NUMBER}; -1 without such a line. */
    static long value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(-1);
    }
}
