package vn.antin.door.folder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Urgency;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.CopyState;
import vn.antin.submit.Submission;

/** Sending documents from {@code out/}. */
class FolderSendingTest {

    private static final String PACKAGE = "<edXML>công văn</edXML>";
    private static final String META = "{\"to\":[\"H06.12\"],\"subject\":\"V/v báo cáo\"}";

    @TempDir
    Path folder;

    private FolderFixture rig;

    @BeforeEach
    void open() {
        rig = new FolderFixture(folder);
        rig.turn();
    }

    @Test
    void a_package_is_handed_in_as_it_is_and_moved_to_sent() throws Exception {
        rig.put("out/Công văn 15.edxml", PACKAGE);

        rig.turns(2);

        Submission.Edxml edxml = (Submission.Edxml) rig.bus.submitted.get(0);
        assertThat(edxml.caller()).isEqualTo(FolderNode.FINANCE);
        assertThat(edxml.edxml()).asString().isEqualTo(PACKAGE);
        assertThat(edxml.key()).startsWith("folder-");
        assertThat(rig.names("out")).isEmpty();
        assertThat(rig.names("sent")).containsExactly("Công văn 15.edxml", "Công văn 15.trang-thai.txt");
        assertThat(rig.text("sent/Công văn 15.trang-thai.txt"))
                .startsWith("Văn bản mã ")
                .endsWith("H06.12 đã gửi lên trục.\r\n");
        assertThat(rig.alarms).isEmpty();
    }

    @Test
    void receipts_are_put_beside_it_as_they_come() throws Exception {
        rig.put("out/a.edxml", PACKAGE);
        rig.bus.receipt("SubmissionAcceptance", "<one/>", false);
        rig.bus.receipt("RelayAcceptance", null, false);
        rig.turns(2);
        assertThat(rig.names("sent"))
                .containsExactly("a.SubmissionAcceptance.1.hub.receipt.xml", "a.edxml", "a.trang-thai.txt");

        rig.restart();
        rig.bus.receipt("SubmissionAcceptance", "<one>stamped</one>", true);
        rig.bus.receipt("RelayAcceptance", "<two/>", true);
        rig.bus.state = CopyState.HANDED_OVER;
        rig.turns(3);

        assertThat(rig.text("sent/a.SubmissionAcceptance.1.hub.receipt.xml")).isEqualTo("<one>stamped</one>");
        assertThat(rig.text("sent/a.RelayAcceptance.1.hub.receipt.xml")).isEqualTo("<two/>");
        assertThat(rig.text("sent/a.trang-thai.txt")).contains("H06.12 đã bàn giao.");
        assertThat(rig.names("sent")).contains("a.evidence.zip");
        assertThat(folder.resolve("notes/sent")).as("nothing more to come").isEmptyDirectory();
    }

