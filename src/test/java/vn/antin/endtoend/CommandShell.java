package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A shell in a folder, with further windows for commands that keep running. */
final class CommandShell {

    private final Path folder;
    private final Process bash;
    private final Path said;
    private final List<Process> windows = new ArrayList<>();
    private int asked;

    CommandShell(Path folder) throws IOException {
        this.folder = folder;
        this.said = Files.createTempFile(folder, "said", ".txt");
        this.bash = start(said, "bash", "--noprofile", "--norc", "-o", "pipefail");
    }

    /** Writes {@code ./antin} as in a checkout, over the classes under test. */
    static void launcher(Path folder) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path script = Files.writeString(
                folder.resolve("antin"),
                "#!/bin/sh\nexec " + java + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dfile.encoding=UTF-8"
                        + " -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -cp '"
                        + System.getProperty("java.class.path") + "' vn.antin.cli.Antin \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private Process start(Path output, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }

    /** Runs lines to their end; they must succeed. */
    String run(String lines) throws IOException {
        String mark = "#-" + asked++ + "-";
        int before = Files.readString(said).length();
        bash.getOutputStream().write((lines + "\necho \"" + mark + "$?#\"\n").getBytes(UTF_8));
        bash.getOutputStream().flush();
        await().atMost(PATIENCE).until(() -> Files.readString(said).indexOf(mark, before) >= 0 || !bash.isAlive());
        String answer = Files.readString(said).substring(before);
        int end = answer.indexOf(mark);
        assertThat(end).as(lines + "\n" + answer).isNotNegative();
        assertThat(answer.substring(end)).as(lines + "\n" + answer).startsWith(mark + "0#");
        return answer.substring(0, end);
    }

    /** Starts a command in a window and waits until it has printed these words. */
    void window(String command, String words) throws IOException {
        Path output = Files.createTempFile(folder, "window", ".txt");
        Process window = start(output, "bash", "--noprofile", "--norc", "-c", "exec " + command.strip());
        windows.add(window);
        await().atMost(PATIENCE).until(() -> Files.readString(output).contains(words) || !window.isAlive());
        assertThat(window.isAlive()).as(Files.readString(output)).isTrue();
    }

    void close() throws Exception {
        bash.destroy();
        for (int i = windows.size() - 1; i >= 0; i--) {
            windows.get(i).destroy();
            assertThat(windows.get(i).waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }
}
