package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.door.pdf.SealedPdf;
import vn.antin.endtoend.Office.Answer;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.Receipts;
import vn.antin.seal.pki.Purpose;

/** A large file is uploaded in pieces, crosses the bus, and both sides find it in their lists and events. */
class BrowseIT {

    @TempDir
    static Path folder;

    private static TestProvince town;

    @BeforeAll
    static void open() {
        town = TestProvince.start(folder, Map.of("nut-a", List.of("H06.11"), "nut-b", List.of("H06.12")));
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void a_file_that_came_in_pieces_is_found_by_both_sides() {
        Office sender = town.office("H06.11");
        Office recipient = town.office("H06.12");
        byte[] file = new byte[3 << 20];
        new Random(7).nextBytes(file);
        String upload = uploaded(sender, file);

        Answer first = submitted(sender, upload);
        Answer again = submitted(sender, upload);
        String id = first.id();

        assertThat(again.id()).isEqualTo(id);
        assertThat(again.headers()).containsKey("idempotency-replayed");
        await().until(() -> listed(recipient, "?direction=IN&q=thu+lien+thong").contains(id));
        assertThat(listed(sender, "?direction=OUT&counterparty=H06.12&number=99/thu"))
                .containsExactly(id);
        assertThat(listed(recipient, "?direction=OUT")).isEmpty();
        JsonNode offer = recipient.inbox().get(0);
        assertThat(recipient.get("/documents/" + id + "/parts/1").body()).isEqualTo(file);
        assertThat(recipient.acknowledge(offer).status()).isEqualTo(204);
        await().until(() -> types(sender).contains("vn.antin.document.handed-over")
                && listed(sender, "?state=HANDED_OVER&hasReceipt=true&overdue=false")
                        .contains(id));
        assertThat(types(sender)).startsWith("vn.antin.document.accepted").contains("vn.antin.document.consigned");
        assertThat(types(recipient)).containsSubsequence("vn.antin.document.arrived", "vn.antin.document.taken");
        assertThat(town.province()
                        .home("nut-a")
                        .resolve("data/uploads")
                        .toFile()
                        .list())
                .isEmpty();
    }

    @Test
    void a_receipt_is_one_page_that_people_read_in_their_language() {
        Office sender = town.office("H06.11");
        Map<String, Object> letter = Map.of(
                "to", List.of("H06.12"),
                "subject", "V/v đường ống nước & <điện> quý III",
                "number", "7",
                "notation", "CV-VP");
        String id = sender.letter(letter, List.of(Office.Part.file("cv.pdf", new byte[9])), Map.of())
                .id();
        await().until(() -> arrival(sender, id).has("stamped"));
        Office recipient = town.office("H06.12");
        recipient.inbox().stream()
                .filter(offer -> offer.get("id").asText().equals(id))
                .forEach(recipient::acknowledge);
        String href = arrival(sender, id).get("href").asText();
        String at = href.replace("/api/v1", "");
        Receipts xml = Receipts.read(sender.get(at).body());
        byte[] evidence = xml.receipts().get(0).evidence();
        String digest = Digest.sha256(evidence).hex();

        Answer answer = sender.get(at + ".pdf");
        Printed vi = Printed.read(answer.body());
        Printed en = Printed.read(sender.get(at + ".pdf?lang=en").body());

        assertThat(answer.type()).isEqualTo("application/pdf");
        assertThat(town.node("nut-a").directory().get())
                .matches(known -> known.names(new NodeId("nut-a"), SealedPdf.signer(answer.body()), Purpose.SEAL));
        assertThat(List.of(vi.pages(), en.pages())).containsOnly(1);
        assertThat(vi.tagged() && en.tagged()).isTrue();
        assertThat(vi.text())
                .contains("Biên nhận điện tử", "Đã đến cơ quan nhận", "7/CV-VP", "V/v đường ống nước & <điện> quý III")
                .contains(
                        "Cơ quan H06.12", "nút liên thông nut-b", "UTC+07:00", "nut-b/1", "hub/1", "Chỉ tệp XML đã ký")
                .contains(id, digest, "ContentConsignment.1.nut-b", "antin verify")
                .contains(Evidence.read(evidence).copy().content().envelope().hex());
        assertThat(en.text()).contains("Electronic receipt", "7/CV-VP", digest).doesNotContain("Biên nhận");
        assertThat(vi.code()).startsWith("https://localhost:").endsWith(href + "#sha256=" + digest);
        assertThat(en.code()).isEqualTo(vi.code());
    }

    /** The receipt of the recipient's node, once there is one. */
    private static JsonNode arrival(Office office, String id) {
        for (JsonNode receipt :
                office.get("/documents/" + id + "/receipts").json().path("receipts")) {
            if (receipt.get("event").asText().equals("ContentConsignment")) {
                return receipt;
            }
        }
        return MissingNode.getInstance();
    }

    private static String uploaded(Office office, byte[] file) {
        String upload = office.post("/uploads", Map.of("size", file.length, "name", "Báo cáo.pdf"))
                .json()
                .get("id")
                .asText();
        int half = file.length / 2;
        assertThat(office.patch("/uploads/" + upload, 0, Arrays.copyOf(file, half))
                        .status())
                .isEqualTo(204);
        assertThat(office.patch("/uploads/" + upload, half, Arrays.copyOfRange(file, half, file.length))
                        .status())
                .isEqualTo(204);
        return upload;
    }

    private static Answer submitted(Office office, String upload) {
        return office.post(
                "/documents",
                Map.of(
                        "to",
                        List.of("H06.12"),
                        "subject",
                        "V/v thử liên thông",
                        "number",
                        "99",
                        "notation",
                        "THU",
                        "files",
                        List.of(Map.of("upload", upload))));
    }

    private static List<String> listed(Office office, String query) {
        return office.get("/documents" + query).json().path("documents").findValuesAsText("id");
    }

    private static List<String> types(Office office) {
        return office.get("/events").json().findValuesAsText("type");
    }
}
