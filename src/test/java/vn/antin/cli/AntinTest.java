package vn.antin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AntinTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine antin =
            Antin.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void tells_its_version() {
        assertThat(antin.execute("--version")).isZero();
        assertThat(out.toString()).startsWith("antin ");
    }

    @Test
    void explains_itself_and_its_exit_codes() {
        assertThat(antin.execute("--help")).isZero();
        assertThat(out.toString()).contains("Usage: antin", "Exit codes:");
    }

    @Test
    void without_a_command_is_wrong_usage() {
        assertThat(antin.execute()).isEqualTo(2);
        assertThat(err.toString()).contains("Which command?");
    }
}
