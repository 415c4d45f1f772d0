package vn.antin.door.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.db.LedgerSamples;

/** Following the feed of events, by long polls and by a stream. */
class EventsTest {

    @TempDir
    Path spool;

    @TempDir
    Path folder;

    private LedgerSamples offered;
    private OpenDoor door;

    @BeforeEach
    void open() throws Exception {
        offered = new LedgerSamples(folder);
        door = new OpenDoor(spool, OpenDoor.LIMITS, offered);
    }

    @AfterEach
    void close() {
        door.close();
        offered.ledger().close();
    }

    private void note(EnvelopeId document, String what) {
        offered.ledger()
                .store("note", tx -> offered.repositories().timeline().event(tx, document, what, null, null, null));
    }

    private static List<String> types(HttpResponse<byte[]> answer) {
        return OpenDoor.json(answer).findValuesAsText("type");
    }

    private static String next(HttpResponse<byte[]> answer) {
        return answer.headers()
                .firstValue("Link")
                .map(link -> link.replaceFirst("^<([^>]*)>; rel=\"next\"$", "$1"))
                .orElseThrow();
    }

    @Test
    void events_come_in_order_and_go_on_where_the_link_says() throws Exception {
        EnvelopeId sent = offered.sent("H06.11", "V/v báo cáo", "H06.12");
        note(sent, "SENT");
        note(sent, "ContentConsignment");

        HttpResponse<byte[]> first = door.get("/api/v1/events?limit=2");
        HttpResponse<byte[]> second = door.get(next(first));
        HttpResponse<byte[]> third = door.get(next(second));

        assertThat(types(first)).containsExactly("vn.antin.document.accepted", "vn.antin.document.sent");
        assertThat(types(second)).containsExactly("vn.antin.document.consigned");
        assertThat(types(third)).isEmpty();
        assertThat(next(third)).isEqualTo(next(second));
        assertThat(OpenDoor.json(first).path(0).path("subject").textValue()).isEqualTo(sent.toString());
    }

    @Test
    void types_may_be_chosen_and_must_be_known() throws Exception {
        note(offered.sent("H06.11", "V/v báo cáo", "H06.12"), "SENT");

        assertThat(types(door.get("/api/v1/events?types=sent,vn.antin.document.consigned")))
                .containsExactly("vn.antin.document.sent");
        assertThat(OpenDoor.json(door.get("/api/v1/events?types=gone"))
                        .path("code")
                        .textValue())
                .isEqualTo("ANTIN-1213");
    }

    @Test
    void a_number_that_was_never_given_out_is_refused() throws Exception {
        assertThat(door.get("/api/v1/events?after=0").statusCode()).isEqualTo(200);
        assertThat(door.get("/api/v1/events?after=latest").statusCode()).isEqualTo(200);
        assertThat(OpenDoor.json(door.get("/api/v1/events?after=1"))
                        .path("code")
                        .textValue())
                .isEqualTo("ANTIN-1213");
        assertThat(door.get("/api/v1/events?after=-1").statusCode()).isIn(400, 422);
    }

    @Test
    void a_call_that_waits_is_answered_when_something_happens() throws Exception {
        EnvelopeId sent = offered.sent("H06.11", "V/v báo cáo", "H06.12");
        CompletableFuture<HttpResponse<byte[]>> waiting =
                door.later(door.signed("/api/v1/events?after=latest&wait=60"));
        await().until(() -> door.following() == 1);
        offered.arrived("H06.13", "của cơ quan khác", "H06.12");
        note(sent, "SENT");

        assertThat(types(waiting.join())).containsExactly("vn.antin.document.sent");
        await().until(() -> door.following() == 0);
    }

