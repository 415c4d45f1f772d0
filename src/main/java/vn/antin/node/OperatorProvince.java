package vn.antin.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Supplier;
import vn.antin.directory.ProvinceFile;
import vn.antin.json.Json;

/** Writes the file of this province for the hub of another, which the operator at the hub's machine carries there. */
public final class OperatorProvince {

    /** The name of the command; its answer has {@code file}, in base64. */
    public static final String TASK = "province";

    private final Supplier<ProvinceFile> file;

    OperatorProvince(Supplier<ProvinceFile> file) {
        this.file = file;
    }

    JsonNode answer(JsonNode values) {
        ProvinceFile written = file.get();
        return Json.MAPPER.createObjectNode().put("file", written.write()).put("words", written.words());
    }
}
