package vn.antin.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Supplier;
import vn.antin.directory.ProvinceFile;
import vn.antin.json.Json;

/** Writes the file of this province for the hub of another, which the operator at the hub's machine carries there. */
public final class OperatorProvince {

    /**
     * The name of the command; its answer has {@code file}, in base64, and {@code behind}, the nodes that do not have the
     * edition in it yet.
     */
    public static final String TASK = "province";

    private final Supplier<ProvinceFile> file;
    private final Supplier<List<String>> behind;

    OperatorProvince(Supplier<ProvinceFile> file, Supplier<List<String>> behind) {
        this.file = file;
        this.behind = behind;
    }

    JsonNode answer(JsonNode values) {
        ProvinceFile written = file.get();
        ObjectNode answer =
                Json.MAPPER.createObjectNode().put("file", written.write()).put("words", written.words());
        behind.get().forEach(answer.putArray("behind")::add);
        return answer;
    }
}
