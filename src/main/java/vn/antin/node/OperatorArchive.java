package vn.antin.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import vn.antin.archive.ArchiveExport.ArchiveRequest;
import vn.antin.archive.ArchiveJobs;
import vn.antin.archive.ArchiveJobs.ArchiveProgress;
import vn.antin.fault.Refused;
import vn.antin.json.Json;

/** Exports to archive packages that the operator at the machine asks for; what a package holds, others remove. */
public final class OperatorArchive {

    /** Begins an export: {@code since}, {@code until}, {@code folder}, {@code remove}, {@code reason}. */
    public static final String BEGIN = "archive";

    /** How the last export fares. */
    public static final String LOOK = "archive-progress";

    private final ArchiveJobs jobs;

    OperatorArchive(ArchiveJobs jobs) {
        this.jobs = jobs;
    }

    OperatorFiles on(OperatorFiles files) {
        return files.on(BEGIN, this::begin).on(LOOK, values -> look());
    }

    private JsonNode begin(JsonNode values) {
        jobs.begin(
                new ArchiveRequest(
                        Instant.parse(values.path("since").asText()),
                        Instant.parse(values.path("until").asText()),
                        Path.of(values.path("folder").asText()),
                        OperatorFiles.OPERATOR,
                        OperatorFiles.reason(values)),
                values.path("remove").asBoolean());
        return look();
    }

    private JsonNode look() {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArchiveProgress last = jobs.last();
        if (last == null) {
            return answer.put("running", false);
        }
        answer.put("running", last.running()).put("documents", last.documents());
        Refused failure = last.failure();
        if (failure != null) {
            answer.put("code", failure.fault().code());
            failure.values().forEach(answer.putArray("values")::add);
        }
        jobs.packages().stream()
                .filter(each -> each.name().equals(last.made()))
                .forEach(made -> answer.put("package", made.name())
                        .put("folder", made.folder())
                        .put("files", made.files())
                        .put("bytes", made.bytes())
                        .put("mets", made.mets().hex()));
        return answer;
    }
}
