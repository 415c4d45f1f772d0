package vn.antin.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The resources that one process has used since its start, by Linux's /proc; 0 where there is none.
 *
 * @param cpuSeconds CPU time, that of the JIT compilers included
 * @param compilerSeconds CPU time of the JIT compilers
 * @param collectorSeconds CPU time of the garbage collectors
 * @param kernelSeconds part of the CPU time that was spent in the kernel
 * @param writtenBytes bytes it made dirty in files, by whole pages, less those that were deleted unwritten
 * @param switches voluntary context switches of its threads
 * @param peakBytes peak of its resident memory; -1 where there is no /proc
 */
record ProcessUsage(
        double cpuSeconds,
        double compilerSeconds,
        double collectorSeconds,
        double kernelSeconds,
        long writtenBytes,
        long switches,
        long peakBytes) {

    private static final Path PROC = Path.of("/proc");

    /** Field 15 of /proc/PID/stat, counted from behind the name, which is field 2. */
    private static final int KERNEL_FIELD = 12;

    /** CPU time and context switches of a thread. */
    private record ThreadUsage(boolean compiler, boolean collector, long nanos, long switches) {

        static final ThreadUsage NONE = new ThreadUsage(false, false, 0, 0);

        /** 0 for a thread that ended meanwhile. */
        static ThreadUsage of(Path thread) {
            try {
                String name = Files.readString(thread.resolve("comm"));
                return new ThreadUsage(
                        isCompiler(name),
                        isCollector(name),
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
        return new ProcessUsage(
                cpu,
                seconds(threads, ThreadUsage::compiler),
                seconds(threads, ThreadUsage::collector),
                kernelSeconds(String.join(" ", lines(folder.resolve("stat")))),
                written(lines(folder.resolve("io"))),
                threads.stream().mapToLong(ThreadUsage::switches).sum(),
                Usage.status(process.pid(), "VmHWM"));
    }

    /** Use since an earlier look; the peak stays. */
    ProcessUsage since(ProcessUsage before) {
        return new ProcessUsage(
                cpuSeconds - before.cpuSeconds,
                compilerSeconds - before.compilerSeconds,
                collectorSeconds - before.collectorSeconds,
                kernelSeconds - before.kernelSeconds,
                writtenBytes - before.writtenBytes,
                switches - before.switches,
                peakBytes);
    }

    double cpuSecondsWithoutCompilers() {
        return cpuSeconds - compilerSeconds;
    }

    private static double seconds(List<ThreadUsage> threads, Predicate<ThreadUsage> which) {
        return threads.stream().filter(which).mapToLong(ThreadUsage::nanos).sum()
                / (double) TimeUnit.SECONDS.toNanos(1);
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

    /** Whether a thread of this name belongs to a garbage collector; the serial one runs in the JVM's own thread. */
    static boolean isCollector(String comm) {
        return comm.matches("(?s)(VM Thread|GC Thread|G1 |Shenandoah|ZWorker|XWorker).*");
    }

    /** The time in the kernel by /proc/PID/stat: field 15, in hundredths of a second; the name may contain blanks. */
    static double kernelSeconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" +", -1);
        return fields.length <= KERNEL_FIELD ? 0 : Long.parseLong(fields[KERNEL_FIELD]) / 100d;
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
