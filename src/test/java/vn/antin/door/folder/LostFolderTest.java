package vn.antin.door.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.EnvelopeId;

/** Folders that disappear, come back, or are replaced. */
class LostFolderTest {

    @TempDir
    Path folder;

    private FolderFixture rig;

    @BeforeEach
    void open() {
        rig = new FolderFixture(folder);
    }

    @Test
    void it_is_made_with_its_guides() throws Exception {
        rig.turn();

        assertThat(rig.names("")).containsExactly(".antin/mark", "HUONG-DAN.txt", "README.txt", "TRANG-THAI.txt");
        assertThat(rig.text("HUONG-DAN.txt")).startsWith("THƯ MỤC TRAO ĐỔI VĂN BẢN CỦA CƠ QUAN H06.13\r\n");
        for (String place : new String[] {"out", "sent", "failed", "in"}) {
            assertThat(rig.path.resolve(place)).isEmptyDirectory();
        }
        assertThat(rig.alarms).isEmpty();
    }

    @Test
    void a_drive_that_goes_is_told_once_and_found_again() throws Exception {
        rig.turn();
        rig.put("out/a.edxml", "<edXML></edXML>");
        Path away = Files.move(rig.path, folder.resolve("away"));

        rig.turns(10);
        assertThat(rig.alarms).containsExactly("FOLDER_GONE H06.13 folder");
        assertThat(rig.path).doesNotExist();

        Files.createDirectory(rig.path);
        EnvelopeId id = rig.bus.arrives(Map.of("a.pdf", new byte[10]));
        rig.turns(10);
        assertThat(rig.path).as("the place where a drive was").isEmptyDirectory();
        assertThat(rig.bus.leases).isEmpty();

        Files.delete(rig.path);
        Files.move(away, rig.path);
        rig.turns(3);
        assertThat(rig.alarms).containsExactly("FOLDER_GONE H06.13 folder", "end of FOLDER_GONE H06.13 folder");
        assertThat(rig.names("sent")).contains("a.edxml");
        assertThat(rig.names("in")).contains("2026-11-24/" + id + "/meta.json");
    }

    @Test
    void a_drive_that_goes_before_the_hand_over_is_told_does_not_count_as_handed_over() throws Exception {
        rig.turn();
        EnvelopeId id = rig.bus.arrives(Map.of("a.pdf", new byte[10]));
        rig.killAt("promised");
        rig.turn();
        Path away = Files.move(rig.path, folder.resolve("away"));
        rig.bus.offerAgain();
        rig.turns(3);
        assertThat(rig.bus.handovers).isEmpty();

        Files.move(away, rig.path);
        rig.turns(2);
        assertThat(rig.bus.handovers).hasSize(1);
        assertThat(rig.names("in")).contains("2026-11-24/" + id + "/meta.json");
    }

    @Test
    void a_drive_that_goes_in_the_middle_of_a_hand_over_does_not_look_like_one_that_was_emptied() throws Exception {
        rig.turn();
        EnvelopeId id = rig.bus.arrives(Map.of("a.pdf", new byte[10]));
        Path away = folder.resolve("away");
        rig.at(
                "promised",
                () -> assertThat(rig.path.toFile().renameTo(away.toFile())).isTrue());
        rig.turns(2);
        assertThat(rig.bus.handovers).isEmpty();

        Files.move(away, rig.path);
        rig.turns(2);
        assertThat(rig.bus.handovers).hasSize(1);
        assertThat(rig.names("in")).contains("2026-11-24/" + id + "/meta.json");
    }

    @Test
    void another_folder_in_its_place_is_not_used() throws Exception {
        rig.turn();
        Files.writeString(rig.path.resolve(".antin/mark"), "H06.13 other\n");
        rig.put("out/a.edxml", "<edXML></edXML>");
        rig.turns(5);
        assertThat(rig.bus.asked).isZero();
        assertThat(rig.alarms).containsExactly("FOLDER_GONE H06.13 folder");
    }

    @Test
    void the_folder_of_another_agency_is_not_used() throws Exception {
        Files.createDirectories(rig.path.resolve(".antin"));
        Files.writeString(rig.path.resolve(".antin/mark"), "H06.99 x\n");
        rig.turns(5);

        assertThat(rig.names("")).containsExactly(".antin/mark");
        assertThat(rig.alarms).containsExactly("FOLDER_GONE H06.13 folder");
    }

    @Test
    void a_link_in_place_of_a_folder_is_not_followed() throws Exception {
        rig.turn();
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.delete(rig.path.resolve("in"));
        Files.createSymbolicLink(rig.path.resolve("in"), elsewhere);
        rig.bus.arrives(Map.of("a.pdf", new byte[10]));

        rig.turns(3);

        assertThat(elsewhere).isEmptyDirectory();
        assertThat(rig.alarms).containsExactly("FOLDER_GONE H06.13 folder");
    }

    @Test
    void a_folder_removed_by_mistake_is_made_again() throws Exception {
        rig.turn();
        Files.delete(rig.path.resolve("failed"));
        rig.turn();

        assertThat(rig.path.resolve("failed")).isEmptyDirectory();
    }

    @Test
    void a_crowded_folder_is_told() throws Exception {
        rig.turn();
        for (int number = 0; number <= OutFolder.MOST_ENTRIES; number++) {
            Files.createFile(rig.path.resolve("out/stray" + number));
        }
        rig.turns(2);

        assertThat(rig.alarms).containsExactly("FOLDER_CROWDED H06.13 out");
    }
}
