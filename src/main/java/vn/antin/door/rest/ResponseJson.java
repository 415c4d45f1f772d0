package vn.antin.door.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Bus;
import vn.antin.edxml.StatusCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Mode;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Handling;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.Reports;
import vn.antin.ledger.TimelineEvent;
import vn.antin.ledger.query.DocumentView;
import vn.antin.parts.TransferProgress;
import vn.antin.parts.TransferView;

/** The JSON of answers, as {@code openapi.yaml} describes it. */
final class ResponseJson {

    /** Base path of this door. */
    static final String BASE = "/api/v1";

    private ResponseJson() {}

    /** The answer 202 to a submission. */
    record Accepted(
            String id,
            Mode mode,
            CopyState state,
            boolean replayed,
            List<RecipientJson> recipients,
            Map<String, String> links) {}

    /** A document with the state of each copy. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DocumentJson(
            String id,
            String direction,
            Mode mode,
            String sender,
            @Nullable String documentId,
            @Nullable String subject,
            String urgency,
            String operation,
            Instant created,
            Instant expires,
            CopyState state,
            List<RecipientJson> recipients,
            @Nullable Queued queue,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<TransferJson> transfers,
            String traceId,
            Map<String, String> links) {}

    /** A document that has not left this node: the number of messages before it, and when it is tried next. */
    record Queued(long before, int attempts, Instant nextAttempt) {

        static @Nullable Queued of(Optional<Outbox.OutboxPosition> place) {
            return place.map(at -> new Queued(at.before(), at.attempts(), at.next()))
                    .orElse(null);
        }
    }

    /** A part that has not crossed a line yet: the node's own or that of the recipient. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TransferJson(
            int part,
            @Nullable String agency,
            TransferProgress.TransferState state,
            long done,
            long size,
            @Nullable Long bytesPerSecond,
            @Nullable Long secondsLeft,
            @Nullable String reason) {

        static TransferJson of(TransferView.Crossing crossing) {
            TransferProgress.PartProgress progress = crossing.progress();
            boolean moves = progress.bytesPerSecond() > 0;
            return new TransferJson(
                    crossing.part(),
                    crossing.recipient() == null ? null : crossing.recipient().value(),
                    progress.state(),
                    progress.done(),
                    progress.size(),
                    moves ? progress.bytesPerSecond() : null,
                    moves ? progress.secondsLeft() : null,
                    progress.reason().isEmpty() ? null : progress.reason());
        }
    }

    /** One recipient's copy. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RecipientJson(
            int number,
            String agency,
            String node,
            CopyState state,
            Instant since,
            boolean overdue,
            @Nullable String reason,
            @Nullable String detail,
            Handling.@Nullable Stage handling,
            Handling.@Nullable Recall recall) {}

    /** A recipient's report, or the sender's request for a recall. */
    record ReportJson(String agency, String code, StatusCode meaning, String reason, Instant at, String document) {

        static ReportJson of(Reports.StoredReport report) {
            return new ReportJson(
                    report.agency().value(),
                    report.code().code(),
                    report.code(),
                    report.reason(),
                    report.at(),
                    report.carrier().toString());
        }
    }

    /** An entry of the timeline. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EventJson(
            long number,
            Instant at,
            String what,
            @Nullable String agency,
            @Nullable String code,
            @Nullable String detail) {}

    /** A receipt, with the addresses of its signed XML and its PDF once its log has numbered it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReceiptJson(
            String id,
            String event,
            int recipient,
            @Nullable String agency,
            String issuer,
            Instant at,
            boolean witnessed,
            @Nullable Instant stamped,
            @Nullable String href,
            @Nullable String pdf) {}

    static String at(EnvelopeId id) {
        return BASE + "/documents/" + id;
    }

    static Map<String, String> links(EnvelopeId id) {
        Map<String, String> links = new LinkedHashMap<>();
        links.put("self", at(id));
        for (String name : List.of("events", "receipts", "edxml", "letter")) {
            links.put(name, at(id) + "/" + name);
        }
        links.put("evidence", at(id) + "/evidence.zip");
        return links;
    }

    static DocumentJson document(Bus.DocumentStatus status, Mode mode) {
        DocumentView view = status.view();
        return new DocumentJson(
                view.id().toString(),
                view.direction().name(),
                mode,
                view.sender().value(),
                view.documentId(),
                view.subject(),
                view.urgency().name(),
                view.operation().name(),
                view.created(),
                view.expires(),
                view.state(),
                recipients(view.copies(), status.reports()),
                Queued.of(status.queue()),
                status.crossings().stream().map(TransferJson::of).toList(),
                view.trace().hex(),
                links(view.id()));
    }

    static List<RecipientJson> recipients(List<DocumentView.CopyView> copies, List<Reports.StoredReport> reports) {
        return copies.stream().map(copy -> recipient(copy, reports)).toList();
    }

    private static RecipientJson recipient(DocumentView.CopyView copy, List<Reports.StoredReport> reports) {
        Handling handling = Reports.handling(reports, copy.agency());
        return new RecipientJson(
                copy.number(),
                copy.agency().value(),
                copy.node().value(),
                copy.state(),
                copy.since(),
                copy.overdue(),
                copy.reason(),
                copy.detail(),
                handling.stage() == Handling.Stage.NONE ? null : handling.stage(),
                handling.recall() == Handling.Recall.NONE ? null : handling.recall());
    }

    static EventJson event(TimelineEvent event) {
        return new EventJson(
                event.number(),
                event.at(),
                event.what(),
                event.agency() == null ? null : event.agency().value(),
                event.code(),
                event.detail());
    }

    static List<ReceiptJson> receipts(EnvelopeId id, List<DocumentView.ReceiptLine> lines) {
        return lines.stream().map(line -> receipt(id, line)).toList();
    }

    private static ReceiptJson receipt(EnvelopeId id, DocumentView.ReceiptLine line) {
        String xml = line.xml() == null ? null : at(id) + "/receipts/" + line.id();
        return new ReceiptJson(
                line.id(),
                line.event(),
                line.number(),
                line.agency() == null ? null : line.agency().value(),
                line.issuer().value(),
                line.at(),
                line.witnessed(),
                line.stamped(),
                xml,
                xml == null ? null : xml + ".pdf");
    }
}
