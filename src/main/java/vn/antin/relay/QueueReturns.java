package vn.antin.relay;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.AttestedCopies;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.StoredParts.Awaiting;
import vn.antin.ledger.db.Tx;
import vn.antin.log.Issuer;
import vn.antin.receipt.Event;
import vn.antin.seal.SealedEnvelope;
import vn.antin.wire.Frame;

/**
 * Sends the documents that wait for a barred node back to their senders, with evidence of RelayFailure, where the
 * directory says so. The directory in force is the only order: a look finds what is left to do.
 */
public final class QueueReturns {

    /** Rows of the outbox in one transaction. */
    private static final int BATCH = 50;

    private static final Logger log = LoggerFactory.getLogger(QueueReturns.class);

    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final Issuer issuer;
    private final BrokerTraffic traffic;

    public QueueReturns(
            Repositories repositories, DirectoryEditions directories, Issuer issuer, BrokerTraffic traffic) {
        this.repositories = repositories;
        this.directories = directories;
        this.issuer = issuer;
        this.traffic = traffic;
    }

    /** Returns what waits: copies in the outbox, in the broker's queues, and those that wait for their parts. */
    public void look() {
        Directory directory = directories.current();
        if (directory.edition().stopped().isEmpty()) {
            return;
        }
        for (NodeEntry node : directory.edition().nodes()) {
            if (directory.returns(node.id())) {
                giveBack(node.id());
            }
        }
    }

    private void giveBack(NodeId node) {
        while (repositories.ledger().commit("relay.return", tx -> giveBackOutbox(tx, node))) {
            // each transaction returns a bounded number
        }
        traffic.drain(node, message -> {
            Frame frame = Frame.read(message);
            EnvelopeId document =
                    SealedEnvelope.open(frame.envelope()).envelope().id();
            int number = frame.recipient();
            repositories.ledger().store("relay.return", tx -> {
                giveBack(tx, document, number, frame.previous().get(number));
            });
        });
        repositories.ledger().read(repositories.stored()::awaited).keySet().forEach(id -> giveBackAwaiting(id, node));
    }

    /** True when there may be more. */
    private boolean giveBackOutbox(Tx tx, NodeId node) {
        List<Outbox.OutboxRow> rows = repositories.outbox().documentsTo(tx, node, BATCH);
        for (Outbox.OutboxRow row : rows) {
            Digest previous = Frame.read(row.body()).previous().get(row.number());
            giveBack(tx, Objects.requireNonNull(row.document()), row.number(), previous);
        }
        if (!rows.isEmpty()) {
            repositories.outbox().done(tx, rows);
        }
        return rows.size() == BATCH;
    }

    private void giveBackAwaiting(EnvelopeId document, NodeId node) {
        repositories.ledger().store("relay.return", tx -> {
            Envelope envelope =
                    SealedEnvelope.open(stored(tx, document).envelope()).envelope();
            for (Awaiting copy : repositories.stored().awaiting(tx, document)) {
                if (envelope.recipient(copy.number()).node().equals(node)) {
                    giveBack(
                            tx,
                            document,
                            copy.number(),
                            Frame.read(copy.frame()).previous().get(copy.number()));
                }
            }
        });
    }

    /** Issues the evidence of one copy, unless its node has attested that it came; a repeat changes nothing. */
    private void giveBack(Tx tx, EnvelopeId document, int number, @Nullable Digest previous) {
        Documents.StoredDocument stored = stored(tx, document);
        Envelope envelope = SealedEnvelope.open(stored.envelope()).envelope();
        boolean waited = repositories.stored().end(tx, document, number);
        if (waited) {
            repositories.stored().disentitle(tx, document, number);
        } else {
            repositories.stored().over(tx, document, number);
        }
        if (AttestedCopies.isAttested(tx, document, number)) {
            return;
        }
        // The outbox names the evidence of submission for a copy that was announced and relayed since.
        Optional<Digest> relayed = repositories
                .evidence()
                .find(tx, document, number, Event.RELAY_ACCEPTANCE)
                .map(evidence -> evidence.digest());
        NodeId node = envelope.recipient(number).node();
        issuer.failed(
                tx,
                Event.RELAY_FAILURE,
                new Issuer.About(envelope, stored.digest(), number, relayed.orElse(previous)),
                new Refused(Fault.NODE_BARRED, node.value()),
                envelope.sender().node());
        log.info("{} goes back: {} is stopped", document, node);
    }

    private Documents.StoredDocument stored(Tx tx, EnvelopeId document) {
        return repositories.documents().find(tx, document).orElseThrow();
    }
}
