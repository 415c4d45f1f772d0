package vn.antin.door.http;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.deliver.Contents;
import vn.antin.door.rest.OpenDoor;
import vn.antin.door.rest.RestNode;
import vn.antin.envelope.EnvelopeId;

/** Downloading the files of a document, whole or by ranges. */
class DownloadTest {

    @TempDir
    Path spool;

    private OpenDoor door;
    private final EnvelopeId id = new EnvelopeId(UUID.randomUUID());

    @BeforeEach
    void open() throws Exception {
        door = new OpenDoor(spool);
        door.bus.documents.put(id, RestNode.view(id, RestNode.HOME_AFFAIRS));
        door.bus.part =
                Contents.OpenedContent.of("Báo cáo \"quý\" 4.pdf", "application/pdf", "0123456789".getBytes(UTF_8));
    }

    @AfterEach
    void close() {
        door.close();
    }

    private String at(String rest) {
        return "/api/v1/documents/" + id + rest;
    }

    @Test
    void a_file_is_an_attachment_with_its_name_whatever_it_is() throws Exception {
        HttpResponse<byte[]> answer = door.get(at("/parts/1"));

        assertThat(answer.body()).asString().isEqualTo("0123456789");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/pdf");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"Bao cao _quy_ 4.pdf\"; "
                        + "filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20%22qu%C3%BD%22%204.pdf");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Accept-Ranges")).hasValue("bytes");

        door.bus.part = Contents.OpenedContent.of("x.html", "text/html", "<script>".getBytes(UTF_8));
        HttpResponse<byte[]> page = door.get(at("/parts/1"));
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(page.headers().firstValue("Content-Disposition").orElse("")).startsWith("attachment;");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("sandbox");

        door.bus.part = Contents.OpenedContent.of("x\r\nX-Evil: 1", "text/html\r\nX-Evil: 1", new byte[1]);
        HttpResponse<byte[]> evil = door.get(at("/parts/1"));
        assertThat(evil.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(evil.headers().firstValue("X-Evil")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-3, 0123, 0-3",
        "bytes=4-, 456789, 4-9",
        "bytes=-3, 789, 7-9",
        "bytes=8-999, 89, 8-9",
        "bytes=-999, 0123456789, 0-9",
        "bytes=9-9, 9, 9-9"
    })
    void a_range_is_served_alone(String range, String content, String where) throws Exception {
        HttpResponse<byte[]> answer = door.send(door.signed(at("/parts/1")).header("Range", range));

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).asString().isEqualTo(content);
        assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes " + where + "/10");
        assertThat(answer.headers().firstValue("Content-Length")).hasValue(Integer.toString(content.length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,3-4", "items=0-1", "bytes=x", "bytes=99999999999999999999-"})
    void a_range_that_is_not_understood_gets_the_whole(String range) throws Exception {
        assertThat(door.send(door.signed(at("/parts/1")).header("Range", range)).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=-0", "bytes=5-4", "bytes=-"})
    void a_range_that_is_not_there_is_416(String range) throws Exception {
        HttpResponse<byte[]> answer = door.send(door.signed(at("/parts/1")).header("Range", range));

        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(OpenDoor.json(answer).path("code").textValue()).isEqualTo("ANTIN-4008");
    }

    @Test
    void a_download_goes_on_only_with_the_same_file() throws Exception {
        String tag = door.get(at("/parts/1")).headers().firstValue("ETag").orElseThrow();
        HttpRequest.Builder rest = door.signed(at("/parts/1")).header("Range", "bytes=5-");

        assertThat(door.send(rest.copy().header("If-Range", tag)).statusCode()).isEqualTo(206);
        assertThat(door.send(rest.copy().header("If-Range", "\"other\"")).statusCode())
                .isEqualTo(200);
        assertThat(door.send(door.signed(at("/parts/1")).header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void a_head_tells_the_length_without_the_file() throws Exception {
        HttpResponse<byte[]> answer = door.send(door.signed(at("/parts/1")).method("HEAD", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length")).hasValue("10");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void the_inner_manifest_is_no_part_for_anybody() throws Exception {
        for (String number : List.of("0", "-1", "x", "1000000", "00")) {
            assertThat(door.get(at("/parts/" + number)).statusCode()).isEqualTo(404);
        }
    }
}
