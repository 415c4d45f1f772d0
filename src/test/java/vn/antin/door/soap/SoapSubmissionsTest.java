package vn.antin.door.soap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.door.soap.Envelopes.Part;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Urgency;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.submit.Submission;

/** Submitting by SOAP: documents, reports, recalls. */
class SoapSubmissionsTest {

    private static final String LETTER = "<to>H06.12</to><subject>V/v báo cáo</subject>";
    private static final String EDXML =
            "<edXML><edXMLEnvelope><edXMLHeader><MessageHeader><From><OrganId>H06.11</OrganId></From></MessageHeader></edXMLHeader></edXMLEnvelope></edXML>";

    @TempDir
    Path spool;

    private OpenSoap door;

    @BeforeEach
    void open() throws Exception {
        door = new OpenSoap(spool);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void a_letter_with_a_file_in_the_xml_is_accepted() throws Exception {
        SoapAnswer answer = door.eleven(Envelopes.submit("""
                <from>H06.11</from><to>H06.12</to><to>000.00.13.H06</to><subject> V/v báo cáo </subject>
                <urgency>EXPRESS</urgency><documentId>x</documentId><number>15</number><notation>SNV-VP</notation>
                <promulgated>2026-11-24</promulgated><typeName>Công văn</typeName>
                <expires>2026-11-30T17:00:00+07:00</expires>""" + Envelopes.inline("Báo cáo.pdf", "một".getBytes(UTF_8))));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).startsWith("text/xml");
        assertThat(answer.body().getLocalName()).isEqualTo("SubmitDocumentResponse");
        assertThat(answer.one("state")).isEqualTo("CONSIGNED");
        assertThat(answer.one("replayed")).isEqualTo("false");
        Submission.Letter letter = (Submission.Letter) door.counter.submitted.get(0);
        assertThat(letter.caller()).isEqualTo(SoapNode.HOME_AFFAIRS);
        assertThat(letter.to()).containsExactly(SoapNode.HEALTH, new AgencyCode("000.00.13.H06"));
        assertThat(letter.subject()).isEqualTo("V/v báo cáo");
        assertThat(letter.urgency()).isEqualTo(Urgency.EXPRESS);
        assertThat(letter.promulgated()).isEqualTo("2026-11-24");
        assertThat(letter.expires()).isEqualTo("2026-11-30T10:00:00Z");
        assertThat(letter.files()).extracting(Submission.Enclosure::name).containsExactly("Báo cáo.pdf");
        assertThat(letter.files()).extracting(Submission.Enclosure::mediaType).containsExactly("application/pdf");
        assertThat(door.counter.files).containsExactly(Digest.sha256("một".getBytes(UTF_8)));
    }

