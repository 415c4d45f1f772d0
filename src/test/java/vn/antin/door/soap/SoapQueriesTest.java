package vn.antin.door.soap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.deliver.Contents;
import vn.antin.deliver.Offer;
import vn.antin.door.soap.Envelopes.Part;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;

/** Receiving documents by SOAP, and reading their state. */
class SoapQueriesTest {

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

    private HttpRequest.Builder health() {
        return door.request(OpenSoap.PATH).header("Authorization", "Bearer " + OpenSoap.HEALTH_KEY);
    }

    private static String of(EnvelopeId id, String more) {
        return "<id>" + id + "</id>" + more;
    }

    @Test
    void what_arrived_is_listed_with_its_lease_and_confirmed() throws Exception {
        Offer offer = SoapNode.offer();
        door.counter.arrived.add(offer);

        SoapAnswer list = door.eleven(health(), Envelopes.message("ListPending", "<limit>5</limit>"));
        SoapAnswer confirmed = door.eleven(
                health(),
                Envelopes.message(
                        "ConfirmReceived", of(offer.id(), "<lease>" + list.one("lease") + "</lease><by>văn thư</by>")));

        assertThat(list.all("id")).containsExactly(offer.id().toString());
        assertThat(list.one("until")).isEqualTo("2026-11-24T05:05:00Z");
        assertThat(list.one("name")).isEqualTo("Báo cáo.pdf");
        assertThat(confirmed.code()).isEmpty();
        assertThat(door.counter.handovers).containsExactly(offer.id() + " taken by văn thư");
        assertThat(door.eleven(health(), Envelopes.message("ListPending", "")).all("id"))
                .isEmpty();
    }

    @Test
    void a_document_is_given_back_with_a_reason_only() throws Exception {
        EnvelopeId id = door.counter.known();
        String lease = "<lease>" + SoapNode.LEASE + "</lease>";

        assertThat(door.eleven(
                                health(),
                                Envelopes.message("ConfirmReceived", of(id, lease + "<outcome>RETURNED</outcome>")))
                        .code())
                .isEqualTo("ANTIN-3009");
        door.eleven(
                health(),
                Envelopes.message(
                        "ConfirmReceived", of(id, lease + "<outcome>RETURNED</outcome><reason>bận</reason>")));
        door.eleven(
                health(),
                Envelopes.message(
                        "ConfirmReceived",
                        of(id, lease + "<outcome>REFUSED</outcome><reason>không đọc được</reason>")));

        assertThat(door.counter.handovers).containsExactly(id + " returned: bận", id + " refused: không đọc được");
    }

    @Test
    void a_wrong_lease_limit_or_outcome_is_refused() throws Exception {
        EnvelopeId id = door.counter.known();

        assertThat(door.eleven(Envelopes.message(
                                "ConfirmReceived", of(id, "<lease>" + new java.util.UUID(9, 9) + "</lease>")))
                        .code())
                .isEqualTo("ANTIN-3004");
        assertThat(door.eleven(Envelopes.message("ConfirmReceived", of(id, "<lease>x</lease><outcome>maybe</outcome>")))
                        .all("field"))
                .containsExactly("/lease", "/outcome");
        assertThat(door.eleven(Envelopes.message("ConfirmReceived", of(id, ""))).code())
                .isEqualTo("ANTIN-1212");
        assertThat(door.eleven(Envelopes.message("ListPending", "<limit>101</limit>"))
                        .code())
                .isEqualTo("ANTIN-1213");
    }

    @Test
    void a_document_comes_with_its_files_in_the_xml_for_those_who_speak_plain_soap() throws Exception {
        EnvelopeId id = door.counter.known();
        door.counter.parts.add(
                Contents.OpenedContent.of("Báo cáo.pdf", "application/pdf\r\nX: y", "một".getBytes(UTF_8)));
        door.counter.parts.add(Contents.OpenedContent.of("b.pdf", "application/pdf", "hai".getBytes(UTF_8)));

        SoapAnswer all = door.eleven(Envelopes.message("GetDocument", of(id, "")));
        SoapAnswer second = door.eleven(Envelopes.message("GetDocument", of(id, "<file>2</file>")));
        SoapAnswer none = door.eleven(Envelopes.message("GetDocument", of(id, "<include>NONE</include>")));
        SoapAnswer edxml = door.eleven(Envelopes.message("GetDocument", of(id, "<include>PACKAGE</include>")));

        assertThat(all.type()).startsWith("text/xml");
        assertThat(all.one("subject")).isEqualTo("V/v báo cáo \uFFFD");
        assertThat(all.one("state")).isEqualTo("CONSIGNED");
        assertThat(all.all("mediaType")).containsExactly("application/octet-stream", "application/pdf");
        assertThat(all.all("content"))
                .extracting(text -> new String(Base64.getDecoder().decode(text), UTF_8))
                .containsExactly("một", "hai");
        assertThat(all.all("sha256").get(0))
                .isEqualTo(Digest.sha256("một".getBytes(UTF_8)).hex());
        assertThat(second.all("number")).contains("1", "2");
        assertThat(second.all("content")).containsExactly(Base64.getEncoder().encodeToString("hai".getBytes(UTF_8)));
        assertThat(none.all("content")).isEmpty();
        assertThat(none.all("name")).endsWith("Báo cáo.pdf", "b.pdf");
        assertThat(none.all("typeName")).as("what the package says").containsExactly("Công văn");
        assertThat(new String(Base64.getDecoder().decode(edxml.one("content")), UTF_8))
                .isEqualTo("<edXML/>");
    }

