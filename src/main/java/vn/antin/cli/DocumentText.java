package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import vn.antin.door.Messages;

/** Renders documents as text: agencies by name, states and events by the glossary. */
final class DocumentText {

    private final Messages words;
    private final Map<String, String> names = new HashMap<>();

    private DocumentText(Messages words) {
        this.words = words;
    }

    static DocumentText by(Rest rest, Messages words) {
        DocumentText told = new DocumentText(words);
        rest.get("/api/v1/agencies")
                .path("agencies")
                .forEach(agency -> told.names.put(
                        agency.path("code").asText(), agency.path("name").asText()));
        return told;
    }

    /** "Sở Nội vụ (H06.02)". */
    String agency(String code) {
        String name = names.get(code);
        return name == null ? code : name + " (" + code + ")";
    }

    static String moment(JsonNode at) {
        return at.isTextual() ? Moment.of(Instant.parse(at.asText())) : "";
    }

    String state(JsonNode copy) {
        return words.word("state", copy.path("state").asText());
    }

    /** A receipt in one line: time, event, issuing node, and the state of its witness. */
    String receipt(JsonNode receipt) {
        String witness = receipt.hasNonNull("stamped")
                ? words.say("witness.stamped", moment(receipt.get("stamped")))
                : words.say(receipt.path("witnessed").asBoolean() ? "witness.yes" : "witness.no");
        return words.say(
                "told.receipt",
                moment(receipt.path("at")),
                words.word("event", receipt.path("event").asText()),
                receipt.path("issuer").asText(),
                witness);
    }

    /**
     * The progress of a part on the line: "part 1: 37 % of 104.9 MB, 498 kB/s, 2:12 left"; and whose line, if not the
     * own.
     */
    String transfer(JsonNode transfer) {
        String part = part(transfer);
        return transfer.hasNonNull("agency")
                ? words.say("told.fetching", transfer.get("agency").asText(), part)
                : part;
    }

    private String part(JsonNode transfer) {
        long size = transfer.path("size").asLong();
        String percent =
                Long.toString(size == 0 ? 100 : 100 * transfer.path("done").asLong() / size);
        String whole = Sizes.of(size);
        String state = transfer.path("state").asText();
        if (transfer.hasNonNull("bytesPerSecond")) {
            return words.say(
                    "told.moving",
                    transfer.path("part").asText(),
                    percent,
                    whole,
                    Sizes.of(transfer.get("bytesPerSecond").asLong()),
                    Sizes.time(transfer.get("secondsLeft").asLong()));
        }
        return words.say(
                "told.standing",
                transfer.path("part").asText(),
                percent,
                whole,
                words.word("crossing", state),
                transfer.hasNonNull("reason") ? " (" + transfer.get("reason").asText() + ")" : "");
    }

    /** The recipient's reports; may be empty. */
    private String people(JsonNode copy) {
        StringBuilder said = new StringBuilder();
        if (copy.hasNonNull("handling")) {
            said.append(" – ")
                    .append(words.word("handling", copy.get("handling").asText()));
        }
        if (copy.hasNonNull("recall")) {
            said.append(" – ")
                    .append(words.word("recall-state", copy.get("recall").asText()));
        }
        return said.toString();
    }

    /** The state of a recipient's copy, with the reason of a failure. */
    String copy(JsonNode copy) {
        String late = copy.path("overdue").asBoolean() ? words.say("told.overdue") : "";
        String reason = copy.hasNonNull("reason")
                ? " – " + copy.get("reason").asText() + " "
                        + copy.path("detail").asText()
                : "";
        return words.say(
                "told.copy",
                copy.path("number").asText(),
                agency(copy.path("agency").asText()),
                state(copy) + late + reason + people(copy),
                moment(copy.path("since")));
    }
}
