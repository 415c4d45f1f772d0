package vn.antin.console.pages;

import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.QueryFields;
import vn.antin.console.web.RequestContext;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.TraceId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Relayed;
import vn.antin.ledger.Traces;
import vn.antin.ledger.db.Ledger;
import vn.antin.relay.LineRow;
import vn.antin.relay.NodeLineState;
import vn.antin.relay.NodeLines;

/** The documents at a hub: what their envelopes show in clear, and what the hub attested. */
final class RelayedPages {

    private static final int ROWS = 50;
    private static final int DELAYED = 20;

    private final Ledger ledger;
    private final Relayed relayed;
    private final Supplier<Directory> directory;
    private final NodeLines lines;

    RelayedPages(Ledger ledger, Relayed relayed, Supplier<Directory> directory, NodeLines lines) {
        this.lines = lines;
        this.ledger = ledger;
        this.relayed = relayed;
        this.directory = directory;
    }

    void on(Console console) {
        console.at("documents", (context, rest) -> list(context)).at("document", this::one);
    }

    private void list(RequestContext context) throws IOException {
        context.needs(Action.SEE_DOCUMENTS);
        String sender = names().written(context.field("sender"));
        String from = context.field("from");
        String to = context.field("to");
        Relayed.Filter filter =
                new Relayed.Filter(DocumentPages.agency(sender), QueryFields.day(from, 0), QueryFields.day(to, 1));
        List<Relayed.StoredCopy> kept =
                ledger.read(tx -> relayed.page(tx, filter, place(context.field("after")), ROWS + 1));
        List<Relayed.StoredCopy> shown = kept.subList(0, Math.min(ROWS, kept.size()));
        Map<String, Object> model = new HashMap<>();
        model.put("documents", told(shown));
        model.put("next", kept.size() > ROWS ? written(shown.get(ROWS - 1)) : "");
        model.put("sender", sender);
        model.put("from", from);
        model.put("to", to);
        model.put("names", names());
        context.page("relayed", model);
    }

    private List<RelayedDocument> told(List<Relayed.StoredCopy> kept) {
        List<EnvelopeId> ids = kept.stream().map(Relayed.StoredCopy::id).toList();
        List<Relayed.Decision> decisions = ledger.read(tx -> relayed.decisions(tx, ids));
        List<Relayed.UnsentCopy> waiting = ledger.read(tx -> relayed.waiting(tx, ids));
        List<Relayed.Decision> attested = ledger.read(tx -> relayed.attested(tx, ids));
        return kept.stream()
                .map(one -> RelayedDocument.of(one, decisions, waiting, attested))
                .toList();
    }

    private void one(RequestContext context, String text) throws IOException {
        context.needs(Action.SEE_DOCUMENTS);
        EnvelopeId id = NodePages.id(text);
        Relayed.StoredCopy kept =
                ledger.read(tx -> relayed.find(tx, id)).orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, text));
        String given = ledger.read(tx -> Traces.given(tx, id)).map(TraceId::hex).orElse("");
        RelayedDocument document = told(List.of(kept)).get(0);
        context.page(
                "relayedone",
                Map.of("document", document, "trace", given, "delayed", delayed(document), "names", names()));
    }

    /** The lines that hold copies back, worst first; lines that are only busy are left out. */
    private List<LineRow> delayed(RelayedDocument document) {
        Set<AgencyCode> waiting = document.copies().stream()
                .filter(RelayedDocument.RelayedDocumentCopy::onTheWay)
                .map(copy -> copy.recipient().agency())
                .collect(Collectors.toSet());
        return lines.rows().stream()
                .filter(row -> waiting.contains(row.agency().code()))
                .filter(row -> row.state() != NodeLineState.GOOD && row.state() != NodeLineState.BUSY)
                .limit(DELAYED)
                .toList();
    }

    private static String written(Relayed.StoredCopy last) {
        return last.stored() + "_" + last.id();
    }

    /** An invalid position means the first page. */
    private static Relayed.@Nullable RelayedPosition place(String text) {
        String[] parts = text.split("_", 2);
        try {
            return parts.length < 2
                    ? null
                    : new Relayed.RelayedPosition(Instant.parse(parts[0]), NodePages.id(parts[1]));
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private Names names() {
        return Names.in(directory.get());
    }
}
