package vn.antin.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.deliver.Offer;

/** Acknowledging a leased document, or returning it. */
class LeaseTest {

    private static final String LEASE = new UUID(1, 2).toString();

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

    private HttpRequest.Builder health(String path) {
        return door.request(path).header("Authorization", "Bearer " + OpenDoor.HEALTH_KEY);
    }

    private HttpResponse<byte[]> post(String path, String json) throws Exception {
        return door.send(health(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    @Test
    void an_acknowledgement_names_the_lease_and_who_took_it() throws Exception {
        Offer offer = RestNode.offer();

        assertThat(post("/api/v1/inbox/" + offer.id() + "/ack", "{\"lease\":\"" + LEASE + "\",\"by\":\"Hoa\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(post("/api/v1/inbox/" + offer.id() + "/ack", "{\"lease\":\"" + LEASE + "\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(door.bus.handovers).containsExactly(offer.id() + " taken by Hoa", offer.id() + " taken by H06.12");
    }

    /** One lease of each agency: the right one is found whichever agency the key names first. */
    @Test
    void a_key_of_several_agencies_need_not_say_whose_lease_it_is() throws Exception {
        for (UUID lease : List.of(new UUID(1, 2), new UUID(5, 6))) {
            HttpResponse<byte[]> answer =
                    door.send(door.request("/api/v1/inbox/" + RestNode.offer().id() + "/ack")
                            .header("Authorization", "Bearer " + OpenDoor.BOTH_KEY)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"lease\":\"" + lease + "\"}")));

            assertThat(answer.statusCode()).isEqualTo(204);
        }
    }

    @Test
    void a_return_needs_a_reason() throws Exception {
        String at = "/api/v1/inbox/" + RestNode.offer().id() + "/nack";

        assertThat(OpenDoor.json(post(at, "{\"lease\":\"" + LEASE + "\"}"))
                        .path("code")
                        .textValue())
                .isEqualTo("ANTIN-3009");
        assertThat(post(at, "{\"lease\":\"" + LEASE + "\",\"reason\":\"hỏng\"}").statusCode())
                .isEqualTo(204);
        assertThat(post(at, "{\"lease\":\"" + LEASE + "\",\"reason\":\"hỏng\",\"final\":true}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(door.bus.handovers).anyMatch(line -> line.endsWith("returned: hỏng"));
        assertThat(door.bus.handovers).anyMatch(line -> line.endsWith("refused: hỏng"));
    }

    @Test
    void a_lease_not_held_is_a_conflict_and_a_field_not_known_is_named() throws Exception {
        String at = "/api/v1/inbox/" + RestNode.offer().id() + "/ack";

        assertThat(post(at, "{\"lease\":\"" + new UUID(3, 4) + "\"}").statusCode())
                .isEqualTo(409);
        assertThat(OpenDoor.json(post(at, "{}")).path("code").textValue()).isEqualTo("ANTIN-1212");
        assertThat(OpenDoor.json(post(at, "{\"lease\":\"7\"}")).path("code").textValue())
                .isEqualTo("ANTIN-1213");
        assertThat(OpenDoor.json(post(at, "{\"lease\":\"" + LEASE + "\",\"who\":1}"))
                        .path("errors")
                        .path(0)
                        .path("pointer")
                        .textValue())
                .isEqualTo("/who");
    }
}
