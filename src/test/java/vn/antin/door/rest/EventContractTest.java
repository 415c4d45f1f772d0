package vn.antin.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code asyncapi.yaml} and {@link EventTypes} name the same events. */
class EventContractTest {

    private final JsonNode contract =
            new YAMLMapper().readTree(Path.of("schemas/asyncapi.yaml").toFile());

    EventContractTest() throws IOException {}

    @Test
    void every_event_is_described_in_both_languages_and_no_other() {
        Set<String> told = new TreeSet<>();
        contract.path("components").path("messages").forEach(message -> {
            told.add(message.path("name").asText());
            assertThat(message.path("summary").asText()).as(message.toString()).isNotBlank();
            assertThat(message.path("x-summary-vi").asText())
                    .as(message.toString())
                    .isNotBlank();
        });
        assertThat(told).isEqualTo(new TreeSet<>(EventTypes.all()));
    }

    @Test
    void both_ways_to_follow_carry_all_of_them() {
        Set<String> all = new TreeSet<>();
        contract.path("components").path("messages").fieldNames().forEachRemaining(all::add);
        for (String channel : new String[] {"feed", "stream"}) {
            Set<String> carried = new TreeSet<>();
            contract.path("channels")
                    .path(channel)
                    .path("messages")
                    .properties()
                    .forEach(message -> {
                        carried.add(message.getKey());
                        assertThat(message.getValue().path("$ref").asText())
                                .isEqualTo("#/components/messages/" + message.getKey());
                    });
            assertThat(carried).as(channel).isEqualTo(all);
        }
    }

    @Test
    void the_addresses_are_those_of_openapi() {
        OpenApiContract rest = OpenApiContract.read();
        contract.path("channels")
                .forEach(channel -> assertThat(rest.paths()
                                .has(channel.path("address").asText().replaceFirst("^" + ResponseJson.BASE, "")))
                        .as(channel.path("address").asText())
                        .isTrue());
    }
}
