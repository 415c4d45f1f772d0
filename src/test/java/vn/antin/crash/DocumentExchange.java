package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.receipt.EvidenceBundle;
import vn.antin.receipt.Finding;
import vn.antin.receipt.Outcome;

/** Letters from one agency to another, followed from the door of the one to the door of the other and back. */
final class DocumentExchange {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> WAY =
            List.of("SubmissionAcceptance", "RelayAcceptance", "ContentConsignment", "ContentHandover");

    private final CrashProvince town;
    private final Map<String, Letter> sent = new LinkedHashMap<>();
    private final Map<String, Integer> taken = new HashMap<>();

    DocumentExchange(CrashProvince town) {
        this.town = town;
    }

    /** Hands one letter in; answers its id. */
    String send() throws IOException {
        Letter letter = Letter.to(CrashProvince.TO);
        return send(letter, letter.metadata());
    }

    /** One that expires. */
    String send(@Nullable Instant expires) throws IOException {
        Letter letter = Letter.to(CrashProvince.TO);
        return send(letter, Software.letter(letter.to(), letter.subject(), expires));
    }

    /** One with so large a file. */
    String sendLarge(int bytes) throws IOException {
        Letter letter = Letter.of(bytes, CrashProvince.TO);
        return send(letter, letter.metadata());
    }

    /** The same for one that goes before all others. */
    String sendUrgent(int bytes) throws IOException {
        Letter letter = Letter.of(bytes, CrashProvince.TO);
        return send(letter, Map.of("to", letter.to(), "subject", letter.subject(), "urgency", "URGENT"));
    }

    private String send(Letter letter, Map<String, Object> metadata) throws IOException {
        String id = town.software(town.sender()).submit(letter.key(), metadata, letter.file());
        sent.put(id, letter);
        return id;
    }

    /** What was sent, in its order. */
    List<String> ids() {
        return List.copyOf(sent.keySet());
    }

    /** This one is not expected to arrive. */
    void forget(String id) {
        sent.remove(id);
    }

    void send(int letters) throws IOException {
        for (int i = 0; i < letters; i++) {
            send();
        }
    }

    /** What the recipient's software takes now, each file compared with what was sent. */
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

    /** Every letter is taken, once; every receipt is back, witnessed and time-stamped, once; and all of it verifies. */
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

    /** Every receipt of a letter's way is there, witnessed and time-stamped. */
    static boolean proven(List<Software.Receipt> receipts) {
        return receipts.size() >= WAY.size()
                && receipts.stream().allMatch(receipt -> receipt.witnessed() && receipt.stamped());
    }

    /** The evidence of a letter, as an auditor judges it. */
    void holds(String id) throws IOException {
        Path zip = town.home(id + ".zip");
        Files.write(zip, town.software(town.sender()).evidence(id));
        assertThat(EvidenceBundle.verify(zip, town.trust(), Instant.now()))
                .allSatisfy(finding ->
                        assertThat(finding.outcome()).as(faults(finding)).isEqualTo(Outcome.HOLDS));
    }

    private static String faults(Finding finding) {
        return finding.file() + finding.faults();
    }
}
