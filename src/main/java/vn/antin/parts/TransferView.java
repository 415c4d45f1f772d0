package vn.antin.parts;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.Repositories;

/** The transfers of a document that are not complete, on this node's line and on its recipients' lines. */
public final class TransferView {

    /**
     * The transfer of one part.
     *
     * @param recipient the fetching agency; null on this node's own line
     */
    public record Crossing(
            int part, TransferProgress.PartProgress progress, @Nullable AgencyCode recipient) {}

    private final Repositories repositories;
    private final TransferProgress progress;
    private final RemoteProgress remoteProgress;

    public TransferView(Repositories repositories, TransferProgress progress, RemoteProgress remoteProgress) {
        this.repositories = repositories;
        this.progress = progress;
        this.remoteProgress = remoteProgress;
    }

    /** The incomplete parts of a document, first those on this node's line. */
    public List<Crossing> of(EnvelopeId document) {
        List<Crossing> all = new ArrayList<>();
        repositories
                .ledger()
                .read(tx -> repositories.stored().of(tx, document))
                .forEach(transfer -> all.add(new Crossing(
                        transfer.number(),
                        progress.progress(transfer.digest())
                                .orElseGet(() -> new TransferProgress.PartProgress(
                                        TransferProgress.TransferState.WAITING, 0, transfer.size(), 0, "")),
                        null)));
        all.addAll(remoteProgress.of(
                repositories.ledger().read(tx -> repositories.stored().fetching(tx, document))));
        return all;
    }
}
