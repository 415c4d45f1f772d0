package vn.antin.node;

import com.fasterxml.jackson.databind.JsonNode;
import vn.antin.json.Json;
import vn.antin.node.join.KeyRollover;

/** The renewal of the program's own keys, which the operator at the machine asks for. */
public final class OperatorRenewal {

    /** The name of the command; its value is {@code reason}, its answer {@code begun}, false when one is under way. */
    public static final String TASK = "renew";

    private static final int LONGEST_REASON = 500;

    private final KeyRollover rollover;

    OperatorRenewal(KeyRollover rollover) {
        this.rollover = rollover;
    }

    OperatorFiles on(OperatorFiles commands) {
        return commands.onLasting(TASK, this::begin);
    }

    private JsonNode begin(JsonNode values) {
        String reason = OperatorFiles.reason(values);
        boolean begun =
                rollover.begin(OperatorFiles.OPERATOR, reason.substring(0, Math.min(LONGEST_REASON, reason.length())));
        return Json.MAPPER.createObjectNode().put("begun", begun);
    }
}
