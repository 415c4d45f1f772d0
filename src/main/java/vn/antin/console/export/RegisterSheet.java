package vn.antin.console.export;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.console.pages.BadReceipts;
import vn.antin.console.web.Names;
import vn.antin.console.web.PageModel;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.query.RegisterLine;

/** The columns of an exported register: all in a spreadsheet, a selection on paper. */
public final class RegisterSheet {

    private final PageModel v;
    private final Names names;
    private final boolean wide;
    private final boolean content;

    public RegisterSheet(PageModel v, Names names, boolean wide, boolean content) {
        this.v = v;
        this.names = names;
        this.wide = wide;
        this.content = content;
    }

    public List<String> columns() {
        List<String> keys = new ArrayList<>(
                List.of("document", "sender", "recipient", "sent", "relayed", "stored", "handed", "answered", "state"));
        if (content) {
            keys.add(1, "subject");
            keys.add("person");
        }
        keys.addAll(
                wide
                        ? List.of(
                                "overdue",
                                "reason",
                                "seconds",
                                "id",
                                "number",
                                "receipts",
                                "issuers",
                                "digests",
                                "certificates",
                                "places",
                                "stamped",
                                "proof")
                        : List.of("proof"));
        return keys.stream().map(key -> v.say("regcol." + key)).toList();
    }

    /**
     * The cells of a line.
     *
     * @param bad receipts of the line that do not hold, if they were verified
     */
    public List<@Nullable Object> of(RegisterLine line, List<BadReceipts.Bad> bad) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(wide && line.documentId() != null ? line.documentId() : v.named(line.documentId(), line.document()));
        if (content) {
            cells.add(line.subject());
        }
        cells.add(who(line.sender(), line.created()));
        cells.add(who(line.recipient(), line.created()));
        cells.add(line.created());
        for (int stop = 2; stop <= 5; stop++) {
            cells.add(line.at(stop).map(RegisterLine.StopReceipt::at).orElse(null));
        }
        cells.add(v.word("state", line.state().name()));
        if (content) {
            cells.add(line.at(4).map(RegisterLine.StopReceipt::person).orElse(null));
        }
        if (wide) {
            wide(line, cells);
        }
        cells.add(bad.isEmpty() ? v.say("proof." + line.proof().name().toLowerCase(Locale.ROOT)) : told(bad));
        return cells;
    }

    private String told(List<BadReceipts.Bad> bad) {
        return bad.stream()
                .map(one -> v.word("event", one.event().etsiName()) + ", " + one.issuer() + ", " + one.code())
                .collect(Collectors.joining("; ", v.say("proof.bad") + ": ", ""));
    }

    private String who(AgencyCode code, Instant at) {
        return names.told(code, at);
    }

    private void wide(RegisterLine line, List<@Nullable Object> cells) {
        cells.add(line.overdue() ? v.say("list.late") : "");
        cells.add(line.reason());
        cells.add(line.at(3)
                .map(one -> Duration.between(line.created(), one.at()).toSeconds())
                .orElse(null));
        cells.add(line.document().toString());
        cells.add((long) line.number());
        cells.add(joined(line, RegisterLine.StopReceipt::id));
        cells.add(joined(line, one -> one.issuer().value()));
        cells.add(joined(line, one -> one.digest().hex()));
        cells.add(joined(line, one -> one.certificate() == null ? "–" : one.certificate()));
        cells.add(joined(line, one -> one.origin() == null ? "–" : one.origin() + "#" + one.leaf()));
        cells.add(
                joined(line, one -> one.stamped() == null ? "–" : one.stamped().toString()));
    }

    private static String joined(RegisterLine line, Function<RegisterLine.StopReceipt, String> of) {
        return line.receipts().stream().map(of).collect(Collectors.joining("; "));
    }
}
