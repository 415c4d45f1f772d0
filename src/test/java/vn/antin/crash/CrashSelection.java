package vn.antin.crash;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The crash points of one run: each {@code every}-th, counted from a point that the hash of the commit gives. The same
 * commit visits the same points again, and other commits visit others.
 *
 * @param commit the hash in hexadecimal digits
 */
record CrashSelection(String commit, int every) {

    /** In the place of a commit where there is no git, or no checkout. */
    static final String NO_COMMIT = "00000000";

    /** The selection for the commit that is checked out in a folder. */
    static CrashSelection at(Path folder, int every) throws IOException, InterruptedException {
        return new CrashSelection(head(folder), every);
    }

    <T> List<T> of(List<T> points) {
        List<T> some = new ArrayList<>();
        for (int i = first(points.size()); i < points.size(); i += every) {
            some.add(points.get(i));
        }
        return some;
    }

    /** What was selected, in a line to print. */
    String told(int points) {
        return "commit %s: %d of %d points, from number %d each %d. (-Dcrash.every=1: all)%n"
                .formatted(
                        commit.substring(0, NO_COMMIT.length()),
                        of(Collections.nCopies(points, "")).size(),
                        points,
                        first(points),
                        every);
    }

    private int first(int points) {
        long hash = Long.parseLong(commit.substring(0, NO_COMMIT.length()), 16);
        return points == 0 ? 0 : (int) (hash % Math.min(every, points));
    }

    private static String head(Path folder) throws IOException, InterruptedException {
        Process git;
        try {
            git = new ProcessBuilder("git", "rev-parse", "HEAD")
                    .directory(folder.toAbsolutePath().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException notInstalled) {
            return NO_COMMIT;
        }
        String head = new String(git.getInputStream().readAllBytes(), US_ASCII).strip();
        return git.waitFor() == 0 && head.matches("[0-9a-f]{40,64}") ? head : NO_COMMIT;
    }
}
