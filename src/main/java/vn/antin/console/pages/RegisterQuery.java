package vn.antin.console.pages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.Names;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.QueryFields;
import vn.antin.console.web.RequestContext;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Refused;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.query.ListFilter;
import vn.antin.ledger.query.RegisterFilter;
import vn.antin.receipt.Event;

/** A search in the register as it was typed; an invalid field matches nothing. */
public record RegisterQuery(
        String direction,
        String from,
        String to,
        String agency,
        String document,
        String event,
        String issuer,
        String state,
        boolean overdue,
        boolean missing,
        boolean bad) {

    static RegisterQuery of(RequestContext context, Names names) {
        return new RegisterQuery(
                context.field("direction"),
                context.field("from"),
                context.field("to"),
                names.written(context.field("agency")),
                context.field("document"),
                context.field("event"),
                context.field("issuer"),
                context.field("state"),
                context.field("overdue").equals("true"),
                context.field("missing").equals("true"),
                context.field("bad").equals("true"));
    }

    private Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("direction", direction);
        fields.put("from", from);
        fields.put("to", to);
        fields.put("agency", agency);
        fields.put("document", document);
        fields.put("event", event);
        fields.put("issuer", issuer);
        fields.put("state", state);
        fields.put("overdue", overdue ? "true" : "");
        fields.put("missing", missing ? "true" : "");
        fields.put("bad", bad ? "true" : "");
        fields.values().removeIf(String::isEmpty);
        return fields;
    }

    public String query() {
        return QueryFields.written(fields());
    }

    /** The search in words, for the heading of an export. */
    public String told(PageModel v, Names names) {
        List<String> said = new ArrayList<>();
        fields().forEach((name, value) -> said.add(v.say(name.equals("agency") ? "audit.field.agency" : "reg." + name)
                + ": " + word(v, names, name, value)));
        return said.isEmpty() ? v.say("reg.all") : String.join("; ", said);
    }

    private static String word(PageModel v, Names names, String name, String value) {
        return switch (name) {
            case "direction" -> v.word("direction", value);
            case "state" -> v.word("state", value);
            case "event" -> v.word("event", value);
            case "agency" -> names.told(value);
            case "overdue", "missing", "bad" -> v.say("reg.yes");
            default -> value;
        };
    }

    /**
     * The ledger's filter.
     *
     * @param hosted the agencies whose documents are shown
     * @param kept maps a code to the form in which it is stored
     */
    RegisterFilter filter(Set<AgencyCode> hosted, UnaryOperator<AgencyCode> kept) {
        UUID id = uuid();
        AgencyCode other = agency.isEmpty() ? null : code();
        ListFilter documents = new ListFilter(
                hosted,
                QueryFields.one(Direction.class, direction),
                null,
                null,
                null,
                null,
                document.isEmpty() || id != null ? null : document,
                QueryFields.day(from, 0),
                QueryFields.day(to, 1),
                null,
                null,
                null);
        return new RegisterFilter(
                documents,
                id,
                QueryFields.one(CopyState.class, state),
                other == null ? null : kept.apply(other),
                eventAsked(),
                node(),
                overdue ? Boolean.TRUE : null,
                missing ? Boolean.TRUE : null);
    }

    private @Nullable UUID uuid() {
        try {
            return document.length() == 36 ? UUID.fromString(document) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private @Nullable AgencyCode code() {
        try {
            return new AgencyCode(agency);
        } catch (Refused e) {
            return null;
        }
    }

    private @Nullable NodeId node() {
        try {
            return issuer.isEmpty() ? null : new NodeId(issuer);
        } catch (Refused e) {
            return null;
        }
    }

    private @Nullable Event eventAsked() {
        for (Event each : Event.values()) {
            if (each.etsiName().equals(event)) {
                return each;
            }
        }
        return null;
    }
}
