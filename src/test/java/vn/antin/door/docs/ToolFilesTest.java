package vn.antin.door.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The collection and the .http file contain every operation of the contract and define every variable they use. */
class ToolFilesTest {

    private static final Pattern NAME = Pattern.compile("\\{\\{(\\w+)}}");
    private static final String NODE = "https://localhost:8443";

    private static Set<String> summaries() throws IOException {
        Set<String> summaries = new LinkedHashSet<>();
        new YAMLMapper()
                .readTree(Path.of("schemas/openapi.yaml").toFile())
                .path("paths")
                .forEach(path -> path.forEach(
                        operation -> summaries.add(operation.path("summary").asText())));
        return summaries;
    }

    @Test
    void the_collection_has_every_call_and_the_flow_first() throws IOException {
        JsonNode collection = new JsonMapper().readTree(PostmanCollection.of(NODE));

        assertThat(collection.at("/info/schema").asText()).endsWith("/v2.1.0/collection.json");
        assertThat(collection.at("/item/0/name").asText()).isEqualTo(PostmanCollection.FLOW);
        assertThat(collection.at("/item/0/item")).hasSizeGreaterThan(10);
        assertThat(collection.path("item").findValuesAsText("name")).containsAll(summaries());
        assertThat(collection.path("item"))
                .extracting(folder -> folder.path("name").asText())
                .containsExactly(
                        PostmanCollection.FLOW,
                        "Documents",
                        "Reports",
                        "Receipts",
                        "Inbox",
                        "Uploads",
                        "Events",
                        "Webhooks",
                        "Agencies",
                        "Node");
        Set<String> names = new HashSet<>(collection.path("variable").findValuesAsText("key"));
        assertThat(used(collection.toString())).isSubsetOf(names);
    }

    @Test
    void the_http_file_has_every_call_and_takes_values_from_answers() throws IOException {
        String file = HttpFile.of(NODE);

        assertThat(file).contains("@sender = " + NODE);
        assertThat(summaries()).allSatisfy(summary -> assertThat(file).contains("### " + summary + "\n"));
        assertThat(file)
                .contains("{{submitLetter.response.body.$.id}}", "{{leaseInbox.response.body.$.documents[0].lease}}");
        assertThat(used(file)).isEqualTo(SampleVariables.own(NODE).keySet());
    }

    private static Set<String> used(String text) {
        Set<String> used = new HashSet<>();
        Matcher names = NAME.matcher(text);
        while (names.find()) {
            used.add(names.group(1));
        }
        return used;
    }
}
