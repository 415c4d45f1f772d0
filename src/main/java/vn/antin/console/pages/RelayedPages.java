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
import vn.antin.console.web.Fields;
import vn.antin.console.web.Names;
import vn.antin.console.web.Visit;
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
import vn.antin.relay.LineState;
import vn.antin.relay.Lines;

/** The documents at a hub: what its envelopes say in clear, and what the hub attested of them. */
final class RelayedPages {

    private static final int ROWS = 50;
    private static final int DELAYED = 20;

    private final Ledger ledger;
    private final Relayed relayed;
    private final Supplier<Directory> directory;
    private final Lines lines;

    RelayedPages(Ledger ledger, Relayed relayed, Supplier<Directory> directory, Lines lines) {
        this.lines = lines;
        this.ledger = ledger;
        this.relayed = relayed;
        this.directory = directory;
    }

    void on(Console console) {
        console.at("documents", (visit, rest) -> list(visit)).at("document", this::one);
    }

    private void list(Visit visit) throws IOException {
        visit.needs(Action.SEE_DOCUMENTS);
        String sender = names().written(visit.field("sender"));
        String from = visit.field("from");
        String to = visit.field("to");
        Relayed.Filter filter =
                new Relayed.Filter(DocumentPages.agency(sender), Fields.day(from, 0), Fields.day(to, 1));
        List<Relayed.Kept> kept = ledger.read(tx -> relayed.page(tx, filter, place(visit.field("after")), ROWS + 1));
        List<Relayed.Kept> shown = kept.subList(0, Math.min(ROWS, kept.size()));
        Map<String, Object> model = new HashMap<>();
        model.put("documents", told(shown));
        model.put("next", kept.size() > ROWS ? written(shown.get(ROWS - 1)) : "");
        model.put("sender", sender);
        model.put("from", from);
        model.put("to", to);
        model.put("names", names());
        visit.page("relayed", model);
    }

    private List<RelayedDocument> told(List<Relayed.Kept> kept) {
        List<EnvelopeId> ids = kept.stream().map(Relayed.Kept::id).toList();
        List<Relayed.Decision> decisions = ledger.read(tx -> relayed.decisions(tx, ids));
        List<Relayed.Waiting> waiting = ledger.read(tx -> relayed.waiting(tx, ids));
        List<Relayed.Decision> attested = ledger.read(tx -> relayed.attested(tx, ids));
        return kept.stream()
                .map(one -> RelayedDocument.of(one, decisions, waiting, attested))
                .toList();
    }

    private void one(Visit visit, String text) throws IOException {
        visit.needs(Action.SEE_DOCUMENTS);
        EnvelopeId id = NodePages.id(text);
        Relayed.Kept kept =
                ledger.read(tx -> relayed.find(tx, id)).orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, text));
        String given = ledger.read(tx -> Traces.given(tx, id)).map(TraceId::hex).orElse("");
        RelayedDocument document = told(List.of(kept)).get(0);
        visit.page(
                "relayedone",
                Map.of("document", document, "trace", given, "delayed", delayed(document), "names", names()));
    }

    /** The lines for which copies wait, the worst first, as far as they are more than busy. */
    private List<LineRow> delayed(RelayedDocument document) {
        Set<AgencyCode> waiting = document.copies().stream()
                .filter(RelayedDocument.Copy::onTheWay)
                .map(copy -> copy.recipient().agency())
                .collect(Collectors.toSet());
        return lines.rows().stream()
                .filter(row -> waiting.contains(row.agency().code()))
                .filter(row -> row.state() != LineState.GOOD && row.state() != LineState.BUSY)
                .limit(DELAYED)
                .toList();
    }

    private static String written(Relayed.Kept last) {
        return last.stored() + "_" + last.id();
    }

    /** What cannot be understood is the first page. */
    private static Relayed.@Nullable Place place(String text) {
        String[] parts = text.split("_", 2);
        try {
            return parts.length < 2 ? null : new Relayed.Place(Instant.parse(parts[0]), NodePages.id(parts[1]));
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private Names names() {
        return Names.in(directory.get());
    }
}
