package vn.antin.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import vn.antin.SlowMachine;

/** Independent programs that check our output. A missing program fails the test instead of skipping it. */
public final class XmlsecTool {

    private XmlsecTool() {}

    public static String run(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new AssertionError(
                    command[0] + " is not installed, and this test needs it (Debian: apt-get install " + command[0]
                            + ")",
                    e);
        }
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(SlowMachine.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
