package vn.antin.node.join;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import vn.antin.node.config.Config;

class SealTokenTest {

    @Test
    void the_line_of_the_configuration_keeps_backslashes_and_quotes() throws Exception {
        Path library = Path.of("/opt/a\\lib 'x' \"y\"/p11.so");
        SealToken token = new SealToken(new Config.TokenSettings(library, 7L, "It's \\ ours", null), null, false);

        JsonNode read = new YAMLMapper().readTree(token.yaml()).path("token");
        assertThat(read.path("library").asText()).isEqualTo(library.toString());
        assertThat(read.path("slot").asLong()).isEqualTo(7);
        assertThat(read.path("label").asText()).isEqualTo("It's \\ ours");
        assertThat(read.has("pin")).isFalse();
    }
}
