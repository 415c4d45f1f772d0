package vn.antin.settle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Operation;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.BatchCommit;
import vn.antin.ledger.Checkpoints.SeenCheckpoint;
import vn.antin.ledger.Checkpoints.WitnessedAt;
import vn.antin.ledger.Copies;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Documents;
import vn.antin.ledger.EvidenceStore;
import vn.antin.ledger.HubSession;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.Traces;
import vn.antin.ledger.db.Change;
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
import vn.antin.wire.BatchReceiver;
import vn.antin.wire.InboundMessage;

/** Settles returned receipts: verifies each and matches it to its document before a copy changes state. */
public final class Settlement implements BatchReceiver {

    /**
     * How long the next receipt may take.
     *
     * @param consigned until the copy has arrived
     * @param handedOver until the recipient's software has taken it
     * @param urgent either of them for an urgent document
     */
    public record Times(Duration consigned, Duration handedOver, Duration urgent) {}

    /** Label of the transaction. */
    private static final String SETTLE = "settle";

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
        repositories.ledger().store(SETTLE, verified(message));
        standing.heard(clock.instant());
    }

    @Override
    public BitSet acceptTogether(List<InboundMessage> messages) {
        BitSet done = BatchCommit.of(
                repositories.ledger(),
                SETTLE,
                messages,
                message -> Optional.of(verified(message.body()).asWork()::in));
        if (!done.isEmpty()) {
            standing.heard(clock.instant());
        }
        return done;
    }

    private Change verified(byte[] message) {
        Receipts receipts = Receipts.unpacked(message);
        Verdict verdict = verifier.verify(receipts, clock.instant());
        requireValid(verdict);
        SealedCheckpoint sealed = SealedCheckpoint.open(receipts.checkpoint());
        return tx -> {
            storeCheckpoints(tx, receipts, sealed);
            settleReceipts(tx, sealed, receipts.receipts(), verdict.receipts());
        };
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

    /**
     * Stores the checkpoint with its witness and its time-stamp. A second root for one size proves that its issuer keeps
     * two histories: both are kept, with an alarm.
     */
    private void storeCheckpoints(Tx tx, Receipts receipts, SealedCheckpoint sealed) {
        Receipts.HubWitness witness = receipts.witness();
        Receipts.WitnessLeaf leaf = witness == null ? null : witness.leaf();
        byte[] token = witness == null ? null : witness.timeStamp();
        List<SeenCheckpoint> seen = new ArrayList<>();
        if (leaf == null) {
            seen.add(new SeenCheckpoint(sealed, token, null));
        } else {
            SealedCheckpoint hub = SealedCheckpoint.open(leaf.checkpoint());
            seen.add(new SeenCheckpoint(sealed, null, new WitnessedAt(leaf.index(), leaf.proof(), hub.digest())));
            seen.add(new SeenCheckpoint(hub, token, null));
        }
        for (SealedCheckpoint conflict : repositories.checkpoints().see(tx, seen)) {
            Checkpoint checkpoint = conflict.checkpoint();
            log.error("two roots of {} at {}", checkpoint.origin(), checkpoint.size());
            repositories
                    .timeline()
                    .alarm(tx, Fault.CHECKPOINT_CONFLICT, checkpoint.origin(), Long.toString(checkpoint.size()));
        }
    }

    /** A valid receipt and the document that it is about. */
    private record Matched(
            Receipts.Receipt receipt, Evidence evidence, Envelope envelope, Documents.StoredDocument document) {

        Copies.CopyKey copy() {
            return new Copies.CopyKey(envelope.id(), evidence.copy().index());
        }

        EvidenceStore.ProvedEvidence proved() {
            byte[] bytes = receipt.evidence();
            return new EvidenceStore.ProvedEvidence(
                    new Evidence.Written(evidence, bytes, Digest.sha256(bytes)), receipt.index(), receipt.proof());
        }
    }

    private void settleReceipts(
            Tx tx, SealedCheckpoint sealed, List<Receipts.Receipt> receipts, List<Verdict.Judgement> judgements) {
        // Each evidence once, should a message have it twice.
        Map<Digest, Matched> valid = new LinkedHashMap<>();
        Map<EnvelopeId, Documents.StoredDocument> documents =
                repositories.documents().find(tx, documents(judgements));
        for (int i = 0; i < judgements.size(); i++) {
            Receipts.Receipt receipt = receipts.get(i);
            try {
                Matched matched = matched(receipt, judgements.get(i), documents);
                valid.putIfAbsent(matched.evidence().id(), matched);
            } catch (Refused refused) {
                log.warn("invalid receipt: {}", refused.getMessage());
                repositories.timeline().deadLetter(tx, refused, "hub", "RECEIPT", receipt.evidence());
            }
        }
        Set<Digest> known = repositories.evidence().known(tx, valid.keySet());
        List<EvidenceStore.ProvedEvidence> fresh = valid.entrySet().stream()
                .filter(entry -> !known.contains(entry.getKey()))
                .map(entry -> entry.getValue().proved())
                .toList();
        repositories.evidence().add(tx, sealed.checkpoint().origin(), sealed.digest(), fresh);
        // Our own evidence is known when it comes back: sender and recipient are agencies of this node.
        valid.values()
                .removeIf(matched -> known.contains(matched.evidence().id())
                        && !matched.evidence()
                                .issuer()
                                .equals(repositories.log().self()));
        move(tx, valid.values(), known);
    }

    private static Set<EnvelopeId> documents(List<Verdict.Judgement> judgements) {
        Set<EnvelopeId> documents = new LinkedHashSet<>();
        for (Verdict.Judgement judgement : judgements) {
            Evidence evidence = judgement.evidence();
            if (evidence != null) {
                documents.add(evidence.copy().envelope());
            }
        }
        return documents;
    }

    /** Matches a receipt to its envelope: sent by this node, with the same content and recipient. */
    private static Matched matched(
            Receipts.Receipt receipt,
            Verdict.Judgement judgement,
            Map<EnvelopeId, Documents.StoredDocument> documents) {
        for (ReceiptCheck check : judgement.checks()) {
            if (!check.holds()) {
                throw refused(check);
            }
        }
        // Read by the verifier from these bytes; its form is one of the checks.
        Evidence evidence = Objects.requireNonNull(judgement.evidence());
        Copy copy = evidence.copy();
        Documents.StoredDocument stored = documents.get(copy.envelope());
        if (stored == null) {
            throw new Refused(Fault.DOCUMENT_NOT_FOUND, copy.envelope().toString());
        }
        SealedEnvelope sealed = SealedEnvelope.open(stored.envelope());
        if (copy.content() == null || !copy.isOf(sealed)) {
            throw new Refused(Fault.RECEIPT_OTHER_DOCUMENT, copy.envelope().toString());
        }
        return new Matched(receipt, evidence, sealed.envelope(), stored);
    }

    /** Moves the copies of these receipts as far as the evidence carries them, and records each in the timeline. */
    private void move(Tx tx, Collection<Matched> receipts, Set<Digest> known) {
        Map<Copies.CopyKey, CopyState> states = repositories
                .copies()
                .lock(tx, receipts.stream().map(Matched::copy).toList());
        List<Copies.Move> moves = new ArrayList<>();
        List<Timeline.NewEvent> events = new ArrayList<>();
        for (Matched matched : receipts) {
            Evidence evidence = matched.evidence();
            Optional<Copies.Move> move = move(matched, states.get(matched.copy()));
            move.ifPresent(one -> {
                moves.add(one);
                states.put(one.copy(), one.to());
            });
            if (known.contains(evidence.id()) && move.isEmpty()) {
                continue;
            }
            Evidence.Reason reason = evidence.reason();
            AgencyCode recipient =
                    matched.envelope().recipient(evidence.copy().index()).agency();
            events.add(new Timeline.NewEvent(
                    matched.envelope().id(),
                    evidence.event().etsiName(),
                    recipient,
                    reason == null ? null : reason.code(),
                    reason == null ? evidence.handedTo() : reason.details()));
            try (Traces.LogContext context = Traces.logContext(
                    matched.envelope().id(), matched.document().given())) {
                log.info(
                        "{} {} {}{}",
                        context.document(),
                        recipient,
                        states.getOrDefault(matched.copy(), state(evidence)),
                        move.isPresent() ? "" : " (was)");
            }
        }
        repositories.copies().move(tx, moves);
        repositories.timeline().events(tx, events);
    }

    /** The move of a copy by this evidence; empty when it stays as it is: the first evidence of a stop stands. */
    private Optional<Copies.Move> move(Matched matched, @Nullable CopyState now) {
        Evidence evidence = matched.evidence();
        CopyState to = state(evidence);
        boolean late = to == CopyState.CONSIGNED
                && evidence.time().isAfter(matched.envelope().expires());
        if (now == null
                || late
                || passed(now) >= evidence.event().order()
                || !to.from().contains(now)) {
            return Optional.empty();
        }
        Evidence.Reason reason = evidence.reason();
        return Optional.of(new Copies.Move(
                matched.copy(),
                now,
                to,
                due(to, matched.envelope()),
                reason == null ? null : reason.code(),
                reason == null ? null : reason.details()));
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
