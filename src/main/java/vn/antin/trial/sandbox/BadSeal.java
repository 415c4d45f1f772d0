package vn.antin.trial.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.Map;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Repositories;
import vn.antin.trial.Province;
import vn.antin.wire.Frame;

/**
 * Makes documents whose seal does not verify, as only a faulty or malicious hub could send them: the envelope of a real
 * document with another id and recipient, which its seal does not cover.
 */
final class BadSeal {

    private static final Clock CLOCK = Clock.systemUTC();

    private final Province province;
    private final Repositories repositories;
    private final AgencySoftware software;

    /**
     * Sends in the name of BADSIG.
     *
     * @param repositories of its node
     */
    BadSeal(Province province, Repositories repositories, AgencySoftware software) {
        this.province = province;
        this.repositories = repositories;
        this.software = software;
    }

    /** Puts one into the queue of a node, for an agency there. */
    void send(String to, String node) {
        String real =
                software.send(TestAgencies.SILENT.code(), "V/v chữ ký hỏng (thử) / a broken seal (test)", Map.of());
        EnvelopeId id = EnvelopeId.of(real);
        Documents.StoredDocument kept = repositories
                .ledger()
                .read(tx -> repositories.documents().find(tx, id))
                .orElseThrow(() -> new IllegalStateException(real));
        String changed = new String(kept.envelope(), UTF_8)
                .replace(real, EnvelopeId.next(CLOCK).toString())
                .replace("agency=\"" + TestAgencies.SILENT.code() + '"', "agency=\"" + to + '"')
                .replace(
                        "<Recipient agency=\"" + to + "\" node=\"" + Sandbox.AGENCIES,
                        "<Recipient agency=\"" + to + "\" node=\"" + node);
        byte[] frame = new Frame(changed.getBytes(UTF_8), Map.of(1, Digest.sha256(kept.envelope())), Map.of()).write();
        province.slip(node, frame);
    }
}
