package vn.antin.trial.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The control port of a running demo. */
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
        Files.writeString(file, known.replaceFirst(" [0-9a-f]+", " 00"));
        askedInVain();
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

        askedInVain();
    }

    @Test
    void whoever_else_has_the_port_now_is_not_taken_for_a_demo() throws IOException {
        DemoControl control = open();
        List<String> left = known();
        control.close();
        DemoControl other = open();
        List<String> now = known();
        Files.writeString(folder.resolve("control"), now.get(0) + " " + now.get(1) + " " + left.get(2));

        askedInVain();
        other.close();
    }

    private List<String> known() throws IOException {
        return List.of(Files.readString(folder.resolve("control")).strip().split(" ", -1));
    }

    private void askedInVain() {
        assertThatThrownBy(() -> DemoControl.ask(folder, "cut", "H06.02"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(Fault.DEMO_NOT_RUNNING));
    }

    private DemoControl open() {
        return DemoControl.open(DemoFolder.open(folder), words -> "heard " + String.join(" ", List.copyOf(words)));
    }
}
