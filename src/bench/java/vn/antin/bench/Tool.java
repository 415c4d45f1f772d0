package vn.antin.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands of the operating system that a measurement needs. */
final class Tool {

    private static final long SECONDS = 120;

    private Tool() {}

    /** Runs a command to its end; a failure carries its output. */
    static void run(String... command) {
        try {
            Path said = Files.createTempFile("antin-bench", ".txt");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            String words = Files.readString(said);
            Files.delete(said);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + words);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(String.join(" ", command), e);
        }
    }

    static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Whether all of these are installed. */
    static boolean has(String... names) {
        List<String> folders = List.of(System.getenv().getOrDefault("PATH", "").split(":"));
        for (String name : names) {
            if (folders.stream().noneMatch(folder -> Files.isExecutable(Path.of(folder, name)))) {
                return false;
            }
        }
        return true;
    }
}