    @Test
    void a_letter_is_handed_in_with_its_files() throws Exception {
        rig.letter("thư 1", """
                {"to":["H06.12","H06.14"],"subject":"V/v báo cáo","urgency":"URGENT","documentId":"x",
                 "expires":"2026-11-30T17:00:00+07:00"}""", "b.docx", "a.pdf", "Thumbs.db");

        rig.turns(2);

        Submission.Letter letter = (Submission.Letter) rig.bus.submitted.get(0);
        assertThat(letter.to()).containsExactly(FolderNode.HEALTH, new AgencyCode("H06.14"));
        assertThat(letter.urgency()).isEqualTo(Urgency.URGENT);
        assertThat(letter.expires()).isEqualTo("2026-11-30T10:00:00Z");
        assertThat(letter.files())
                .extracting(Submission.Enclosure::mediaType)
                .containsExactly(
                        "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
        assertThat(rig.bus.files.get(0)).isEqualTo(Map.of("a.pdf", "content of a.pdf", "b.docx", "content of b.docx"));
        assertThat(rig.names("sent")).contains("thư 1/meta.json", "thư 1/a.pdf", "thư 1.trang-thai.txt");
        assertThat(folder.resolve("notes/spool")).doesNotExist();
    }

    /** Also with a heap of 64 MB. */
    @Test
    void a_file_of_100_MB_is_never_in_memory() throws Exception {
        rig = new FolderFixture(folder, 200 << 20);
        rig.turn();
        rig.letter("a", META, "small.pdf");
        try (RandomAccessFile large =
                new RandomAccessFile(rig.path.resolve("out/a/large.pdf").toFile(), "rw")) {
            large.setLength(100 << 20);
        }

        rig.turns(2);

        assertThat(rig.bus.files.get(0)).containsEntry("large.pdf", (100 << 20) + " bytes");
        assertThat(rig.names("sent")).contains("a/large.pdf");
    }

    @Test
    void what_still_grows_or_is_not_complete_stays() throws Exception {
        Path growing = rig.path.resolve("out/a.edxml");
        Files.writeString(growing, "<edXML>");
        rig.put("out/letter/a.pdf", "no meta yet");
        rig.put("out/stray.pdf", "no package");
        rig.turns(3);
        Files.writeString(growing, "<edXML>more");
        rig.turns(20);
        assertThat(rig.bus.asked).isZero();

        Files.writeString(growing, PACKAGE);
        rig.turn();
        assertThat(rig.bus.asked).as("seen for the first time").isZero();
        rig.turn();

        assertThat(rig.bus.submitted).hasSize(1);
        assertThat(rig.names("out")).containsExactly("letter/a.pdf", "stray.pdf");
    }

    @Test
    void a_file_that_ends_in_the_middle_is_told_after_a_minute() throws Exception {
        rig.bus.broken = new Refused(Fault.XML_MALFORMED, "1:8");
        rig.put("out/a.edxml", "<edXML>");

        rig.turns(20);
        assertThat(rig.bus.asked).isZero();
        rig.turns(15);

        assertThat(rig.names("failed")).containsExactly("a.edxml", "a.err.json", "a.loi.txt");
    }

    @Test
    void a_name_used_before_gets_a_number() throws Exception {
        rig.put("out/a.edxml", PACKAGE);
        rig.turns(2);
        rig.put("out/a.edxml", "<edXML>another</edXML>");
        rig.letter("a", META, "a.pdf");
        rig.turns(2);

        assertThat(rig.bus.submitted).hasSize(3);
        assertThat(rig.names("sent")).contains("a.edxml", "a.trang-thai.txt");
        assertThat(rig.names("sent")).filteredOn(name -> name.startsWith("a-")).hasSize(5);
        assertThat(rig.text("sent/a.edxml")).isEqualTo(PACKAGE);
    }

    @Test
    void the_same_file_handed_in_twice_is_one_document() throws Exception {
        rig.put("out/a.edxml", PACKAGE);
        rig.turns(2);
        rig.put("out/a.edxml", PACKAGE);
        rig.turns(2);

        assertThat(rig.bus.submitted).hasSize(1);
        assertThat(rig.names("sent")).contains("a.edxml", "a-2.edxml", "a-2.trang-thai.txt");
    }

    @Test
    void a_refusal_is_explained_in_words_and_in_json() throws Exception {
        rig.bus.broken = new Refused(Fault.RECIPIENT_UNKNOWN, "H06.99");
        rig.put("out/a.edxml", PACKAGE);

        rig.turns(3);

        assertThat(rig.bus.asked).isEqualTo(1);
        assertThat(rig.names("out")).isEmpty();
        assertThat(rig.text("failed/a.loi.txt"))
                .startsWith("ANTIN-2001: Cơ quan nhận H06.99 không có trong danh bạ của trục. ");
        JsonNode error = new ObjectMapper().readTree(rig.text("failed/a.err.json"));
        assertThat(error.path("code").asText()).isEqualTo("ANTIN-2001");
        assertThat(error.path("type").asText()).isEqualTo("/errors/ANTIN-2001");
        assertThat(error.path("instance").asText()).isEqualTo("out/a.edxml");
        assertThat(error.path("axisCode").asInt()).isEqualTo(18);
        assertThat(error.path("errors")).hasSize(1);
        assertThat(error.path("traceId").asText()).hasSize(32);
    }

    @Test
    void every_flaw_of_the_metadata_is_told() throws Exception {
        rig.letter("a", "{\"too\":[],\"from\":\"H06.12\"}", "a.pdf");

        rig.turns(2);

        JsonNode error = new ObjectMapper().readTree(rig.text("failed/a.err.json"));
        assertThat(error.path("errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/to", "/subject", "/too", "/from");
        assertThat(rig.text("failed/a.loi.txt").lines()).hasSize(4);
        assertThat(rig.names("failed")).contains("a/a.pdf", "a/meta.json");
    }

    @Test
    void what_may_work_later_stays_and_is_tried_less_and_less() throws Exception {
        rig.bus.broken = new TryLater(Fault.LEDGER_UNAVAILABLE, "test");
        rig.put("out/a.edxml", PACKAGE);

        rig.turns(100);

        assertThat(rig.bus.asked).isBetween(5, 9);
        assertThat(rig.names("out")).containsExactly("a.edxml");
        assertThat(rig.names("failed")).isEmpty();
        assertThat(rig.alarms).containsExactly("LEDGER_UNAVAILABLE H06.13 out/a.edxml");
        assertThat(rig.text("TRANG-THAI.txt")).startsWith("ANTIN-5004 (out/a.edxml): ");

        rig.bus.broken = null;
        rig.turns(40);

        assertThat(rig.names("sent")).contains("a.edxml");
        assertThat(rig.alarms).last().isEqualTo("end of LEDGER_UNAVAILABLE H06.13 out/a.edxml");
        assertThat(rig.text("TRANG-THAI.txt")).isEqualTo("Thư mục đang hoạt động bình thường.\r\n");
    }

    @Test
    void what_breaks_inside_is_no_fault_of_the_sender() throws Exception {
        rig.bus.broken = new IllegalStateException("test");
        rig.put("out/a.edxml", PACKAGE);

        rig.turns(10);

        assertThat(rig.names("out")).containsExactly("a.edxml");
        assertThat(rig.alarms).containsExactly("INSIDE H06.13 out/a.edxml");
    }

    @Test
    void tricks_and_oversizes_are_refused_and_nothing_is_read_through_them() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.edxml"), PACKAGE);
        Files.createSymbolicLink(rig.path.resolve("out/link.edxml"), secret);
        Files.createSymbolicLink(rig.path.resolve("out/link"), folder);
        rig.letter("inside", META, "a.pdf");
        Files.createSymbolicLink(rig.path.resolve("out/inside/b.pdf"), secret);
        rig.letter("deep", META, "a.pdf", "sub/b.pdf");
        rig.letter("many", META, "1.pdf", "2.pdf", "3.pdf", "4.pdf");
        rig.letter("empty", META);
        rig.put("out/a\u0007b.edxml", PACKAGE);
        rig.put("out/" + "x".repeat(200) + ".edxml", PACKAGE);
        rig.put("out/big.edxml", "<edXML>" + "x".repeat(64 << 10) + "</edXML>");
        rig.letter("large", META, "a.pdf");
        Files.writeString(rig.path.resolve("out/large/b.pdf"), "x".repeat(1 << 20));

        rig.turns(3);

        assertThat(rig.names("out")).isEmpty();
        assertThat(rig.bus.submitted)
                .extracting(Submission::key)
                .as("the one without files is the node's to refuse")
                .hasSize(1);
        Map.of(
                        "link",
                        "ANTIN-1231",
                        "link-2",
                        "ANTIN-1231",
                        "inside",
                        "ANTIN-1231",
                        "deep",
                        "ANTIN-1231",
                        "many",
                        "ANTIN-4002",
                        "01-a-b",
                        "ANTIN-1220",
                        "01-" + "x".repeat(77),
                        "ANTIN-1220",
                        "big",
                        "ANTIN-4001",
                        "large",
                        "ANTIN-4001")
                .forEach((stem, code) -> assertThat(rig.path.resolve("failed/" + stem + ".loi.txt"))
                        .content()
                        .startsWith(code));
        assertThat(secret).hasContent(PACKAGE);
    }

    @Test
    void a_file_changed_while_it_is_handed_in_is_looked_at_again() throws Exception {
        rig.put("out/a.edxml", PACKAGE);
        rig.turn();
        rig.killAt("noted");
        rig.turn();
        Files.writeString(rig.path.resolve("out/a.edxml"), "<edXML>other</edXML>");
        rig.turns(3);

        assertThat(rig.bus.submitted).hasSize(2);
        assertThat(rig.names("out")).isEmpty();
    }
}
