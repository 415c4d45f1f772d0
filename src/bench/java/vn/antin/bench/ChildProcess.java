package vn.antin.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A child process of a measurement: reports that it is ready, answers orders, and is asked for its resource use. */
final class ChildProcess implements AutoCloseable {

    /** Prefix of an answer; all other output is log. */
    static final String ANSWER = "answer ";

    /** What a process prints when it is ready; the commands print a sentence. */
    static final String READY = "ready";

    /** Killed when this process ends. */
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "bench-end"));
    }

    private static final String END = "";
    private static final long STOP_SECONDS = 12;
    private static final int TAIL = 20;

    private final String name;
    private final Path log;
    private final Process process;
    private final PrintWriter orders;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final double startSeconds;

    private ChildProcess(String name, Path log, List<String> command, Duration patience) {
        this.name = name;
        this.log = log;
        long start = System.nanoTime();
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        }
        RUNNING.add(process);
        orders = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        Thread listening = new Thread(this::listen, "bench-" + name);
        listening.setDaemon(true);
        listening.start();
        try {
            next(patience);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        startSeconds = (System.nanoTime() - start) / 1e9;
    }

    /** Starts a process and returns when it is ready. */
    static ChildProcess start(String name, Path log, List<String> command, Duration patience) {
        return new ChildProcess(name, log, command, patience);
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            boolean ready = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                boolean first = !ready && line.contains(READY);
                if (first || line.startsWith(ANSWER)) {
                    ready = true;
                    said.add(line);
                }
            }
        } catch (IOException e) {
            // The process ended while it printed: reported below.
        }
        said.add(END);
    }

    /** Sends an order and returns its answer. */
    String ask(String order, Duration patience) {
        orders.println(order);
        return next(patience).substring(ANSWER.length());
    }

    private String next(Duration patience) {
        try {
            String line = said.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null || line.equals(END)) {
                String what = line == null ? "does not answer" : "ended";
                throw new IllegalStateException(name + " " + what + ":\n" + tail());
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name, e);
        }
    }

    private String tail() {
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(log));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        } catch (IOException e) {
            return log + ": " + e.getMessage();
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    /** Seconds from its start until it was ready. */
    double startSeconds() {
        return startSeconds;
    }

    /** What it has used since its start. */
    ProcessUsage usage() {
        return ProcessUsage.of(process.toHandle());
    }

    /** Waits that long; false when the process ended before. */
    boolean stays(Duration time) {
        try {
            return !process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Kills it without warning, as a power failure does. */
    void kill() {
        process.destroyForcibly();
        close();
    }

    @Override
    public void close() {
        RUNNING.remove(process);
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
