package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.receipt.EvidenceBundle;
import vn.antin.receipt.Finding;
import vn.antin.receipt.Outcome;

/** Letters from one agency to another, followed from the sender's door to the recipient's and back. */
final class DocumentExchange {

    private static final List<String> WAY =
            List.of("SubmissionAcceptance", "RelayAcceptance", "ContentConsignment", "ContentHandover");

    private final CrashProvince town;
    private final Map<String, Letter> sent = new LinkedHashMap<>();
    private final Map<String, Integer> taken = new HashMap<>();

    DocumentExchange(CrashProvince town) {
        this.town = town;
    }

    /** Submits a letter and returns its id. */
    String send() throws IOException {
        Letter letter = Letter.to(CrashProvince.TO);
        return send(letter, letter.metadata());
    }

    /** Submits a letter with an expiry. */
    String send(@Nullable Instant expires) throws IOException {
        Letter letter = Letter.to(CrashProvince.TO);
        return send(letter, Software.letter(letter.to(), letter.subject(), expires));
    }

    /** Submits a letter with a file of this size. */
    String sendLarge(int bytes) throws IOException {
        Letter letter = Letter.of(bytes, CrashProvince.TO);
        return send(letter, letter.metadata());
    }

    /** Submits an express letter with a file of this size. */
    String sendUrgent(int bytes) throws IOException {
        Letter letter = Letter.of(bytes, CrashProvince.TO);
        return send(letter, Map.of("to", letter.to(), "subject", letter.subject(), "urgency", "URGENT"));
    }

    private String send(Letter letter, Map<String, Object> metadata) throws IOException {
        String id = town.software(town.sender()).submit(letter.key(), metadata, letter.file());
        sent.put(id, letter);
        return id;
    }

    /** The ids of the letters in the order of sending. */
    List<String> ids() {
        return List.copyOf(sent.keySet());
    }

    /** Excludes a letter that must not arrive. */
    void forget(String id) {
        sent.remove(id);
    }

    void send(int letters) throws IOException {
        for (int i = 0; i < letters; i++) {
            send();
        }
    }

    /** Takes what the recipient's software is offered and compares each file with the one sent. */
    void take() throws IOException {
        Software software = town.software(town.recipient());
        for (Software.Offered offer : software.inbox(0)) {
            Letter letter = sent.get(offer.id());
            assertThat(letter).as("a letter nobody sent").isNotNull();
            assertThat(software.file(offer.id(), 1)).isEqualTo(letter.file());
            software.acknowledge(offer);
            taken.merge(offer.id(), 1, Integer::sum);
        }
    }

    /**
     * Waits until every letter was taken once, and every receipt is back, witnessed and time-stamped, once; then
     * verifies all of them.
     */
    void arrives() throws IOException {
        await().atMost(PATIENCE).untilAsserted(() -> {
            take();
            assertThat(taken.keySet()).containsAll(sent.keySet());
        });
        Software software = town.software(town.sender());
        for (String id : sent.keySet()) {
            await().atMost(PATIENCE)
                    .until(() -> software.states(id).equals(List.of("HANDED_OVER")) && proven(software.receipts(id)));
            assertThat(software.receipts(id))
                    .extracting(Software.Receipt::event)
                    .containsExactlyInAnyOrderElementsOf(WAY);
            holds(id);
        }
        assertThat(taken.values()).containsOnly(1);
        assertThat(taken.keySet()).containsExactlyInAnyOrderElementsOf(sent.keySet());
    }

    /** Whether every receipt of a letter is there, witnessed and time-stamped. */
    static boolean proven(List<Software.Receipt> receipts) {
        return receipts.size() >= WAY.size()
                && receipts.stream().allMatch(receipt -> receipt.witnessed() && receipt.stamped());
    }

    /** Verifies the evidence of a letter as an auditor does. */
    void holds(String id) throws IOException {
        Path zip = town.home(id + ".zip");
        // Until its log has numbered the first receipt the node answers 409 ANTIN-3011, to be repeated.
        await().atMost(PATIENCE)
                .ignoreException(Software.UnexpectedAnswer.class)
                .until(() -> Files.write(zip, town.software(town.sender()).evidence(id)) != null);
        assertThat(EvidenceBundle.verify(zip, town.trust(), Instant.now()))
                .allSatisfy(finding ->
                        assertThat(finding.outcome()).as(faults(finding)).isEqualTo(Outcome.HOLDS));
    }

    private static String faults(Finding finding) {
        return finding.file() + finding.faults();
    }
}
