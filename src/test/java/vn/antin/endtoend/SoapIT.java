package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two agencies whose software uses SOAP only, over a real hub. */
class SoapIT {

    @TempDir
    static Path folder;

    private static TestProvince town;
    private static SoapOffice home;
    private static SoapOffice health;

    @BeforeAll
    static void start() {
        town = TestProvince.start(
                folder,
                Map.of(
                        "so-noi-vu",
                        List.of("H06.11"),
                        "so-y-te",
                        List.of("H06.12"),
                        "so-tai-chinh",
                        List.of("H06.13")));
        home = office("so-noi-vu");
        health = office("so-y-te");
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    private static SoapOffice office(String node) {
        return SoapOffice.at(town.province().home(node), town.node(node).port());
    }

    private static String submit(String to, String subject, String key) {
        return "<idempotencyKey>" + key + "</idempotencyKey><letter><to>" + to + "</to><subject>" + subject
                + "</subject><file><name>Báo cáo.pdf</name><content><x:Include"
                + " xmlns:x=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:f1\"/></content></file></letter>";
    }

    @Test
    void a_document_goes_out_and_comes_in_by_soap_and_is_confirmed() {
        byte[] content = new byte[300_000];
        new Random(7).nextBytes(content);

        String id = home.call("SubmitDocument", submit("H06.12", "V/v liên thông", "k-1"), Map.of("f1", content))
                .one("id");
        SoapOffice.Answer arrived = await().until(
                        () -> health.call("ListPending", ""),
                        list -> list.all("lease").size() == 1);

        assertThat(arrived.one("id")).isEqualTo(id);
        assertThat(arrived.one("subject")).isEqualTo("V/v liên thông");
        SoapOffice.Answer document = health.call("GetDocument", "<id>" + id + "</id>", Map.of());
        assertThat(document.all("name")).contains("Báo cáo.pdf");
        assertThat(document.attachments()).hasSize(1);
        assertThat(document.attachments().get(0)).isEqualTo(content);

        String confirm = "<id>" + id + "</id><lease>" + arrived.one("lease") + "</lease><by>văn thư</by>";
        assertThat(health.call("ConfirmReceived", confirm).one("id")).isEqualTo(id);
        assertThat(health.call("ConfirmReceived", confirm).one("id")).isEqualTo(id);
        await().until(() ->
                home.call("GetStatus", "<id>" + id + "</id>").one("state").equals("HANDED_OVER"));
        SoapOffice.Answer receipts = home.call("GetReceipts", "<id>" + id + "</id><evidence>true</evidence>");
        assertThat(receipts.all("event"))
                .contains("SubmissionAcceptance", "RelayAcceptance", "ContentConsignment", "ContentHandover");
        assertThat(receipts.one("evidence")).startsWith("UEsDB");
    }

    @Test
    void what_was_given_back_cannot_be_got_any_more() {
        String id = home.call("SubmitDocument", submit("H06.13", "Nhầm", "k-9"), Map.of("f1", new byte[] {9}))
                .one("id");
        SoapOffice finance = office("so-tai-chinh");
        String get = "<id>" + id + "</id>";
        await().until(() -> finance.call("GetDocument", get).status() == 200);

        assertThat(home.call("RecallDocument", get + "<reason>Gửi nhầm</reason>")
                        .status())
                .isEqualTo(200);
        await().until(() ->
                finance.call("UpdateStatus", get + "<code>15</code>").status() == 200);

        SoapOffice.Answer gone = finance.call("GetDocument", get);
        assertThat(gone.status()).isEqualTo(500);
        assertThat(gone.all("code").get(0)).isEqualTo("ANTIN-3016");
    }

    @Test
    void a_repeat_with_the_same_key_is_the_same_document_and_another_content_a_conflict() {
        SoapOffice.Answer first =
                home.call("SubmitDocument", submit("H06.13", "Một", "k-2"), Map.of("f1", new byte[] {1}));
        SoapOffice.Answer again =
                home.call("SubmitDocument", submit("H06.13", "Một", "k-2"), Map.of("f1", new byte[] {1}));
        SoapOffice.Answer other =
                home.call("SubmitDocument", submit("H06.13", "Hai", "k-2"), Map.of("f1", new byte[] {2}));

        assertThat(again.one("id")).isEqualTo(first.one("id"));
        assertThat(again.one("replayed")).isEqualTo("true");
        assertThat(other.status()).isEqualTo(500);
        assertThat(other.all("code").get(0)).isEqualTo("ANTIN-3001");
    }

    @Test
    void what_the_node_refuses_is_a_fault_with_its_code_and_nothing_is_stored() {
        var before = TestProvince.rows(town.node("so-noi-vu").repositories(), "document", "part", "submission");

        SoapOffice.Answer answer =
                home.call("SubmitDocument", submit("H06.99", "x", "k-3"), Map.of("f1", new byte[] {1}));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.all("code")).contains("ANTIN-2001");
        assertThat(answer.text()).contains("Cơ quan nhận H06.99 không có trong danh bạ của trục.");
        assertThat(TestProvince.rows(town.node("so-noi-vu").repositories(), "document", "part", "submission"))
                .isEqualTo(before);
    }

    @Test
    void the_directory_is_the_one_of_the_bus() {
        assertThat(home.call("ListAgencies", "").all("code")).contains("H06.11", "H06.12");
    }
}
