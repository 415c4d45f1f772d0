package vn.antin.door.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder of one door, where large parts wait while they come in. */
public final class Spool {

    private Spool() {}

    /** Makes the folder for this user alone; what an earlier run left there goes. */
    public static Path emptied(Path spool) {
        try {
            Files.createDirectories(spool);
            Files.setPosixFilePermissions(spool, PosixFilePermissions.fromString("rwx------"));
            try (DirectoryStream<Path> left = Files.newDirectoryStream(spool)) {
                for (Path file : left) {
                    Files.delete(file);
                }
            }
            return spool;
        } catch (IOException e) {
            throw new UncheckedIOException(spool.toString(), e);
        }
    }
}