    @Test
    void soap_1_2_is_answered_in_soap_1_2() throws Exception {
        SoapAnswer answer = door.twelve(Envelopes.submit(LETTER + Envelopes.inline("a.pdf", new byte[] {1})));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).startsWith("application/soap+xml");
        assertThat(answer.body().getParentNode().getNamespaceURI())
                .isEqualTo("http://www.w3.org/2003/05/soap-envelope");
        assertThat(door.counter.submitted).hasSize(1);
    }

    @Test
    void large_files_come_as_attachments_and_leave_nothing_behind() throws Exception {
        byte[] large = new byte[1 << 20];
        new Random(1).nextBytes(large);
        byte[] small = {4, 5, 6};

        SoapAnswer answer = door.mtom(
                door.signed(),
                Part.root(Envelopes.submit(LETTER
                        + Envelopes.included("Lớn.pdf", "cid:large%40antin")
                        + Envelopes.included("b.pdf", "cid:small@antin"))),
                Part.file("large@antin", large),
                Part.file("small@antin", small));

        assertThat(answer.code()).isEmpty();
        assertThat(answer.type()).startsWith("multipart/related");
        assertThat(door.counter.files).containsExactly(Digest.sha256(large), Digest.sha256(small));
        // The files are removed at the end of the call, shortly after its answer.
        Awaitility.await().until(() -> door.spooled() == 0);
    }

    @Test
    void a_package_is_handed_on_byte_for_byte() throws Exception {
        byte[] edxml = (EDXML + "\r\n<!-- ư -->").getBytes(UTF_8);

        SoapAnswer answer = door.mtom(
                door.signed(),
                Part.root(
                        Envelopes.message(
                                "SubmitDocument",
                                "<package><x:Include xmlns:x=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:p\"/></package>")),
                Part.file("p", edxml));

        assertThat(answer.code()).isEmpty();
        assertThat(((Submission.Edxml) door.counter.submitted.get(0)).edxml()).isEqualTo(edxml);
    }

    @Test
    void the_same_key_is_answered_as_a_replay() throws Exception {
        String message = Envelopes.message(
                "SubmitDocument",
                "<idempotencyKey>k-1</idempotencyKey><letter>" + LETTER + Envelopes.inline("a.pdf", new byte[] {1})
                        + "</letter>");
        SoapAnswer first = door.eleven(message);
        SoapAnswer again = door.eleven(message);

        assertThat(first.one("replayed")).isEqualTo("false");
        assertThat(again.one("replayed")).isEqualTo("true");
        assertThat(again.one("id")).isEqualTo(first.one("id"));
    }

    @Test
    void every_flaw_is_told_at_once_with_its_place() throws Exception {
        String message = Envelopes.submit("<to>H06.12</to><to>no code</to><urgency>SOON</urgency>"
                + "<promulgated>24/11/2026</promulgated>" + Envelopes.inline("a.pdf", new byte[] {1}));

        SoapAnswer vi = door.eleven(message);
        SoapAnswer en = door.twelveIn("en", message);

        assertThat(vi.status()).isEqualTo(500);
        assertThat(vi.all("field")).containsExactly("/to/1", "/subject", "/urgency", "/promulgated");
        assertThat(vi.code()).isEqualTo("ANTIN-1201");
        assertThat(vi.body().getTextContent()).contains("Thiếu trường bắt buộc “subject”.");
        assertThat(en.status()).isEqualTo(400);
        assertThat(en.body().getTextContent()).contains("The required field “subject” is missing.");
        assertThat(door.counter.submitted).isEmpty();
    }

    @Test
    void a_file_without_content_or_with_a_dangerous_name_is_refused() throws Exception {
        SoapAnswer answer = door.eleven(Envelopes.submit(
                LETTER + "<file><name>../../etc/passwd</name></file>" + Envelopes.inline("ok.pdf", new byte[] {1})));

        assertThat(answer.all("field")).containsExactly("/file/0/name", "/file/0/content");
        assertThat(answer.code()).isEqualTo("ANTIN-1220");
    }

    @Test
    void neither_letter_nor_package_is_a_missing_field() throws Exception {
        assertThat(door.eleven(Envelopes.message("SubmitDocument", "")).code()).isEqualTo("ANTIN-1212");
    }

    @Test
    void what_works_later_says_when() throws Exception {
        door.counter.broken = new TryLater(Fault.LEDGER_UNAVAILABLE, "locked");

        SoapAnswer answer = door.twelve(Envelopes.submit(LETTER + Envelopes.inline("a.pdf", new byte[] {1})));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.code()).isEqualTo("ANTIN-5004");
        assertThat(answer.one("retryable")).isEqualTo("true");
        assertThat(answer.headers()).containsKey("retry-after");
    }

    @Test
    void what_breaks_inside_tells_nothing_of_the_inside() throws Exception {
        door.counter.broken = new IllegalStateException("jdbc:h2:/secret");

        SoapAnswer answer = door.eleven(Envelopes.submit(LETTER + Envelopes.inline("a.pdf", new byte[] {1})));

        assertThat(answer.code()).isEqualTo("ANTIN-9001");
        assertThat(answer.body().getTextContent()).doesNotContain("secret").doesNotContain("java.");
        assertThat(answer.one("traceId")).matches("[0-9a-f]{32}");
    }

    @Test
    void a_report_names_the_document_and_who_reports() throws Exception {
        EnvelopeId id = door.counter.known();

        SoapAnswer answer = door.eleven(
                door.request(OpenSoap.PATH).header("X-Api-Key", OpenSoap.HEALTH_KEY),
                Envelopes.message(
                        "UpdateStatus",
                        "<id>" + id + "</id><code>02</code><reason>Sai thể thức</reason><staff>Văn thư</staff>"));

        assertThat(answer.code()).isEmpty();
        Submission.ReportSubmission report = (Submission.ReportSubmission) door.counter.submitted.get(0);
        assertThat(report.caller()).isEqualTo(SoapNode.HEALTH);
        assertThat(report.about()).isEqualTo(id);
        assertThat(report.code()).isEqualTo("02");
        assertThat(report.reason()).isEqualTo("Sai thể thức");
        assertThat(report.header().subject()).isEqualTo("V/v thử nghiệm");
    }

    @Test
    void a_refusal_without_a_reason_and_a_code_that_is_none_are_refused() throws Exception {
        String id = "<id>" + door.counter.known() + "</id>";

        assertThat(door.eleven(Envelopes.message("UpdateStatus", id + "<code>02</code>"))
                        .code())
                .isEqualTo("ANTIN-3009");
        assertThat(door.eleven(Envelopes.message("UpdateStatus", id + "<code>01</code>"))
                        .code())
                .isEqualTo("ANTIN-1213");
        assertThat(door.eleven(Envelopes.message("UpdateStatus", id)).code()).isEqualTo("ANTIN-1212");
        assertThat(door.counter.submitted).isEmpty();
    }

    @Test
    void only_the_sender_takes_a_document_back() throws Exception {
        EnvelopeId id = door.counter.known();
        String message = Envelopes.message(
                "RecallDocument", "<id>" + id + "</id><reason>Gửi nhầm</reason><recipient>H06.12</recipient>");

        SoapAnswer stranger = door.eleven(
                door.request(OpenSoap.PATH).header("Authorization", "Bearer " + OpenSoap.HEALTH_KEY), message);
        SoapAnswer answer = door.eleven(message);

        assertThat(stranger.code()).isEqualTo("ANTIN-3003");
        assertThat(answer.code()).isEmpty();
        Submission.RecallSubmission recall = (Submission.RecallSubmission) door.counter.submitted.get(0);
        assertThat(recall.about()).isEqualTo(id);
        assertThat(recall.reason()).isEqualTo("Gửi nhầm");
        assertThat(recall.from()).containsExactly(SoapNode.HEALTH);
    }
}
