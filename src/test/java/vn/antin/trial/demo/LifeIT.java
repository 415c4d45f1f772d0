package vn.antin.trial.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.Slow;
import vn.antin.cli.Run;
import vn.antin.json.Json;

/** Three years of a province by the command of the demo, on a clock that the command advances. */
@Slow
class LifeIT {

    @TempDir
    Path folder;

    @Test
    void a_province_lives_and_no_document_is_lost_or_doubled() throws Exception {
        Run run = Run.of("demo", "life", "--years", "3", "--dir", folder.resolve("life"), "--json");

        JsonNode life = Json.MAPPER.readTree(run.out());
        assertThat(life.path("sent").asInt()).as(run.toString()).isGreaterThan(100);
        assertThat(life.path("lost").asInt()).as(run.toString()).isZero();
        assertThat(life.path("doubled").asInt()).as(run.toString()).isZero();
        assertThat(life.path("failed").asInt()).as(run.toString()).isZero();
        assertThat(life.path("delivered").asInt() + life.path("returned").asInt())
                .isEqualTo(life.path("sent").asInt());
        for (String never : new String[] {"hub", "so-noi-vu"}) {
            assertThat(life.path("keysRenewed").path(never).asInt()).as(never).isEqualTo(2);
        }
        assertThat(life.path("acts").findValuesAsText("act"))
                .containsSubsequence(
                        "EXPORTED_ARCHIVE",
                        "REMOVED_ARCHIVED",
                        "REVOKE_NODE",
                        "REJOIN_NODE",
                        "CONFIRM_KEY",
                        "LOST_DISK",
                        "REJOIN_NODE",
                        "CONFIRM_KEY",
                        "MERGE_AGENCIES",
                        "RENEW_AUTHORITY",
                        "USE_AUTHORITY",
                        "RENEW_PROOFS");
        JsonNode verified = life.path("verified");
        assertThat(verified.findValuesAsText("of")).containsExactly("receipts", "receipts", "archive");
        assertThat(verified.get(0).path("verdict").asText()).isEqualTo("HOLDS");
        assertThat(verified.get(1).path("verdict").asText()).isEqualTo("HOLDS");
        assertThat(verified.get(0).path("receipts").asInt()).isPositive();
        assertThat(verified.get(2).path("good").asBoolean()).as(run.toString()).isTrue();
        assertThat(run.code()).isZero();
    }

    @Test
    void a_life_has_three_years_at_least() {
        Run run = Run.of("demo", "life", "--years", "2", "--dir", folder.resolve("none"));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--years");
        assertThat(folder.resolve("none")).doesNotExist();
    }
}