    @Test
    void large_files_go_out_as_attachments_only() throws Exception {
        EnvelopeId id = door.counter.known();
        byte[] large = new byte[1 << 20];
        new Random(2).nextBytes(large);
        door.counter.parts.add(Contents.OpenedContent.of("lớn.pdf", "application/pdf", large));
        String message = Envelopes.message("GetDocument", of(id, ""));

        SoapAnswer plain = door.eleven(message);
        SoapAnswer asked = door.eleven(door.signed().header("Accept", "multipart/related, text/xml"), message);
        SoapAnswer sent = door.mtom(door.signed(), Part.root(message));

        assertThat(plain.code()).isEqualTo("ANTIN-4001");
        assertThat(asked.content(0)).isEqualTo(large);
        assertThat(sent.content(0)).isEqualTo(large);
        Awaitility.await().until(() -> door.spooled() == 0);
    }

    @Test
    void an_answer_that_breaks_off_is_never_taken_for_the_whole() {
        EnvelopeId id = door.counter.known();
        door.counter.parts.add(new Contents.OpenedContent(
                "hỏng.pdf", "application/pdf", 2 << 20, Digest.sha256(), (from, count, out) -> {
                    out.write(new byte[1 << 20]);
                    throw new vn.antin.fault.Refused(vn.antin.fault.Fault.PART_GONE, "it ends too early");
                }));

        assertThatThrownBy(() -> door.mtom(door.signed(), Part.root(Envelopes.message("GetDocument", of(id, "")))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void to_others_a_document_does_not_exist() throws Exception {
        EnvelopeId id = door.counter.known();
        door.counter.documents.computeIfPresent(
                id,
                (same, view) -> new vn.antin.ledger.query.DocumentView(
                        view.id(),
                        view.direction(),
                        view.sender(),
                        view.documentId(),
                        view.subject(),
                        view.urgency(),
                        view.operation(),
                        view.created(),
                        view.expires(),
                        java.util.List.of()));
        for (String name : new String[] {"GetDocument", "GetStatus", "GetReceipts"}) {
            assertThat(door.eleven(health(), Envelopes.message(name, of(id, "")))
                            .code())
                    .isEqualTo("ANTIN-3003");
            assertThat(door.eleven(health(), Envelopes.message(name, "<id>no id</id>"))
                            .code())
                    .isEqualTo("ANTIN-1203");
            assertThat(door.eleven(health(), Envelopes.message(name, "")).code())
                    .isEqualTo("ANTIN-1212");
        }
    }

    @Test
    void status_and_receipts_are_told() throws Exception {
        EnvelopeId id = door.counter.known();

        SoapAnswer status = door.eleven(Envelopes.message("GetStatus", of(id, "")));
        SoapAnswer receipts = door.eleven(Envelopes.message("GetReceipts", of(id, "<evidence>true</evidence>")));

        assertThat(status.one("agency")).isEqualTo("H06.12");
        assertThat(status.one("what")).isEqualTo("REJECTED");
        assertThat(receipts.all("event")).containsExactly("SubmissionAcceptance", "RelayAcceptance");
        assertThat(receipts.all("xml"))
                .containsExactly(Base64.getEncoder().encodeToString("<receipt/>".getBytes(UTF_8)));
        assertThat(receipts.one("evidence")).isEqualTo(Base64.getEncoder().encodeToString("PK".getBytes(UTF_8)));
    }

    @Test
    void answers_are_utf_8_whatever_the_question_says_of_itself() throws Exception {
        SoapAnswer answer =
                door.post(door.signed(), "text/xml", Envelopes.eleven(Envelopes.message("ListAgencies", "")));

        assertThat(answer.type()).isEqualToIgnoringCase("text/xml;charset=utf-8");
        assertThat(answer.one("name")).isEqualTo("Sở Y tế");
    }

    @Test
    void the_directory_is_searched_without_accents_and_not_sent_twice() throws Exception {
        SoapAnswer found = door.eleven(Envelopes.message("ListAgencies", "<words>so y te</words>"));
        SoapAnswer known = door.eleven(Envelopes.message("ListAgencies", "<knownSerial>42</knownSerial>"));

        assertThat(found.one("name")).isEqualTo("Sở Y tế");
        assertThat(found.one("alias")).isEqualTo("000.00.12.H06");
        assertThat(found.one("changed")).isEqualTo("true");
        assertThat(known.one("changed")).isEqualTo("false");
        assertThat(known.all("name")).isEmpty();
    }
}
