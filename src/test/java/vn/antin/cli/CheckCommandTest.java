package vn.antin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    @TempDir
    Path folder;

    private Path hub;
    private Path config;

    @BeforeEach
    void make_a_hub() {
        hub = folder.resolve("hub");
        config = hub.resolve("hub.yaml");
        Run made = Run.of("init", "hub", hub, "--province", "Tỉnh thử");
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.out()).contains("antin run --config " + config, "joins");
    }

    @Test
    void a_new_hub_is_ready_to_start() {
        Run run = Run.of("check", "--config", config);

        assertThat(run.code()).as(run.out()).isZero();
        assertThat(run.out())
                .contains("✔ Configuration", "✔ Keys", "✔ Authority", "Ready to start")
                .doesNotContain("✘");
        assertThat(hub.resolve("data")).doesNotExist();
        assertThat(hub.resolve("joins").resolve("so-noi-vu.join")).exists();
    }

    @Test
    void a_folder_that_is_not_empty_is_not_overwritten() {
        Run again = Run.of("init", "hub", hub, "--province", "Tỉnh khác");

        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).startsWith("ANTIN-1303 ").hasLineCount(1);
    }

    @Test
    void a_misspelt_key_is_told_with_its_line_and_what_was_meant() throws IOException {
        Files.writeString(config, Files.readString(config).replace("broker:", "brocker:"));

        Run run = Run.of("check", "--config", config);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("✘ Configuration: ANTIN-1301", "hub.yaml, line ", "did you mean 'broker'?");
    }

    @Test
    void every_fault_is_told_not_only_the_first() throws IOException {
        Files.writeString(hub.resolve("pin"), "wrong\n");
        Files.writeString(hub.resolve("province.trust"), "# nobody\n");

        Run run = Run.of("check", "--config", config);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("✘ Trust: ANTIN-1301", "✘ Keys: ANTIN-6109", "✘ Authority");
    }

    @Test
    void a_directory_with_a_changed_byte_is_told() throws IOException {
        Path directory = hub.resolve("directory.xml");
        Files.writeString(directory, Files.readString(directory).replace("Sở Y tế", "Sở Y tá"));

        Run run = Run.of("check", "--config", config);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("✘ Directory: ANTIN-6003");
    }

    @Test
    void a_file_that_is_not_there_is_told_in_one_sentence() {
        Run run = Run.in("vi", "check", "--config", folder.resolve("none.yaml"));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("ANTIN-1302 Không đọc được tệp");
        Run started = Run.in("vi", "run", "--config", folder.resolve("none.yaml"));
        assertThat(started.code()).isEqualTo(1);
        assertThat(started.err()).startsWith("ANTIN-1302 ").hasLineCount(1);
    }
}
