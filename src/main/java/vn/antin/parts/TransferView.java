package vn.antin.parts;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.Repositories;

/** What of a document is still on a line, this node's or a recipient's, for people to look at. */
public final class TransferView {

    /**
     * One part of a document, and how far it has come.
     *
     * @param recipient who fetches it; nobody while it is on this node's own line
     */
    public record Crossing(
            int part, TransferProgress.Look look, @Nullable AgencyCode recipient) {}

    private final Repositories repositories;
    private final TransferProgress progress;
    private final RemoteProgress farSide;

    public TransferView(Repositories repositories, TransferProgress progress, RemoteProgress farSide) {
        this.repositories = repositories;
        this.progress = progress;
        this.farSide = farSide;
    }

    /** The parts of a document that have not crossed whole, on this node's line and then on those of its recipients. */
    public List<Crossing> of(EnvelopeId document) {
        List<Crossing> all = new ArrayList<>();
        repositories
                .ledger()
                .read(tx -> repositories.stored().of(tx, document))
                .forEach(transfer -> all.add(new Crossing(
                        transfer.number(),
                        progress.look(transfer.digest())
                                .orElseGet(() -> new TransferProgress.Look(
                                        TransferProgress.TransferState.WAITING, 0, transfer.size(), 0, "")),
                        null)));
        all.addAll(farSide.of(
                repositories.ledger().read(tx -> repositories.stored().fetching(tx, document))));
        return all;
    }
}
