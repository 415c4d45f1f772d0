package vn.antin.door.soap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.door.JsonFields;

/** Collects the texts of a request under their names, to be read by the same code as at every other door. */
final class SoapFields {

    private final ObjectNode object = JsonNodeFactory.instance.objectNode();

    SoapFields with(String name, @Nullable String text) {
        if (text != null) {
            object.put(name, text);
        }
        return this;
    }

    /** An empty list counts as absent. */
    SoapFields with(String name, List<String> texts) {
        if (!texts.isEmpty()) {
            texts.forEach(object.putArray(name)::add);
        }
        return this;
    }

    JsonFields read() {
        return JsonFields.of(object);
    }
}
