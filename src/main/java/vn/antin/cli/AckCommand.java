package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;

/** Acknowledges a document: its sender gets a receipt of the hand-over. */
@Command(name = "ack", sortOptions = false)
final class AckCommand extends DocumentCommand {

    @Option(names = "--by", paramLabel = "NAME", descriptionKey = "by")
    private @Nullable String by;

    @Override
    public Integer call() {
        Rest rest = node.rest(terminal);
        Leases leases = node.leases();
        if (!acknowledged(rest, leases.of(id))) {
            leases.renew(rest, 0);
            if (!acknowledged(rest, leases.of(id)) && !handedOver(rest)) {
                throw new Refused(Fault.LEASE_NOT_HELD, id);
            }
        }
        leases.drop(id);
        terminal.say("ack.done", id);
        return Exit.DONE;
    }

    /** Acknowledges with the held leases; a lease that has ended or belongs to another caller is renewed first. */
    private boolean acknowledged(Rest rest, List<JsonNode> offers) {
        for (JsonNode offer : offers) {
            ObjectNode said = Json.MAPPER
                    .createObjectNode()
                    .put("lease", offer.path("lease").asText());
            if (by != null) {
                said.put("by", by);
            }
            try {
                rest.post("/api/v1/inbox/" + id + "/ack", said);
            } catch (Answered answered) {
                if (answered.code().equals(Fault.LEASE_NOT_HELD.code())) {
                    return false;
                }
                throw answered;
            }
        }
        return !offers.isEmpty();
    }

    private boolean handedOver(Rest rest) {
        JsonNode document = rest.get("/api/v1/documents/" + id);
        return document.path("direction").asText().equals("IN")
                && document.path("state").asText().equals("HANDED_OVER");
    }
}
