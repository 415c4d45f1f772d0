package vn.antin.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;
import vn.antin.ledger.AuthorityRequests.AuthorityRequestRow;
import vn.antin.node.join.AuthorityAnswers;
import vn.antin.node.join.AuthorityAnswers.TakenAnswer;
import vn.antin.node.join.AuthorityAnswers.WrittenBundle;

/** The traffic with an authority on another machine, which the operator at the hub's machine carries. */
public final class OperatorAuthority {

    /**
     * The name of the command that shows what waits; its value {@code bundle} has it written: then the answer has {@code
     * bundle}, in base64.
     */
    public static final String REQUESTS = "authority-requests";

    /** The name of the command that takes what the authority signed; its value is {@code signed}, in base64. */
    public static final String SIGNED = "authority-signed";

    /** The name of the command that withdraws a request of a node; its values are {@code id} and {@code reason}. */
    public static final String WITHDRAW = "authority-withdraw";

    private final @Nullable AuthorityAnswers answers;

    /** @param answers null where the authority is at the hub */
    OperatorAuthority(@Nullable AuthorityAnswers answers) {
        this.answers = answers;
    }

    OperatorFiles on(OperatorFiles commands) {
        return commands.on(REQUESTS, this::requests)
                .onLasting(SIGNED, this::signed)
                .on(WITHDRAW, this::withdraw);
    }

    private AuthorityAnswers apart() {
        if (answers == null) {
            throw new Refused(Fault.AUTHORITY_PLACE);
        }
        return answers;
    }

    private JsonNode requests(JsonNode values) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        if (values.path("bundle").asBoolean()) {
            WrittenBundle written = apart().bundle(OperatorFiles.OPERATOR);
            list(answer, written.requests(), written.wantsList());
            return answer.put("bundle", written.sealed());
        }
        list(answer, apart().waiting(), apart().wantsList());
        return answer;
    }

    private static void list(ObjectNode answer, List<AuthorityRequestRow> waiting, boolean wantsList) {
        ArrayNode requests = answer.putArray("requests");
        for (AuthorityRequestRow row : waiting) {
            ObjectNode request = requests.addObject()
                    .put("id", row.id().hex())
                    .put("kind", row.kind())
                    .put("subject", row.subject())
                    .put("words", row.words())
                    .put("at", row.at().toString());
            row.names().forEach(request.putArray("names")::add);
        }
        answer.put("list", wantsList);
    }

    private JsonNode signed(JsonNode values) {
        try {
            TakenAnswer taken = apart().take(values.path("signed").binaryValue(), OperatorFiles.OPERATOR);
            ObjectNode answer = Json.MAPPER
                    .createObjectNode()
                    .put("known", taken.known())
                    .put("list", taken.list())
                    .put("serial", taken.serial());
            taken.taken().forEach(answer.putArray("taken")::add);
            return answer;
        } catch (IOException e) {
            throw new Refused(Fault.BUNDLE_FORM, e, "base64");
        }
    }

    private JsonNode withdraw(JsonNode values) {
        String reason = OperatorFiles.reason(values);
        apart().withdraw(Digest.ofHex(values.path("id").asText()), OperatorFiles.OPERATOR, reason);
        return Json.MAPPER.createObjectNode();
    }
}
