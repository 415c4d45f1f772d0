package vn.antin.trial.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.antin.cli.Answered;
import vn.antin.json.Json;

class DemoSoftwareTest {

    @Test
    void one_document_that_is_not_taken_leaves_the_others_alone() {
        ArrayNode offers = Json.MAPPER.createArrayNode();
        List.of("a", "b", "c").forEach(id -> offers.addObject().put("id", id));
        List<String> asked = new ArrayList<>();

        List<String> taken = DemoSoftware.takeAll(offers, offer -> {
            String id = offer.path("id").asText();
            asked.add(id);
            if (id.equals("b")) {
                throw new Answered(409, "ANTIN-3004", "trạng thái khác", false);
            }
        });

        assertThat(asked).containsExactly("a", "b", "c");
        assertThat(taken).containsExactly("a", "c");
    }
}
