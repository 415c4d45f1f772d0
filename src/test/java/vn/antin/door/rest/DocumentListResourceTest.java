package vn.antin.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.ledger.db.LedgerSamples;

/** Listing documents. */
class DocumentListResourceTest {

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

    private JsonNode list(String query) throws Exception {
        HttpResponse<byte[]> answer = door.get("/api/v1/documents" + query);
        assertThat(answer.statusCode()).isEqualTo(200);
        return OpenDoor.json(answer).path("documents");
    }

    @Test
    void only_the_callers_documents_are_listed_newest_first() throws Exception {
        String first = offered.sent("H06.11", "V/v báo cáo", "H06.12").toString();
        offered.arrived("H06.13", "của cơ quan khác", "H06.12");
        String last = offered.arrived("H06.13", "V/v họp", "H06.11").toString();

        JsonNode documents = list("");

        assertThat(documents)
                .extracting(document -> document.path("id").textValue())
                .containsExactly(last, first);
        assertThat(documents.path(1).path("to").path(0).textValue()).isEqualTo("H06.12");
        assertThat(documents.path(1).path("state").textValue()).isEqualTo("ACCEPTED");
        assertThat(documents.path(0).path("direction").textValue()).isEqualTo("IN");
    }

    @Test
    void pages_follow_the_link_and_are_counted_when_asked() throws Exception {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(0, offered.sent("H06.11", "V/v báo cáo số " + i, "H06.12").toString());
        }
        List<String> seen = new ArrayList<>();
        String next = "/api/v1/documents?limit=2&count=true&q=" + URLEncoder.encode("báo cáo", StandardCharsets.UTF_8);
        int pages = 0;
        while (!next.isEmpty()) {
            HttpResponse<byte[]> page = door.get(next);
            assertThat(page.headers().firstValue("X-Total-Count")).hasValue("5");
            OpenDoor.json(page)
                    .path("documents")
                    .forEach(line -> seen.add(line.path("id").textValue()));
            next = page.headers()
                    .firstValue("Link")
                    .map(link -> link.replaceFirst("^<([^>]*)>; rel=\"next\"$", "$1"))
                    .orElse("");
            pages++;
        }

        assertThat(seen).isEqualTo(all);
        assertThat(pages).isEqualTo(3);
        assertThat(door.get("/api/v1/documents").headers().firstValue("X-Total-Count"))
                .isEmpty();
    }

    @Test
    void what_is_asked_for_narrows_the_list() throws Exception {
        offered.sent("H06.11", "V/v báo cáo", "H06.12");
        offered.arrived("H06.12", "V/v họp", "H06.11");

        assertThat(list("?direction=OUT&state=accepted&urgency=normal&operation=NEW&overdue=false"))
                .hasSize(1);
        assertThat(list("?counterparty=000.00.12.H06")).hasSize(2);
        assertThat(list("?q=bao+cao&number=15%2Fsnv")).hasSize(1);
        assertThat(list("?from=2026-11-24&to=2026-11-24")).hasSize(2);
        assertThat(list("?from=2026-11-25")).isEmpty();
        assertThat(list("?to=2026-11-24T01:00:01+00:00")).isEmpty();
        assertThat(list("?hasReceipt=false")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "direction=UP",
                "state=LOST",
                "urgency=fast",
                "operation=x",
                "from=yesterday",
                "to=2026-13-01",
                "hasReceipt=maybe",
                "overdue=1",
                "cursor=x",
                "cursor=MS4x",
                "limit=0",
                "limit=201",
                "count=yes",
                "counterparty=H06..1"
            })
    void what_means_nothing_is_refused(String query) throws Exception {
        HttpResponse<byte[]> answer = door.get("/api/v1/documents?" + query);

        assertThat(answer.statusCode()).isIn(400, 422);
        assertThat(OpenDoor.json(answer).path("code").textValue()).startsWith("ANTIN-12");
    }
}
