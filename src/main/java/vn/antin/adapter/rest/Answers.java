package vn.antin.adapter.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.DocumentView;
import vn.antin.parts.Crossings;
import vn.antin.parts.Progress;

/** The JSON of the door, as {@code openapi.yaml} describes it. */
final class Answers {

    /** Where everything of this door is. */
    static final String BASE = "/api/v1";

    private Answers() {}

    /** The 202 of a submission. */
    record Accepted(
            String id, CopyState state, boolean replayed, List<Recipient> recipients, Map<String, String> links) {}

    /** A document with the way of each copy. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Document(
            String id,
            String direction,
            String sender,
            @Nullable String documentId,
            @Nullable String subject,
            String urgency,
            String operation,
            Instant created,
            Instant expires,
            CopyState state,
            List<Recipient> recipients,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Transfer> transfers,
            Map<String, String> links) {}

    /** A part that has not crossed the line yet. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Transfer(
            int part,
            Progress.State state,
            long done,
            long size,
            @Nullable Long bytesPerSecond,
            @Nullable Long secondsLeft,
            @Nullable String reason) {

        static Transfer of(Crossings.Crossing crossing) {
            Progress.Look look = crossing.look();
            boolean moves = look.bytesPerSecond() > 0;
            return new Transfer(
                    crossing.part(),
                    look.state(),
                    look.done(),
                    look.size(),
                    moves ? look.bytesPerSecond() : null,
                    moves ? look.secondsLeft() : null,
                    look.reason().isEmpty() ? null : look.reason());
        }
    }

    /** One recipient's copy. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Recipient(
            int number,
            String agency,
            String node,
            CopyState state,
            Instant since,
            boolean overdue,
            @Nullable String reason,
            @Nullable String detail) {}

    /** A line of the timeline. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Event(
            long number,
            Instant at,
            String what,
            @Nullable String agency,
            @Nullable String code,
            @Nullable String detail) {}

    /** A receipt, with the address of its signed XML once its log has numbered it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Receipt(
            String id,
            String event,
            int recipient,
            @Nullable String agency,
            String issuer,
            Instant at,
            boolean witnessed,
            @Nullable Instant stamped,
            @Nullable String href) {}

    static String at(EnvelopeId id) {
        return BASE + "/documents/" + id;
    }

    static Map<String, String> links(EnvelopeId id) {
        Map<String, String> links = new LinkedHashMap<>();
        links.put("self", at(id));
        for (String name : List.of("events", "receipts", "edxml")) {
            links.put(name, at(id) + "/" + name);
        }
        links.put("evidence", at(id) + "/evidence.zip");
        return links;
    }

    /** How far the document as a whole is: its slowest copy; once none is under way, the worst that happened. */
    static CopyState state(DocumentView view) {
        return state(view.copies().stream().map(DocumentView.Copy::state).toList());
    }

    static CopyState state(Collection<CopyState> all) {
        return all.stream()
                .filter(CopyState::waiting)
                .min(Comparator.naturalOrder())
                .or(() -> all.stream()
                        .filter(state -> state.compareTo(CopyState.ACCEPTED_BY_RECIPIENT) > 0)
                        .max(Comparator.naturalOrder()))
                .or(() -> all.stream().min(Comparator.naturalOrder()))
                .orElse(CopyState.ACCEPTED);
    }

    static Document document(DocumentView view, List<Crossings.Crossing> crossings) {
        return new Document(
                view.id().toString(),
                view.direction().name(),
                view.sender().value(),
                view.documentId(),
                view.subject(),
                view.urgency().name(),
                view.operation().name(),
                view.created(),
                view.expires(),
                state(view),
                recipients(view),
                crossings.stream().map(Transfer::of).toList(),
                links(view.id()));
    }

    static List<Recipient> recipients(DocumentView view) {
        return view.copies().stream()
                .map(copy -> new Recipient(
                        copy.number(),
                        copy.agency().value(),
                        copy.node().value(),
                        copy.state(),
                        copy.since(),
                        copy.overdue(),
                        copy.reason(),
                        copy.detail()))
                .toList();
    }

    static Event event(DocumentView.Event event) {
        return new Event(
                event.number(),
                event.at(),
                event.what(),
                event.agency() == null ? null : event.agency().value(),
                event.code(),
                event.detail());
    }

    static List<Receipt> receipts(EnvelopeId id, List<DocumentView.ReceiptLine> lines) {
        return lines.stream().map(line -> receipt(id, line)).toList();
    }

    private static Receipt receipt(EnvelopeId id, DocumentView.ReceiptLine line) {
        return new Receipt(
                receiptId(line),
                line.event(),
                line.number(),
                line.agency() == null ? null : line.agency().value(),
                line.issuer().value(),
                line.at(),
                line.witnessed(),
                line.stamped(),
                line.xml() == null ? null : at(id) + "/receipts/" + receiptId(line));
    }

    /** What makes evidence the same evidence: its event, the recipient and the issuer. */
    static String receiptId(DocumentView.ReceiptLine line) {
        return line.event() + "." + line.number() + "." + line.issuer();
    }
}
