package vn.antin.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import vn.antin.console.pages.JoinActs;
import vn.antin.console.pages.JoinActs.MadeJoinFile;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.json.Json;

/** Join files that the operator at the hub's machine commands. */
public final class OperatorJoins {

    /** The name of the command: its values are {@code node}, {@code agencies}, {@code days} and {@code reason}. */
    public static final String TASK = "join-file";

    private final JoinActs joins;

    OperatorJoins(JoinActs joins) {
        this.joins = joins;
    }

    JsonNode answer(JsonNode values) {
        String reason = OperatorFiles.reason(values);
        List<AgencyCode> agencies = new ArrayList<>();
        values.path("agencies").forEach(code -> agencies.add(new AgencyCode(code.asText())));
        MadeJoinFile made = joins.make(
                new NodeId(values.path("node").asText()),
                agencies,
                values.path("days").asInt(),
                OperatorFiles.OPERATOR,
                reason);
        ObjectNode answer = Json.MAPPER
                .createObjectNode()
                .put("province", made.province())
                .put("node", made.node().value())
                .put("expires", made.expires().toString())
                .put("text", made.text());
        made.agencies().forEach(answer.putArray("agencies")::add);
        made.codes().forEach(answer.putArray("codes")::add);
        return answer;
    }
}
