package vn.antin.door.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.door.ApiKeys;

/** A call needs a valid key, and sees only what belongs to that key's agencies. */
class ApiKeyFilterTest {

    @TempDir
    Path spool;

    private OpenDoor door;

    @BeforeEach
    void open() throws Exception {
        door = new OpenDoor(spool);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer antin_home-affairs-000000000001",
                "Basic YTpi",
                "antin_home-affairs-000000000000",
                "Bearer antin_home-affairs-000000000000 x"
            })
    void a_missing_or_wrong_key_is_401(String header) throws Exception {
        for (String path :
                new String[] {"/api/v1/limits", "/api/v1/nowhere", "/api/v1/inbox", "/api/v1/agencies/openapi.yaml"}) {
            HttpRequest.Builder request = door.request(path);
            HttpResponse<byte[]> answer =
                    door.send(header.isEmpty() ? request : request.header("Authorization", header));

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(OpenDoor.json(answer).path("code").textValue()).isEqualTo("ANTIN-2011");
            assertThat(OpenDoor.json(answer).path("axisCode").intValue()).isEqualTo(15);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"antin\"");
        }
    }

    @Test
    void the_scheme_is_read_without_regard_to_case() throws Exception {
        assertThat(door.send(door.request("/api/v1/limits").header("Authorization", "bearer " + OpenDoor.HOME_KEY))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_key_that_does_not_look_like_one_is_never_taken() {
        ApiKeys keys = new ApiKeys(Map.of(OpenDoor.digest("letmein"), Set.of(RestNode.HEALTH)));

        assertThat(keys.agencies("letmein")).isEmpty();
    }

    @Test
    void a_key_of_no_agency_is_a_mistake_in_the_configuration() {
        assertThatThrownBy(() -> new ApiKeys(Map.of(OpenDoor.digest(OpenDoor.HOME_KEY), Set.of())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_contract_and_the_pages_of_the_codes_are_open() throws Exception {
        assertThat(door.send(door.request("/api/v1/openapi.yaml")).statusCode()).isEqualTo(200);
        assertThat(door.send(door.request("/errors/ANTIN-2011")).statusCode()).isEqualTo(200);
    }

    @Test
    void an_agency_that_is_no_code_is_refused() throws Exception {
        HttpResponse<byte[]> answer = door.send(door.signed("/api/v1/limits").header("X-Antin-Agency", "<script>"));

        assertThat(OpenDoor.json(answer).path("code").textValue()).isEqualTo("ANTIN-1201");
    }
}
