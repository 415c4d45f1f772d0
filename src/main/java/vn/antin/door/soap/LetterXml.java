package vn.antin.door.soap;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import vn.antin.door.Arrived;
import vn.antin.xml.documents.Letter;
import vn.antin.xml.documents.Pending;
import vn.antin.xml.documents.SaidLetter;

/**
 * Converts letters between XML and the JSON of REST: lists are repeated elements in the singular, numbers and booleans
 * are texts. The same code then reads and writes both, with the same faults.
 */
final class LetterXml {

    /** List in JSON to its element in XML. */
    private static final Map<String, String> LISTS = Map.of(
            "answer", "answers",
            "party", "parties",
            "toPlace", "toPlaces",
            "appendix", "appendixes",
            "file", "files");

    private static final Map<String, String> ELEMENTS =
            LISTS.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private static final Set<String> NUMBERS = Set.of("type", "typeDetail", "copies", "pages", "steering");
    private static final Set<String> FLAGS = Set.of("direction", "paper", "document", "receivers");

    /** The files are no text: the door reads them itself. */
    @JsonIgnoreProperties("file")
    private interface WithoutFiles {}

    private static final JsonMapper BEANS = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addMixIn(Letter.class, WithoutFiles.class)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private LetterXml() {}

    /** The content of a request without its files. */
    static ObjectNode json(Letter letter) {
        ObjectNode json = renamed(BEANS.valueToTree(letter), LISTS);
        typed(json);
        // The agencies concerned by an earlier document are repeated elements.
        json.path("earlier").forEach(one -> move((ObjectNode) one, "agency", "agencies"));
        return json;
    }

    /** The content of a package, for an answer. */
    static SaidLetter said(ObjectNode letter) {
        ObjectNode named = renamed(letter, ELEMENTS);
        named.path("earlier").forEach(one -> move((ObjectNode) one, "agencies", "agency"));
        return BEANS.convertValue(clean(named), SaidLetter.class);
    }

    static Pending pending(Arrived arrived) {
        return BEANS.convertValue(clean(renamed(BEANS.valueToTree(arrived), ELEMENTS)), Pending.class);
    }

    private static ObjectNode renamed(ObjectNode object, Map<String, String> names) {
        ObjectNode renamed = JsonNodeFactory.instance.objectNode();
        object.properties()
                .forEach(
                        member -> renamed.set(names.getOrDefault(member.getKey(), member.getKey()), member.getValue()));
        return renamed;
    }

    private static void move(ObjectNode object, String from, String to) {
        JsonNode value = object.remove(from);
        if (value != null) {
            object.set(to, value);
        }
    }

    /** A text of the wrong form stays text and is refused as such. */
    private static void typed(ObjectNode object) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String text = member.getValue().asText();
            if (NUMBERS.contains(member.getKey()) && text.matches("\\d{1,9}")) {
                member.setValue(IntNode.valueOf(Integer.parseInt(text)));
            } else if (FLAGS.contains(member.getKey()) && text.matches("true|false")) {
                member.setValue(BooleanNode.valueOf(text.equals("true")));
            } else if (member.getValue() instanceof ObjectNode below) {
                typed(below);
            }
        }
    }

    /** Removes characters that XML cannot hold. */
    private static JsonNode clean(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(member -> member.setValue(clean(member.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, clean(array.get(i)));
            }
        } else if (node instanceof TextNode text) {
            return TextNode.valueOf(String.valueOf(SoapResponses.text(text.textValue())));
        }
        return node;
    }
}
