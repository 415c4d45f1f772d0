package vn.antin.door.soap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.door.JsonFields;

/** The texts of a request under their names, to be read as every other door reads them: the same faults, all at once. */
final class SoapFields {

    private final ObjectNode object = JsonNodeFactory.instance.objectNode();

    SoapFields with(String name, @Nullable String text) {
        if (text != null) {
            object.put(name, text);
        }
        return this;
    }

    /** A list that has nothing in it was not sent. */
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
