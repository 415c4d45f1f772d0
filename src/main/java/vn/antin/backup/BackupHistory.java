package vn.antin.backup;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.seal.pki.PrivateFile;

/** The results of the last backups, newest first, in a file beside them. */
final class BackupHistory {

    private static final String NAME = "backups.json";
    private static final int MOST = 60;
    private static final Logger log = LoggerFactory.getLogger(BackupHistory.class);

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

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
            return List.copyOf(JSON.readValue(file.toFile(), new TypeReference<List<BackupAttempt>>() {}));
        } catch (IOException e) {
            log.warn("{} cannot be read, it begins anew: {}", file, e.getMessage());
            return List.of();
        }
    }

    void add(BackupAttempt attempt) throws IOException {
        List<BackupAttempt> all = new ArrayList<>(read());
        all.add(0, attempt);
        BackupFiles.make(file.resolveSibling(""));
        PrivateFile.write(file, JSON.writeValueAsBytes(all.subList(0, Math.min(MOST, all.size()))));
    }
}
