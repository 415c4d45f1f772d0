package vn.antin.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;

/**
 * The contents of a backup at the time it was made.
 *
 * @param format of backups; this program reads and writes 1
 * @param version of the program that made it
 * @param schema of its ledger
 * @param taken when it was made
 * @param origin of the log at that time
 * @param sealed number of leaves under its last checkpoint
 * @param config name of the configuration file
 * @param left files that are not included and must come from elsewhere
 * @param files all included files
 */
public record Manifest(
        int format,
        String node,
        String role,
        String version,
        String schema,
        Instant taken,
        String origin,
        long sealed,
        String config,
        List<String> left,
        List<SavedFile> files) {

    /** Its name in a backup. */
    static final String NAME = "manifest.json";

    static final int FORMAT = 1;

    private static final ObjectReader READER = Json.MAPPER
            .readerFor(Manifest.class)
            .with(
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    /**
     * One file.
     *
     * @param path relative to the backup, with /
     * @param sha256 of its bytes, in hex
     */
    public record SavedFile(String path, long size, String sha256) {}

    public Manifest {
        left = List.copyOf(left);
        files = List.copyOf(files);
    }

    /** Bytes of all files. */
    public long size() {
        return files.stream().mapToLong(SavedFile::size).sum();
    }

    byte[] write() {
        try {
            return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest that cannot be written", e);
        }
    }

    /**
     * Reads the manifest of a backup.
     *
     * @throws Refused BACKUP_DAMAGED when there is no readable one
     */
    public static Manifest read(Path backup) {
        Path file = backup.resolve(NAME);
        try {
            Manifest manifest = READER.readValue(Files.readAllBytes(file));
            if (manifest.format() != FORMAT) {
                throw new Refused(Fault.BACKUP_DAMAGED, NAME + ": format " + manifest.format());
            }
            return manifest;
        } catch (IOException e) {
            throw new Refused(Fault.BACKUP_DAMAGED, e, file.toString());
        }
    }
}
