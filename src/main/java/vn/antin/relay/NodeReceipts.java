package vn.antin.relay;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.AttestedCopies;
import vn.antin.ledger.Documents;
import vn.antin.ledger.JoinedNodes;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Copy;
import vn.antin.receipt.Event;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.Merkle;
import vn.antin.receipt.MerkleProof;
import vn.antin.receipt.Receipts;
import vn.antin.seal.SealedEnvelope;

/** Checks the receipts under a node's checkpoint, and records how far they attest that a copy has come. */
final class NodeReceipts {

    private static final Logger log = LoggerFactory.getLogger(NodeReceipts.class);

    private final Repositories repositories;
    private final LongConsumer awaitNewer;
    private final Clock clock;
    private Consumer<Duration> arrivalListener = took -> {};

    /** @param awaitNewer waits for the directory of a serial, where it is expected */
    NodeReceipts(Repositories repositories, LongConsumer awaitNewer, Clock clock) {
        this.repositories = repositories;
        this.clock = clock;
        this.awaitNewer = awaitNewer;
    }

    /** Sets a listener for the time from sealing to arrival of each document; it may be called twice for one. */
    void onArrival(Consumer<Duration> listener) {
        arrivalListener = listener;
    }

    /** The valid receipts; an invalid one becomes a dead letter with an alarm and does not stop the others. */
    List<Receipts.Receipt> valid(Tx tx, NodeId node, Receipts receipts, Checkpoint checkpoint, Directory directory) {
        List<Receipts.Receipt> valid = new ArrayList<>();
        List<AttestedCopies.Attestation> attested = new ArrayList<>();
        Map<Receipts.Receipt, Evidence> read = new LinkedHashMap<>();
        for (Receipts.Receipt receipt : receipts.receipts()) {
            try {
                Evidence evidence = Evidence.read(receipt.evidence());
                awaitNewer.accept(evidence.directorySerial());
                requireIssued(node, evidence, directory);
                requireIncluded(receipt, checkpoint);
                read.put(receipt, evidence);
            } catch (Refused refused) {
                giveUp(tx, node, receipt, refused);
            }
        }
        Map<EnvelopeId, Documents.StoredDocument> relayed = repositories
                .documents()
                .find(
                        tx,
                        read.values().stream()
                                .map(evidence -> evidence.copy().envelope())
                                .collect(Collectors.toSet()));
        read.forEach((receipt, evidence) -> {
            try {
                if (check(tx, evidence, relayed.get(evidence.copy().envelope()))) {
                    attested.add(new AttestedCopies.Attestation(evidence, Digest.sha256(receipt.evidence())));
                }
                valid.add(receipt);
            } catch (Refused refused) {
                giveUp(tx, node, receipt, refused);
            }
        });
        new AttestedCopies(repositories).record(tx, attested);
        return valid;
    }

    private void giveUp(Tx tx, NodeId node, Receipts.Receipt receipt, Refused why) {
        log.warn("receipt of {} refused: {}", node, why.getMessage());
        repositories.timeline().deadLetter(tx, why, node.value(), "RECEIPT", receipt.evidence());
    }

    private static void requireIssued(NodeId node, Evidence evidence, Directory directory) {
        Copy copy = evidence.copy();
        var recipient = copy.recipient();
        boolean issuedByRecipient = evidence.issuer().equals(node)
                && evidence.event().issuers().contains(Event.By.RECIPIENT_NODE)
                && recipient != null
                && recipient.node().equals(node);
        if (!issuedByRecipient) {
            throw new Refused(
                    Fault.EVENT_NOT_ALLOWED, node.value(), evidence.event().etsiName());
        }
        if (evidence.directorySerial() > directory.serial()) {
            // Its sender would wait for that directory without end.
            throw new Refused(Fault.DIRECTORY_AHEAD, Long.toString(evidence.directorySerial()));
        }
    }

    private static void requireIncluded(Receipts.Receipt receipt, Checkpoint checkpoint) {
        Digest leaf = Merkle.leaf(receipt.evidence());
        if (!MerkleProof.included(leaf, receipt.index(), checkpoint.size(), receipt.proof(), checkpoint.root())) {
            throw new Refused(Fault.PROOF_WRONG, checkpoint.origin());
        }
    }

    /** Matches an evidence to its document; whether it attests how far the copy has come. */
    private boolean check(Tx tx, Evidence evidence, Documents.@Nullable StoredDocument relayed) {
        Copy copy = evidence.copy();
        Instant now = clock.instant();
        boolean before = relayed == null
                && JoinedNodes.isOne(tx, evidence.issuer(), now)
                && JoinedNodes.isOne(tx, copy.sender().node(), now);
        if (before) {
            return false; // another hub relayed it; its sender judges the receipt
        }
        if (relayed == null) {
            throw new Refused(Fault.DOCUMENT_NOT_FOUND, copy.envelope().toString());
        }
        SealedEnvelope opened = SealedEnvelope.open(relayed.envelope());
        if (copy.content() == null || !copy.isOf(opened)) {
            throw new Refused(Fault.RECEIPT_OTHER_DOCUMENT, copy.envelope().toString());
        }
        if (evidence.event() == Event.CONTENT_CONSIGNMENT) {
            arrivalListener.accept(Duration.between(opened.envelope().created(), evidence.time()));
        }
        boolean over =
                evidence.event() == Event.CONTENT_CONSIGNMENT || evidence.event() == Event.CONTENT_CONSIGNMENT_FAILURE;
        if (over && PartsGate.hasStoredParts(opened.envelope())) {
            repositories.stored().over(tx, copy.envelope(), copy.index());
        }
        return over || evidence.event().order() == Event.CONTENT_HANDOVER.order();
    }
}
