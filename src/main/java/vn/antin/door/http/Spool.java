package vn.antin.door.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The spool folder of one door, for large parts of requests. */
public final class Spool {

    private Spool() {}

    /** Creates the folder, readable by this user only, and removes what an earlier run left there. */
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
