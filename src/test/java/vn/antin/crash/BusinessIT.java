package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.trial.line.SimulatedLine;

/** Reports on a document go forwards only, and a recall works at each stage. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BusinessIT {

    private static final String WHY = "Ban hành nhầm";
    private static final int MEGA = 1 << 20;

    @TempDir
    static Path folder;

    private static CrashProvince town;
    private static SimulatedLine line;
    private static Software sender;
    private static Software recipient;

    private DocumentExchange post;

    @BeforeAll
    static void start() throws Exception {
        line = new SimulatedLine();
        town = new CrashProvince(folder, Clock.systemUTC(), made -> {
            int hub = made.province().hub().httpsPort();
            made.rerouteParts(CrashProvince.RECIPIENT, hub, line.to(hub).number());
        });
        sender = town.software(town.sender());
        recipient = town.software(town.recipient());
    }

    @AfterAll
    static void stop() throws Exception {
        town.close();
        line.close();
    }

    @BeforeEach
    void post() {
        post = town.post();
    }

    /** Empties the inbox, so that a case does not affect the next one. */
    @AfterEach
    void tidy() throws IOException {
        for (Software.Offered offer : recipient.inbox(0)) {
            recipient.acknowledge(offer);
        }
    }

    private void becomes(String id, String state) {
        await().until(() -> sender.states(id).equals(List.of(state)));
    }

    private void says(Software who, String id, String handling) {
        await().until(() -> who.handling(id).equals(handling));
    }

    @Test
    void reports_come_back_as_signed_documents_and_move_the_copy_by_their_evidence() throws Exception {
        String id = post.send();
        post.arrives();

        recipient.report(id, "03", "");
        says(sender, id, "ACCEPTED ");
        becomes(id, "ACCEPTED_BY_RECIPIENT");
        recipient.report(id, "05", "");
        recipient.report(id, "06", "");
        says(sender, id, "FINISHED ");
        says(recipient, id, "FINISHED ");
        assertThatThrownBy(() -> recipient.report(id, "04", "")).hasMessageContaining("ANTIN-3015");
        assertThatThrownBy(() -> sender.report(id, "04", "")).hasMessageContaining("ANTIN-3018");
        assertThat(sender.receipts(id))
                .extracting(Software.Receipt::event)
                .contains("ConsignmentAcceptance")
                .doesNotContain("ConsignmentRejection");
        post.holds(id);
    }

    @Test
    void a_refusal_goes_back_with_its_reason_and_the_document_is_not_offered_again() throws Exception {
        String id = post.send();
        becomes(id, "CONSIGNED");

        assertThatThrownBy(() -> recipient.report(id, "02", "")).hasMessageContaining("ANTIN-3009");
        recipient.report(id, "02", "Không thuộc thẩm quyền");

        becomes(id, "REFUSED_BY_RECIPIENT");
        says(sender, id, "REFUSED ");
        assertThat(recipient.inbox(0)).isEmpty();
        assertThatThrownBy(() -> recipient.report(id, "03", "")).hasMessageContaining("ANTIN-3015");
        post.holds(id);
    }

    /** Runs last: afterwards the node waits longer after a failure. */
    @Test
    @Order(Integer.MAX_VALUE)
    void what_has_not_left_is_taken_back_here_and_nobody_else_hears_of_it() throws Exception {
        rest();
        town.province().stopHub();
        // The first attempt puts the line into back-off; what is sent after it waits at the node.
        String first = post.send();
        await().until(() ->
                CrashProvince.count(town.sender().repositories(), "outbox where state = 'WAITING' and attempts > 0")
                        == 1);
        assertThat(sender.states(first)).isEqualTo(List.of("SENDING"));
        String id = post.send();
        assertThat(sender.states(id)).isEqualTo(List.of("ACCEPTED"));

        assertThat(sender.recall(id, WHY)).isEqualTo(id);
        assertThat(sender.recall(id, WHY)).isEqualTo(id);

        assertThat(sender.states(id)).isEqualTo(List.of("RECALLED"));
        town.province().startHub();
        post.forget(id);
        post.arrives();
        await().until(() -> sender.receipts(id).stream()
                .anyMatch(receipt -> receipt.event().equals("RelayFailure") && receipt.witnessed()));
        post.holds(id);
    }

    /** Waits for the back-off of the sender's line. */
    private void rest() throws IOException {
        Path config = town.home(CrashProvince.SENDER).resolve("node.yaml");
        Files.writeString(config, Files.readString(config).replace("retry: PT0.2S", "retry: PT10S"));
        town.stop(CrashProvince.SENDER);
        town.start(CrashProvince.SENDER);
        sender = town.software(town.sender());
        town.settle();
    }

    @Test
    void a_recall_that_overtakes_its_document_keeps_it_out() throws Exception {
        line.cut();
        String id = post.sendLarge(MEGA);
        becomes(id, "RELAYED");
        String recall = sender.recall(id, WHY);
        becomes(recall, "CONSIGNED");
        line.restore();

        becomes(id, "FAILED");
        says(sender, id, " ASKED");
        List<Software.Offered> inbox = recipient.inbox(0);
        assertThat(inbox).extracting(Software.Offered::id).containsExactly(recall);
        recipient.acknowledge(inbox.get(0));
        post.holds(id);
    }

    @Test
    void an_agreed_recall_destroys_the_content_and_keeps_the_proof() throws Exception {
        String id = post.sendLarge(MEGA);
        post.arrives();
        assertThatThrownBy(() -> recipient.report(id, "15", "")).hasMessageContaining("ANTIN-3015");

        sender.recall(id, WHY);
        says(sender, id, " ASKED");
        says(recipient, id, " ASKED");
        assertThatThrownBy(() -> sender.recall(id, WHY)).hasMessageContaining("ANTIN-3015");
        assertThat(recipient.file(id, 1)).isNotEmpty();
        recipient.report(id, "15", "");

        assertThatThrownBy(() -> recipient.file(id, 1))
                .hasMessageContaining("410")
                .hasMessageContaining("ANTIN-3016");
        says(sender, id, "REMOVED AGREED");
        assertThat(sender.file(id, 1)).isNotEmpty();
        post.holds(id);
        holdsAtTheRecipient(id);
    }

    private void holdsAtTheRecipient(String id) throws IOException {
        assertThat(recipient.evidence(id)).isNotEmpty();
    }

    @Test
    void what_was_accepted_and_finished_is_given_back_just_as_well_and_what_was_refused_cannot_be() throws Exception {
        String finished = post.send();
        String refused = post.send();
        becomes(finished, "CONSIGNED");
        becomes(refused, "CONSIGNED");
        recipient.report(finished, "06", "");
        recipient.report(refused, "02", "Không thuộc thẩm quyền");
        says(sender, finished, "FINISHED ");
        says(sender, refused, "REFUSED ");

        sender.recall(finished, WHY);
        says(recipient, finished, "FINISHED ASKED");
        recipient.report(finished, "15", "");

        says(sender, finished, "REMOVED AGREED");
        assertThatThrownBy(() -> recipient.file(finished, 1)).hasMessageContaining("ANTIN-3016");
        assertThatThrownBy(() -> sender.recall(refused, WHY)).hasMessageContaining("ANTIN-3015");
        post.holds(finished);
        post.holds(refused);
    }

    @Test
    void a_declined_recall_may_be_asked_for_again() throws Exception {
        String id = post.send();
        post.arrives();
        sender.recall(id, WHY);
        says(recipient, id, " ASKED");
        assertThatThrownBy(() -> recipient.report(id, "16", "")).hasMessageContaining("ANTIN-3009");
        recipient.report(id, "16", "Đã giải quyết xong");
        says(sender, id, " DECLINED");

        sender.recall(id, "Xin thu hồi lại");

        says(recipient, id, " ASKED");
        recipient.report(id, "15", "");
        says(sender, id, "REMOVED AGREED");
    }

    @Test
    void a_number_that_was_used_before_is_told_to_both_sides() throws Exception {
        String first = sender.submit("n-1", numbered("01"), new byte[] {1});
        String second = sender.submit("n-2", numbered("01"), new byte[] {2});
        becomes(first, "CONSIGNED");
        becomes(second, "CONSIGNED");

        assertThat(CrashProvince.count(town.sender().repositories(), "event where what = 'NUMBER_REPEATED'"))
                .isEqualTo(1);
        assertThat(CrashProvince.count(town.recipient().repositories(), "event where what = 'NUMBER_REPEATED'"))
                .isEqualTo(1);
    }

    private static java.util.Map<String, Object> numbered(String number) {
        return java.util.Map.of(
                "to", List.of(CrashProvince.TO), "subject", "V/v trùng số", "number", number, "notation", "SNV-VP");
    }
}
