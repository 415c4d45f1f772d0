package vn.antin.trial.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.Map;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.Books;
import vn.antin.ledger.Documents;
import vn.antin.trial.Province;
import vn.antin.wire.Frame;

/**
 * Documents whose seal does not hold, as only a faulty or bought hub could pass them on: the envelope of a document that
 * was really sent, with another id and another recipient, which its seal does not cover.
 */
final class BadSeal {

    private static final Clock CLOCK = Clock.systemUTC();

    private final Province province;
    private final Books books;
    private final Software software;

    /**
     * Sends in the name of BADSIG.
     *
     * @param books of its node
     */
    BadSeal(Province province, Books books, Software software) {
        this.province = province;
        this.books = books;
        this.software = software;
    }

    /** Puts one into the queue of a node, for an agency there. */
    void send(String to, String node) {
        String real = software.send(Trial.SILENT.code(), "V/v chữ ký hỏng (thử) / a broken seal (test)", Map.of());
        EnvelopeId id = EnvelopeId.of(real);
        Documents.Kept kept = books.ledger()
                .read(tx -> books.documents().find(tx, id))
                .orElseThrow(() -> new IllegalStateException(real));
        String changed = new String(kept.envelope(), UTF_8)
                .replace(real, EnvelopeId.next(CLOCK).toString())
                .replace("agency=\"" + Trial.SILENT.code() + '"', "agency=\"" + to + '"')
                .replace(
                        "<Recipient agency=\"" + to + "\" node=\"" + Sandbox.AGENCIES,
                        "<Recipient agency=\"" + to + "\" node=\"" + node);
        byte[] frame = new Frame(changed.getBytes(UTF_8), Map.of(1, Digest.sha256(kept.envelope())), Map.of()).write();
        province.slip(node, frame);
    }
}
