package vn.antin.settle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.Operation;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Documents;
import vn.antin.ledger.HubSession;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Traces;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Copy;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.Outcome;
import vn.antin.receipt.ReceiptCheck;
import vn.antin.receipt.ReceiptVerifier;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.receipt.Verdict;
import vn.antin.seal.SealedEnvelope;

/** Settles returned receipts: verifies each and matches it to its document before a copy changes state. */
public final class Settlement {

    /**
     * How long the next receipt may take.
     *
     * @param consigned until the copy has arrived
     * @param handedOver until the recipient's software has taken it
     * @param urgent either of them for an urgent document
     */
    public record Times(Duration consigned, Duration handedOver, Duration urgent) {}

    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    private final Repositories repositories;
    private final ReceiptVerifier verifier;
    private final HubSession standing;
    private final Times times;
    private final Clock clock;

    public Settlement(
            Repositories repositories, ReceiptVerifier verifier, HubSession standing, Times times, Clock clock) {
        this.repositories = repositories;
        this.verifier = verifier;
        this.standing = standing;
        this.times = times;
        this.clock = clock;
    }

    /**
     * Settles one message with receipts. Durable when it returns; a repeat changes nothing. An invalid receipt becomes
     * a dead letter with an alarm and changes no state.
     *
     * @throws Refused when the checkpoint or witness shared by all of them is invalid
     * @throws TryLater when a directory to verify them is missing; it is requested from the hub
     */
    public void accept(byte[] message) {
        Receipts receipts = Receipts.unpacked(message);
        Verdict verdict = verifier.verify(receipts, clock.instant());
        requireValid(verdict);
        repositories.ledger().store("settle", tx -> {
            SealedCheckpoint sealed = SealedCheckpoint.open(receipts.checkpoint());
            storeWitness(tx, receipts, sealed);
            for (int i = 0; i < verdict.receipts().size(); i++) {
                settleReceipt(
                        tx,
                        sealed,
                        receipts.receipts().get(i),
                        verdict.receipts().get(i));
            }
        });
        standing.heard(clock.instant());
    }

    private void requireValid(Verdict verdict) {
        for (ReceiptCheck check : verdict.checks()) {
            if (check.outcome() == Outcome.UNDECIDED && check.fault() == Fault.FILE_MISSING) {
                boolean requested = false;
                for (Verdict.Judgement judgement : verdict.receipts()) {
                    Evidence evidence = judgement.evidence();
                    requested |= evidence != null && standing.request(evidence.directorySerial());
                }
                if (requested) {
                    repositories.ledger().storeRelaxed("settle.wants", tx -> tx.wake(Signal.GREETING));
                }
                throw new TryLater(Fault.DIRECTORY_AHEAD, check.detail());
            }
        }
        for (ReceiptCheck check : verdict.shared()) {
            if (!check.holds()) {
                throw refused(check);
            }
        }
    }

    private static Refused refused(ReceiptCheck check) {
        Fault fault = check.fault();
        return new Refused(
                fault == null ? Fault.EVIDENCE_FORM : fault, check.name().toString(), check.detail());
    }

    /** Stores the checkpoint with its witness and its time-stamp. */
    private void storeWitness(Tx tx, Receipts receipts, SealedCheckpoint sealed) {
        keep(tx, sealed);
        Receipts.HubWitness witness = receipts.witness();
        if (witness == null) {
            return;
        }
        Digest stamped = sealed.digest();
        Receipts.WitnessLeaf leaf = witness.leaf();
        if (leaf != null) {
            SealedCheckpoint hub = SealedCheckpoint.open(leaf.checkpoint());
            keep(tx, hub);
            repositories.checkpoints().witnessed(tx, sealed.digest(), leaf.index(), leaf.proof(), hub.digest());
            stamped = hub.digest();
        }
        byte[] token = witness.timeStamp();
        if (token != null) {
            repositories.checkpoints().stamped(tx, stamped, token);
        }
    }

    /**
     * Stores a checkpoint. A second root for one size proves that its issuer keeps two histories: both are kept, with
     * an alarm.
     */
    private void keep(Tx tx, SealedCheckpoint sealed) {
        Checkpoint checkpoint = sealed.checkpoint();
        // The hub's checkpoint comes with each one that it witnesses.
        if (repositories.checkpoints().find(tx, sealed.digest()).isPresent()) {
            return;
        }
        repositories.checkpoints().add(tx, sealed, false, null);
        boolean conflict = repositories.checkpoints().at(tx, checkpoint.origin(), checkpoint.size()).stream()
                .anyMatch(other -> !other.root().equals(checkpoint.root()));
        if (conflict) {
            log.error("two roots of {} at {}", checkpoint.origin(), checkpoint.size());
            repositories
                    .timeline()
                    .alarm(tx, Fault.CHECKPOINT_CONFLICT, checkpoint.origin(), Long.toString(checkpoint.size()));
        }
    }

