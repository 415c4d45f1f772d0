package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashSelectionTest {

    private static final List<Integer> POINTS = IntStream.range(0, 230).boxed().toList();

    @TempDir
    Path folder;

    @Test
    void the_commit_gives_the_first_point_and_the_others_follow_at_equal_distances() {
        CrashSelection selection = new CrashSelection("0000004f" + "a".repeat(32), 75);

        assertThat(selection.of(POINTS)).containsExactly(4, 79, 154, 229);
        assertThat(selection.told(POINTS.size()))
                .startsWith("commit 0000004f: 4 of 230 points, from number 4 each 75.");
    }

    @Test
    void every_point_is_visited_at_some_commit() {
        Set<Integer> visited = new HashSet<>();
        for (int hash = 0; hash < 75; hash++) {
            visited.addAll(new CrashSelection("%08x".formatted(0xfffffff0L - hash), 75).of(POINTS));
        }

        assertThat(visited).containsExactlyInAnyOrderElementsOf(POINTS);
    }

    @Test
    void a_run_visits_a_point_also_where_there_are_few() {
        for (int hash = 0; hash < 75; hash++) {
            CrashSelection selection = new CrashSelection("%08x".formatted(hash), 75);
            assertThat(selection.of(POINTS.subList(0, 3))).hasSize(1);
            assertThat(selection.of(List.of())).isEmpty();
        }
    }

    @Test
    void the_commit_is_the_one_that_is_checked_out() throws Exception {
        String commit = "0123456789abcdef0123456789abcdef01234567";
        Path git = Files.createDirectories(folder.resolve(".git"));
        Files.createDirectories(git.resolve("objects"));
        Files.createDirectories(git.resolve("refs"));
        Files.writeString(git.resolve("HEAD"), commit + "\n");

        assertThat(CrashSelection.at(folder, 75))
                .isEqualTo(new CrashSelection(installed() ? commit : CrashSelection.NO_COMMIT, 75));
    }

    @Test
    void without_a_checkout_the_selection_is_a_fixed_one() throws Exception {
        Files.writeString(folder.resolve(".git"), "no repository");

        assertThat(CrashSelection.at(folder, 75)).isEqualTo(new CrashSelection(CrashSelection.NO_COMMIT, 75));
    }

    private static boolean installed() throws InterruptedException {
        try {
            return new ProcessBuilder("git", "--version").start().waitFor() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    @Test
    void this_checkout_has_a_commit_also_by_the_empty_path() throws Exception {
        assumeTrue(installed() && Files.exists(Path.of(".git")), "a checkout, and git");

        assertThat(CrashSelection.at(Path.of(""), 75).commit())
                .isNotEqualTo(CrashSelection.NO_COMMIT)
                .hasSizeGreaterThanOrEqualTo(40);
    }
}
