package vn.antin.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import vn.antin.console.pages.DirectoryActs;
import vn.antin.console.pages.DirectoryActs.ActResult;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.EditionDifference;
import vn.antin.json.Json;

/**
 * Acts on the directory that the operator at the hub's machine commands. The operator is one person: what cannot be
 * undone waits for a second one, who decides at the console.
 */
public final class OperatorActs {

    /** The name of the command: its values are {@code act}, {@code reason}, {@code look} and {@code shown}. */
    public static final String TASK = "directory";

    private final DirectoryActs acts;

    OperatorActs(DirectoryActs acts) {
        this.acts = acts;
    }

    /** The values of a command.
     *
     * @param look whether to show the changes only
     * @param shown the code of the changes that were shown before; empty to sign whatever the act changes
     */
    public static ObjectNode values(DirectoryAct act, String reason, boolean look, String shown) {
        return Json.MAPPER
                .createObjectNode()
                .put("act", act.json())
                .put("reason", reason)
                .put("look", look)
                .put("shown", shown);
    }

    JsonNode answer(JsonNode values) {
        DirectoryAct act = DirectoryAct.read(values.path("act").asText());
        EditionDifference difference = acts.difference(act);
        if (values.path("look").asBoolean()) {
            return answer(act, new ActResult(difference, 0, 0));
        }
        String reason = OperatorFiles.reason(values);
        String shown = values.path("shown").asText();
        return answer(
                act, acts.submit(act, shown.isEmpty() ? difference.code() : shown, OperatorFiles.OPERATOR, reason));
    }

    private JsonNode answer(DirectoryAct act, ActResult result) {
        ObjectNode answer =
                Json.MAPPER.createObjectNode().put("code", result.difference().code());
        answer.put("secondPerson", act.irreversible(acts.current().edition()));
        if (result.serial() > 0) {
            answer.put("serial", result.serial());
        }
        if (result.request() > 0) {
            answer.put("request", result.request());
        }
        answer.set("changes", Json.MAPPER.valueToTree(result.difference().changes()));
        return answer;
    }
}
