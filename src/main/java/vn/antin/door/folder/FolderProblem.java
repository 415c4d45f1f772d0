package vn.antin.door.folder;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import vn.antin.door.Errors;
import vn.antin.door.Language;
import vn.antin.fault.Fault;
import vn.antin.fault.FullDisk;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/**
 * A problem that keeps the folder, or one entry, from working.
 *
 * @param subject what it keeps from working
 */
record FolderProblem(Fault fault, String subject, List<String> values) {

    static FolderProblem of(String subject, Fault fault, String... values) {
        return new FolderProblem(fault, subject, List.of(values));
    }

    static FolderProblem of(String subject, RuntimeException failure) {
        if (failure instanceof Refused refused) {
            return new FolderProblem(refused.fault(), subject, refused.values());
        }
        if (failure instanceof TryLater later) {
            return new FolderProblem(later.fault(), subject, List.of());
        }
        return new FolderProblem(Fault.INSIDE, subject, List.of());
    }

    /** Derives the fault from the file system's message, which decides whose help is needed. */
    static FolderProblem of(String subject, Path path, IOException failure) {
        String words = String.valueOf(failure.getMessage());
        if (failure instanceof AccessDeniedException || words.contains("Read-only")) {
            return of(subject, Fault.FOLDER_READ_ONLY, path.toString());
        }
        return FullDisk.at(path, 0)
                ? of(subject, Fault.DISK_FULL)
                : of(
                        subject,
                        Fault.FOLDER_GONE,
                        path.toString(),
                        failure.getClass().getSimpleName());
    }

    String sentence(Errors errors) {
        return fault.code() + " (" + subject + "): " + errors.sentence(fault, values, Language.VI) + " "
                + errors.of(fault).remedy().in(Language.VI);
    }
}
