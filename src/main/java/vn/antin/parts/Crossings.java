package vn.antin.parts;

import java.util.List;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.Books;

/** What of a document is still on this node's line, for people to look at. */
public final class Crossings {

    /** One part of a document, and how far it has come. */
    public record Crossing(int part, Progress.Look look) {}

    private final Books books;
    private final Progress progress;

    public Crossings(Books books, Progress progress) {
        this.books = books;
        this.progress = progress;
    }

    /** The parts of a document that have not crossed whole. */
    public List<Crossing> of(EnvelopeId document) {
        return books.ledger().read(tx -> books.stored().of(tx, document)).stream()
                .map(transfer -> new Crossing(
                        transfer.number(),
                        progress.look(transfer.digest())
                                .orElseGet(() -> new Progress.Look(Progress.State.WAITING, 0, transfer.size(), 0, ""))))
                .toList();
    }
}
