package vn.antin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;

/** The way into a running demo from another process. */
class DemoControlTest {

    @TempDir
    Path folder;

    @Test
    void answers_who_can_read_its_folder_and_nobody_else() throws IOException {
        Path file = folder.resolve("control");
        DemoControl control = open();
        assertThat(DemoControl.ask(folder, "cut", "H06.02")).containsExactly("heard", "cut", "H06.02");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        String known = Files.readString(file);
        Files.writeString(file, known.replaceFirst(" .*", " 00"));
        assertThat(DemoControl.ask(folder, "cut", "H06.02")).containsExactly("");
        Files.writeString(file, known);
        assertThat(DemoControl.ask(folder, "again")).containsExactly("heard", "again");

        control.close();
        assertThat(file).doesNotExist();
    }

    @Test
    void what_a_killed_demo_left_behind_leads_nowhere() throws IOException {
        DemoControl control = open();
        String left = Files.readString(folder.resolve("control"));
        control.close();
        Files.writeString(folder.resolve("control"), left);

        assertThatThrownBy(() -> DemoControl.ask(folder, "cut", "H06.02"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(Fault.DEMO_NOT_RUNNING));
    }

    private DemoControl open() {
        return DemoControl.open(DemoFolder.open(folder), words -> "heard " + String.join(" ", List.copyOf(words)));
    }
}
