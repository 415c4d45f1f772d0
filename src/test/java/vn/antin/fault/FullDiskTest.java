package vn.antin.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {

    private static final long MORE_THAN_ANY_DISK = Long.MAX_VALUE / 2;

    @TempDir
    Path folder;

    @Test
    void a_disk_with_room_is_not_full() {
        assertThat(FullDisk.at(folder, 0)).isFalse();
    }

    @Test
    void room_that_the_failed_write_has_left_again_does_not_count() {
        assertThat(FullDisk.at(folder, MORE_THAN_ANY_DISK)).isTrue();
    }

    @Test
    void what_is_not_there_is_judged_by_the_folder_above_it() {
        Path file = folder.resolve("not/there");

        assertThat(FullDisk.at(file, 0)).isFalse();
        assertThat(FullDisk.at(file, MORE_THAN_ANY_DISK)).isTrue();
    }
}
