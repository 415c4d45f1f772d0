package vn.antin.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

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
        List<Saved> files) {

    /** Its name in a backup. */
    static final String NAME = "manifest.json";

    static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    /**
     * One file.
     *
     * @param path relative to the backup, with /
     * @param sha256 of its bytes, in hex
     */
    public record Saved(String path, long size, String sha256) {}

    public Manifest {
        left = List.copyOf(left);
        files = List.copyOf(files);
    }

    /** Bytes of all files. */
    public long size() {
        return files.stream().mapToLong(Saved::size).sum();
    }

    byte[] write() {
        try {
            return JSON.writeValueAsBytes(this);
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
            Manifest manifest = JSON.readValue(Files.readAllBytes(file), Manifest.class);
            if (manifest.format() != FORMAT) {
                throw new Refused(Fault.BACKUP_DAMAGED, NAME + ": format " + manifest.format());
            }
            return manifest;
        } catch (IOException e) {
            throw new Refused(Fault.BACKUP_DAMAGED, e, file.toString());
        }
    }
}