    private void settleReceipt(Tx tx, SealedCheckpoint sealed, Receipts.Receipt receipt, Verdict.Judgement judgement) {
        try {
            for (ReceiptCheck check : judgement.checks()) {
                if (!check.holds()) {
                    throw refused(check);
                }
            }
            // Read by the verifier from these bytes; its form is one of the checks.
            Evidence evidence = Objects.requireNonNull(judgement.evidence());
            Envelope envelope = matched(tx, evidence);
            Evidence.Written written =
                    new Evidence.Written(evidence, receipt.evidence(), Digest.sha256(receipt.evidence()));
            boolean fresh = repositories
                    .evidence()
                    .add(tx, written, sealed.checkpoint().origin(), receipt.index(), receipt.proof(), sealed.digest());
            // Our own evidence is known when it comes back: sender and recipient are agencies of this node.
            if (fresh || evidence.issuer().equals(repositories.log().self())) {
                move(tx, envelope, evidence, fresh);
            }
        } catch (Refused refused) {
            log.warn("invalid receipt: {}", refused.getMessage());
            repositories.timeline().deadLetter(tx, refused, "hub", "RECEIPT", receipt.evidence());
        }
    }

    /** The envelope of this evidence: sent by this node, with the same content and recipient. */
    private Envelope matched(Tx tx, Evidence evidence) {
        Copy copy = evidence.copy();
        Documents.StoredDocument stored = repositories
                .documents()
                .find(tx, copy.envelope())
                .orElseThrow(() ->
                        new Refused(Fault.DOCUMENT_NOT_FOUND, copy.envelope().toString()));
        SealedEnvelope sealed = SealedEnvelope.open(stored.envelope());
        if (copy.content() == null || !copy.isOf(sealed)) {
            throw new Refused(Fault.RECEIPT_OTHER_DOCUMENT, copy.envelope().toString());
        }
        return sealed.envelope();
    }

    private void move(Tx tx, Envelope envelope, Evidence evidence, boolean fresh) {
        int number = evidence.copy().index();
        CopyState to = state(evidence);
        Evidence.Reason reason = evidence.reason();
        boolean late = to == CopyState.CONSIGNED && evidence.time().isAfter(envelope.expires());
        boolean moved = !late
                && !isPassed(tx, evidence)
                && repositories
                        .copies()
                        .move(
                                tx,
                                envelope.id(),
                                number,
                                to,
                                due(to, envelope),
                                reason == null ? null : reason.code(),
                                reason == null ? null : reason.details());
        if (!fresh && !moved) {
            return;
        }
        repositories
                .timeline()
                .event(
                        tx,
                        envelope.id(),
                        evidence.event().etsiName(),
                        envelope.recipient(number).agency(),
                        reason == null ? null : reason.code(),
                        reason == null ? evidence.handedTo() : reason.details());
        Optional<CopyState> now = repositories.copies().state(tx, envelope.id(), number);
        try (Traces.LogContext context = Traces.logContext(tx, envelope.id())) {
            log.info(
                    "{} {} {}{}",
                    context.document(),
                    envelope.recipient(number).agency(),
                    now.orElse(to),
                    moved ? "" : " (was)");
        }
    }

    /** Whether the copy has passed this stop already: the first evidence of a stop stands. */
    private boolean isPassed(Tx tx, Evidence evidence) {
        int order = evidence.event().order();
        return repositories
                .copies()
                .state(tx, evidence.copy().envelope(), evidence.copy().index())
                .map(Settlement::passed)
                .filter(passed -> passed >= order)
                .isPresent();
    }

    /** The last stop (see {@link vn.antin.receipt.Event#order}) that a copy in this state has passed. */
    private static int passed(CopyState state) {
        return switch (state) {
            case ACCEPTED, SENDING, SENT -> 1;
            case RELAYED -> 2;
            case CONSIGNED -> 3;
            case HANDED_OVER -> 4;
            case ACCEPTED_BY_RECIPIENT, REFUSED_BY_RECIPIENT -> 5;
            // Nothing was proved: late evidence decides by its own time.
            case REJECTED, FAILED, EXPIRED, RECALLED -> 0;
        };
    }

    private static CopyState state(Evidence evidence) {
        return switch (evidence.event()) {
            case SUBMISSION_ACCEPTANCE -> CopyState.ACCEPTED;
            case SUBMISSION_REJECTION, RELAY_REJECTION -> CopyState.REJECTED;
            case RELAY_ACCEPTANCE -> CopyState.RELAYED;
            case RELAY_FAILURE, CONTENT_CONSIGNMENT_FAILURE, CONTENT_HANDOVER_FAILURE -> CopyState.FAILED;
            case CONTENT_CONSIGNMENT -> CopyState.CONSIGNED;
            case CONTENT_HANDOVER -> CopyState.HANDED_OVER;
            case CONSIGNMENT_ACCEPTANCE -> CopyState.ACCEPTED_BY_RECIPIENT;
            case CONSIGNMENT_REJECTION -> CopyState.REFUSED_BY_RECIPIENT;
        };
    }

    private @Nullable Instant due(CopyState state, Envelope envelope) {
        boolean urgent = envelope.urgency().urgent();
        // The handover of a report has no evidence, so nothing more is expected.
        boolean last = envelope.operation() == Operation.STATUS;
        return switch (state) {
            case RELAYED -> clock.instant().plus(urgent ? times.urgent() : times.consigned());
            case CONSIGNED -> last ? null : clock.instant().plus(urgent ? times.urgent() : times.handedOver());
            default -> null;
        };
    }
}