    @Test
    void a_call_that_waits_in_vain_gets_none_and_only_so_many_wait() throws Exception {
        assertThat(types(door.get("/api/v1/events?wait=1"))).isEmpty();
        CompletableFuture<HttpResponse<byte[]>> one = door.later(door.signed("/api/v1/events?wait=60"));
        CompletableFuture<HttpResponse<byte[]>> other = door.later(door.signed("/api/v1/events?wait=60"));
        await().until(() -> door.following() == 2);

        HttpResponse<byte[]> third = door.get("/api/v1/events?wait=60");

        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("Retry-After")).isPresent();
        door.close();
        assertThat(one.join().statusCode()).isEqualTo(503);
        assertThat(other.join().statusCode()).isEqualTo(503);
    }

    private HttpResponse<Stream<String>> stream(String query, String... headers) throws Exception {
        HttpRequest.Builder request = door.signed("/api/v1/events/stream" + query);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return door.client().send(request.build(), BodyHandlers.ofLines());
    }

    /** The lines of the next named event, which follows the same event without a name. */
    private static List<String> block(Iterator<String> lines) {
        List<String> nameless = next(lines);
        assertThat(nameless)
                .as("without an id: who breaks off here gets both again")
                .hasSize(1);
        List<String> named = next(lines);
        assertThat(named).hasSize(3);
        assertThat(named.get(2)).isEqualTo(nameless.get(0));
        return named;
    }

    /** The lines of the next event, without comments and empty ones. */
    private static List<String> next(Iterator<String> lines) {
        Stream.Builder<String> block = Stream.builder();
        boolean data = false;
        while (!data && lines.hasNext()) {
            String line = lines.next();
            if (line.matches("(id|event|data): .*")) {
                block.add(line);
            }
            data = line.startsWith("data: ");
        }
        return block.build().toList();
    }

    @Test
    void a_stream_tells_what_was_and_what_comes_and_goes_on_after_a_break() throws Exception {
        EnvelopeId sent = offered.sent("H06.11", "V/v báo cáo", "H06.12");
        Iterator<String> lines = stream("").body().iterator();
        List<String> accepted = block(lines);
        note(sent, "SENT");
        List<String> left = block(lines);

        assertThat(accepted.get(1)).isEqualTo("event: vn.antin.document.accepted");
        assertThat(left.get(1)).isEqualTo("event: vn.antin.document.sent");
        assertThat(left.get(2)).startsWith("data: {\"specversion\":\"1.0\"");
        door.close();
        door = new OpenDoor(spool, OpenDoor.LIMITS, offered);
        note(sent, "ContentConsignment");
        Iterator<String> again =
                stream("", "Last-Event-ID", left.get(0).substring(4)).body().iterator();
        assertThat(block(again).get(1)).isEqualTo("event: vn.antin.document.consigned");
    }

    @Test
    void a_caller_may_have_each_event_once_with_its_name_or_without() throws Exception {
        EnvelopeId sent = offered.sent("H06.11", "V/v báo cáo", "H06.12");
        note(sent, "SENT");

        Iterator<String> named = stream("?named=true").body().iterator();
        assertThat(next(named).get(1)).isEqualTo("event: vn.antin.document.accepted");
        assertThat(next(named).get(0)).isEqualTo("id: 2");
        door.close();
        door = new OpenDoor(spool, OpenDoor.LIMITS, offered);
        Iterator<String> nameless = stream("?named=false").body().iterator();
        assertThat(next(nameless)).hasSize(2).first().isEqualTo("id: 1");
        assertThat(next(nameless)).hasSize(2).first().isEqualTo("id: 2");
        assertThat(OpenDoor.json(door.get("/api/v1/events/stream?named=1"))
                        .path("code")
                        .textValue())
                .isEqualTo("ANTIN-1213");
    }

    @Test
    void a_silent_stream_beats_and_tells_what_number_it_has_come_to() throws Exception {
        Iterator<String> lines = stream("?types=consigned").body().iterator();
        note(offered.sent("H06.11", "V/v báo cáo", "H06.12"), "SENT");
        String line = lines.next();
        while (!line.startsWith("id: ")) {
            line = lines.next();
        }

        assertThat(line).isEqualTo("id: 2");
    }

    @Test
    void only_so_many_streams_are_open_and_their_places_are_free_again() throws Exception {
        HttpResponse<Stream<String>> first = stream("");
        HttpResponse<Stream<String>> second = stream("");

        assertThat(first.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(second.statusCode()).isEqualTo(429);
        first.body().close();
        await().until(() -> {
            HttpResponse<Stream<String>> third = stream("");
            third.body().close();
            return third.statusCode() == 200;
        });
    }

    @Test
    void a_stream_is_for_those_with_a_key() throws Exception {
        HttpResponse<byte[]> none = door.send(door.request("/api/v1/events/stream"));
        HttpResponse<byte[]> odd = door.get("/api/v1/events/stream?after=x");

        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(OpenDoor.json(none).path("code").textValue()).isEqualTo("ANTIN-2011");
        assertThat(OpenDoor.json(odd).path("code").textValue()).isEqualTo("ANTIN-1213");
    }

    @Test
    void every_type_is_in_the_contract() {
        String told = OpenApiContract.read()
                .components()
                .at("/schemas/CloudEvent/properties/type/description")
                .textValue();
        for (String type : EventTypes.all()) {
            String word = type.substring(EventTypes.PREFIX.length());
            assertThat(told.matches("(?s).*\\b" + word + "\\b.*") || word.startsWith("submission-"))
                    .as(word)
                    .isTrue();
        }
    }
}
