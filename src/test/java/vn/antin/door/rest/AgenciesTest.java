package vn.antin.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.directory.Edition;
import vn.antin.directory.NodeEntry;
import vn.antin.door.http.RateLimiter;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.LedgerSamples;

/** The list of agencies, and the rate limit of a key. */
class AgenciesTest {

    @TempDir
    Path spool;

    @TempDir
    Path folder;

    private LedgerSamples offered;
    private OpenDoor door;

    @BeforeEach
    void open() throws Exception {
        offered = new LedgerSamples(folder);
        offered.editions = serial -> serial == 41 ? Optional.of(earlier()) : Optional.empty();
        door = new OpenDoor(spool, OpenDoor.LIMITS, offered);
    }

    @AfterEach
    void close() {
        door.close();
        offered.ledger().close();
    }

    /** The earlier edition: the finance department had another name, and there was one agency more. */
    private static Directory earlier() {
        return new Directory(new Edition(
                41,
                "Bà Rịa – Vũng Tàu",
                RestNode.NOON,
                RestNode.NOON.plusSeconds(86_400),
                List.of(
                        new NodeEntry(new NodeId("hub"), true, List.of()),
                        new NodeEntry(new NodeId("so-y-te"), false, List.of())),
                List.of(
                        agency("H06.12", "Sở Y tế", "000.00.12.H06", new NodeId("so-y-te")),
                        agency("H06.13", "Sở Tài chính – Vật giá", "000.00.13.H06", null),
                        agency("H06.99", "Sở cũ", "000.00.99.H06", null)),
                List.of(),
                List.of()));
    }

    private static Agency agency(
            String code, String name, String alias, @org.jspecify.annotations.Nullable NodeId node) {
        return new Agency(
                new AgencyCode(code),
                List.of(new AgencyCode(alias)),
                name,
                node,
                null,
                2,
                10,
                null,
                null,
                null,
                true,
                true,
                null,
                null);
    }

    @Test
    void only_what_changed_is_told_if_the_earlier_directory_is_known() throws Exception {
        JsonNode changes = OpenDoor.json(door.get("/api/v1/agencies?changedSince=41"));
        JsonNode all = OpenDoor.json(door.get("/api/v1/agencies?changedSince=40"));

        assertThat(changes.path("changedSince").intValue()).isEqualTo(41);
        assertThat(changes.path("agencies"))
                .extracting(agency -> agency.path("name").textValue())
                .containsExactly("Sở Tài chính");
        assertThat(changes.path("gone")).extracting(JsonNode::textValue).containsExactly("H06.99");
        assertThat(all.has("changedSince")).isFalse();
        assertThat(all.path("agencies")).hasSize(2);
        assertThat(door.get("/api/v1/agencies?changedSince=43").statusCode()).isIn(400, 422);
        assertThat(door.get("/api/v1/agencies?changedSince=x").statusCode()).isIn(400, 422);
    }

    @Test
    void an_agency_is_found_by_any_of_its_codes_and_tells_why_it_cannot_receive() throws Exception {
        HttpResponse<byte[]> health = door.get("/api/v1/agencies/000.00.12.h06");
        JsonNode finance = OpenDoor.json(door.get("/api/v1/agencies/H06.13"));
        HttpResponse<byte[]> nobody = door.get("/api/v1/agencies/H06.99");

        assertThat(OpenDoor.json(health).path("code").textValue()).isEqualTo("H06.12");
        assertThat(OpenDoor.json(health).path("canReceive").booleanValue()).isTrue();
        assertThat(OpenDoor.json(health).has("whyNot")).isFalse();
        assertThat(finance.path("canReceive").booleanValue()).isFalse();
        assertThat(finance.path("whyNot").textValue()).isEqualTo("ANTIN-2015");
        assertThat(nobody.statusCode()).isEqualTo(404);
        assertThat(OpenDoor.json(nobody).path("code").textValue()).isEqualTo("ANTIN-2021");
        assertThat(door.get("/api/v1/agencies/H06..1").statusCode()).isIn(400, 422);
        String tag = health.headers().firstValue("ETag").orElseThrow();
        assertThat(door.send(door.signed("/api/v1/agencies/H06.12").header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void every_answer_to_a_known_key_tells_how_much_is_left() throws Exception {
        HttpResponse<byte[]> first = door.get("/api/v1/limits");
        HttpResponse<byte[]> failed = door.get("/api/v1/agencies/H06.99");

        assertThat(first.headers().firstValue("RateLimit-Limit")).hasValue("300000");
        assertThat(first.headers().firstValue("RateLimit-Remaining")).hasValue("299999");
        assertThat(first.headers().firstValue("RateLimit-Reset")).hasValue("60");
        assertThat(failed.headers().firstValue("RateLimit-Remaining")).hasValue("299998");
        assertThat(OpenDoor.json(first).path("requestsPerMinute").intValue()).isEqualTo(300_000);
        assertThat(door.send(door.request("/api/v1/limits")).headers().firstValue("RateLimit-Limit"))
                .isEmpty();
    }

    @Test
    void a_key_has_its_own_minute() {
        Instant[] now = {RestNode.NOON};
        RateLimiter limiter = new RateLimiter(
                new Clock() {
                    @Override
                    public ZoneOffset getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now[0];
                    }
                },
                2);

        assertThat(limiter.count("a")).isEqualTo(new RateLimiter.Left(2, 1, 60));
        assertThat(limiter.count("a").left()).isZero();
        assertThat(limiter.count("a").left()).isNegative();
        assertThat(limiter.count("b").left()).isEqualTo(1);
        now[0] = now[0].plus(Duration.ofSeconds(61));
        assertThat(limiter.count("a")).isEqualTo(new RateLimiter.Left(2, 1, 59));
    }
}
