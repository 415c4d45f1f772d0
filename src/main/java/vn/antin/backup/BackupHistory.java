package vn.antin.backup;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.json.Json;
import vn.antin.seal.pki.PrivateFile;

/** The results of the last backups, newest first, in a file beside them. */
final class BackupHistory {

    private static final String NAME = "backups.json";
    private static final int MOST = 60;
    private static final Logger log = LoggerFactory.getLogger(BackupHistory.class);

    private final Path file;

    BackupHistory(Path folder) {
        this.file = folder.resolve(NAME);
    }

    /** Empty when there is no file, or, with a log line, when it cannot be read. */
    List<BackupAttempt> read() {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try {
            return List.copyOf(Json.MAPPER.readValue(file.toFile(), new TypeReference<List<BackupAttempt>>() {}));
        } catch (IOException e) {
            log.warn("{} cannot be read, it begins anew: {}", file, e.getMessage());
            return List.of();
        }
    }

    void add(BackupAttempt attempt) throws IOException {
        List<BackupAttempt> all = new ArrayList<>(read());
        all.add(0, attempt);
        BackupFiles.make(file.resolveSibling(""));
        PrivateFile.write(
                file,
                Json.MAPPER
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsBytes(all.subList(0, Math.min(MOST, all.size()))));
    }
}
