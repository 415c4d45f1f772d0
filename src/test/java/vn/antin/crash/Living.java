package vn.antin.crash;

import static vn.antin.SlowMachine.PATIENCE;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link CrashingProcess} as its parent sees it: started, armed, found dead, restarted. */
final class Living implements AutoCloseable {

    private static final int KILLED = 128 + 9;

    private final Path config;
    private final Image image;
    private @Nullable Process process;
    private BlockingQueue<String> said = new LinkedBlockingQueue<>();

    /** @param config the configuration file */
    Living(Path config, Image image) {
        this.config = config;
        this.image = image;
    }

    /** Starts the process and waits until it is ready. */
    void start() {
        launch(List.of());
        expect("ready");
    }

    /** Starts the process armed, so that it dies during the start or soon after. */
    void startToDie(String point, int time) {
        launch(List.of(Integer.toString(time), point));
    }

    private void launch(List<String> arguments) {
        List<String> all = new ArrayList<>(List.of(config.toString()));
        all.addAll(arguments);
        Path log = config.resolveSibling("process.log");
        try {
            Process started = new ProcessBuilder(image.command(all))
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            process = started;
            said = new LinkedBlockingQueue<>();
            Thread listener = new Thread(() -> listen(started, said), "listener");
            listener.setDaemon(true);
            listener.start();
        } catch (IOException e) {
            throw new UncheckedIOException(config.toString(), e);
        }
    }

    /** Reads the answers; an empty one marks the end of the process. */
    private static void listen(Process process, BlockingQueue<String> said) {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("listening", e);
        } finally {
            said.add("");
        }
    }

    void arm(String point, int time) {
        order("arm " + time + " " + point);
        expect("armed");
    }

    /** How often the process passed each point since the last call. */
    Map<String, Integer> hits() {
        order("hits");
        Map<String, Integer> hits = new LinkedHashMap<>();
        for (String line = next(); !line.equals("counted"); line = next()) {
            String[] words = line.split(" ", 3);
            hits.put(words[2], Integer.parseInt(words[1]));
        }
        return hits;
    }

    /** Whether the process died by its own kill switch; any other end fails the test. */
    boolean killed() {
        Process now = running();
        if (now.isAlive()) {
            return false;
        }
        if (now.exitValue() != KILLED) {
            throw new IllegalStateException(config + " ended by itself: " + now.exitValue());
        }
        return true;
    }

    /** Kills the process from outside. */
    void kill() {
        Process now = running();
        now.destroyForcibly();
        try {
            if (!now.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(config + " does not die");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    void stop() {
        order("stop");
        expect("stopped");
    }

    private void order(String line) {
        try {
            BufferedWriter orders = running().outputWriter(StandardCharsets.UTF_8);
            orders.write(line);
            orders.newLine();
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(config + " hears nothing", e);
        }
    }

    private void expect(String word) {
        String heard = next();
        if (!heard.equals(word)) {
            throw new IllegalStateException(config + " said '" + heard + "' instead of " + word);
        }
    }

    private String next() {
        try {
            String heard = said.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (heard == null) {
                throw new IllegalStateException(config + " says nothing");
            }
            return heard;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The current process; a different one after the next start. */
    Process process() {
        return running();
    }

    private Process running() {
        Process now = process;
        if (now == null) {
            throw new IllegalStateException(config + " was never started");
        }
        return now;
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
