package vn.antin.settle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
import vn.antin.ledger.ForkedDirectories;
import vn.antin.ledger.HubSession;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.Traces;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Copy;
import vn.antin.receipt.Event;
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
    public record ReceiptTimes(Duration consigned, Duration handedOver, Duration urgent) {}

    /** Label of the transaction. */
    private static final String SETTLE = "settle";

    /** Receipts settled by the same statements, unless one message has more. */
    private static final int MAX_RECEIPTS = 1000;

    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    private final Repositories repositories;
    private final ReceiptVerifier verifier;
    private final HubSession standing;
    private final ReceiptTimes times;
    private final Clock clock;
    private final ForkedDirectories forked;

    public Settlement(
            Repositories repositories, ReceiptVerifier verifier, HubSession standing, ReceiptTimes times, Clock clock) {
        this.repositories = repositories;
        this.verifier = verifier;
        this.standing = standing;
        this.times = times;
        this.clock = clock;
        this.forked = new ForkedDirectories(repositories.timeline());
    }

    /**
     * Settles one message with receipts. Durable when it returns; a repeat changes nothing. An invalid receipt becomes
     * a dead letter with an alarm and changes no state.
     *
     * @throws Refused when the checkpoint or witness shared by all of them is invalid
     * @throws TryLater when a directory to verify them is missing; it is requested from the hub
     */
    public void accept(byte[] message) {
        repositories.ledger().commit(SETTLE, verified(message));
        standing.heard(clock.instant());
    }

    @Override
    public BitSet acceptTogether(List<InboundMessage> messages) {
        BitSet done = BatchCommit.together(
                repositories.ledger(),
                SETTLE,
                messages,
                message -> Optional.of(verified(message.body())),
                this::settle);
        if (!done.isEmpty()) {
            standing.heard(clock.instant());
        }
        return done;
    }

    private Verified verified(byte[] message) {
        Receipts receipts = Receipts.unpacked(message);
        Verdict verdict = verifier.verify(receipts, clock.instant());
        requireValid(verdict);
        return new Verified(receipts, SealedCheckpoint.open(receipts.checkpoint()), verdict.receipts());
    }

    /** A message whose checkpoint and witness are valid, and its transaction. */
    private final class Verified implements BatchCommit.Prepared<Boolean> {

        private final Receipts receipts;
        private final SealedCheckpoint sealed;
        private final List<Verdict.Judgement> judgements;

        Verified(Receipts receipts, SealedCheckpoint sealed, List<Verdict.Judgement> judgements) {
            this.receipts = receipts;
            this.sealed = sealed;
            this.judgements = judgements;
        }

        @Override
        public Boolean in(Tx tx) {
            settleAtOnce(tx, List.of(this));
            return true;
        }

        /** The checkpoint with its witness and its time-stamp. */
        List<SeenCheckpoint> seen() {
            Receipts.HubWitness witness = receipts.witness();
            Receipts.WitnessLeaf leaf = witness == null ? null : witness.leaf();
            byte[] token = witness == null ? null : witness.timeStamp();
            if (leaf == null) {
                return List.of(new SeenCheckpoint(sealed, token, null));
            }
            SealedCheckpoint hub = SealedCheckpoint.open(leaf.checkpoint());
            return List.of(
                    new SeenCheckpoint(sealed, null, new WitnessedAt(leaf.index(), leaf.proof(), hub.digest())),
                    new SeenCheckpoint(hub, token, null));
        }
    }

    /** Settles messages in their order, so many at once that the lists of a statement stay short. */
    private List<Boolean> settle(Tx tx, List<Verified> messages) {
        List<Verified> next = new ArrayList<>();
        int receipts = 0;
        for (Verified message : messages) {
            int more = message.judgements.size();
            if (!next.isEmpty() && receipts + more > MAX_RECEIPTS) {
                settleAtOnce(tx, next);
                next.clear();
                receipts = 0;
            }
            next.add(message);
            receipts += more;
        }
        settleAtOnce(tx, next);
        return Collections.nCopies(messages.size(), true);
    }

    private void requireValid(Verdict verdict) {
        for (ReceiptCheck check : verdict.checks()) {
            if (check.outcome() == Outcome.UNDECIDED && check.fault() == Fault.FILE_MISSING) {
                for (Verdict.Judgement judgement : verdict.receipts()) {
                    Evidence evidence = judgement.evidence();
                    if (evidence != null) {
                        standing.request(evidence.directorySerial());
                    }
                }
                standing.askNow(repositories.ledger());
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
     * Settles messages as if one came after the other, by one statement for each table. A second root for one size
     * proves that the issuer of a checkpoint keeps two histories: both are kept, with an alarm.
     */
    private void settleAtOnce(Tx tx, List<Verified> messages) {
        List<List<SeenCheckpoint>> seen = messages.stream().map(Verified::seen).toList();
        Set<Digest> conflicts =
                repositories
                        .checkpoints()
                        .see(tx, seen.stream().flatMap(List::stream).toList())
                        .stream()
                        .map(SealedCheckpoint::digest)
                        .collect(Collectors.toSet());
        forked.compare(
                tx,
                seen.stream()
                        .flatMap(List::stream)
                        .map(one -> one.sealed().checkpoint())
                        .toList());
        Map<EnvelopeId, Documents.StoredDocument> documents =
                repositories.documents().find(tx, documents(messages));
        List<Matched> matched = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            seen.get(i).stream()
                    .map(SeenCheckpoint::sealed)
                    .filter(one -> conflicts.remove(one.digest()))
                    .forEach(conflict -> raiseConflict(tx, conflict.checkpoint()));
            matched.addAll(matched(tx, messages.get(i), documents));
        }
        settleReceipts(tx, matched);
    }

    private void raiseConflict(Tx tx, Checkpoint checkpoint) {
        log.error("two roots of {} at {}", checkpoint.origin(), checkpoint.size());
        repositories
                .timeline()
                .alarm(tx, Fault.CHECKPOINT_CONFLICT, checkpoint.origin(), Long.toString(checkpoint.size()));
    }

    /** A valid receipt and the document that it is about. */
    private record Matched(
            Receipts.Receipt receipt,
            SealedCheckpoint under,
            Evidence evidence,
            Envelope envelope,
            Documents.StoredDocument document) {

        Copies.CopyKey copy() {
            return new Copies.CopyKey(envelope.id(), evidence.copy().index());
        }

        EvidenceStore.ProvedEvidence proved() {
            byte[] bytes = receipt.evidence();
            return new EvidenceStore.ProvedEvidence(
                    new Evidence.Written(evidence, bytes, Digest.sha256(bytes)),
                    under.checkpoint().origin(),
                    receipt.index(),
                    receipt.proof(),
                    under.digest());
        }
    }

    /** @param first whether its evidence was not stored before */
    private record SettledReceipt(Matched matched, boolean first) {}

    private void settleReceipts(Tx tx, List<Matched> matched) {
        Set<Digest> known = repositories
                .evidence()
                .known(tx, matched.stream().map(one -> one.evidence().id()).collect(Collectors.toSet()));
        List<EvidenceStore.ProvedEvidence> fresh = new ArrayList<>();
        List<SettledReceipt> arrived = new ArrayList<>();
        for (Matched one : matched) {
            boolean first = known.add(one.evidence().id());
            if (first) {
                fresh.add(one.proved());
            }
            // Our own evidence is known when it comes back: sender and recipient are agencies of this node.
            if (first || one.evidence().issuer().equals(repositories.log().self())) {
                arrived.add(new SettledReceipt(one, first));
            }
        }
        repositories.evidence().add(tx, fresh);
        move(tx, arrived);
    }

    private static Set<EnvelopeId> documents(List<Verified> messages) {
        Set<EnvelopeId> documents = new LinkedHashSet<>();
        for (Verified message : messages) {
            for (Verdict.Judgement judgement : message.judgements) {
                Evidence evidence = judgement.evidence();
                if (evidence != null) {
                    documents.add(evidence.copy().envelope());
                }
            }
        }
        return documents;
    }

    /** The valid receipts of a message, each evidence once, should it have it twice; the others are dead letters. */
    private Collection<Matched> matched(Tx tx, Verified message, Map<EnvelopeId, Documents.StoredDocument> documents) {
        Map<Digest, Matched> valid = new LinkedHashMap<>();
        for (int i = 0; i < message.judgements.size(); i++) {
            Receipts.Receipt receipt = message.receipts.receipts().get(i);
            try {
                Matched matched = matched(receipt, message.sealed, message.judgements.get(i), documents);
                valid.putIfAbsent(matched.evidence().id(), matched);
            } catch (Refused refused) {
                log.warn("invalid receipt: {}", refused.getMessage());
                repositories.timeline().deadLetter(tx, refused, "hub", "RECEIPT", receipt.evidence());
            }
        }
        return valid.values();
    }

    /** Matches a receipt to its envelope: sent by this node, with the same content and recipient. */
    private static Matched matched(
            Receipts.Receipt receipt,
            SealedCheckpoint under,
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
        return new Matched(receipt, under, evidence, sealed.envelope(), stored);
    }

    /** Moves the copies of these receipts as far as the evidence carries them, and records each in the timeline. */
    private void move(Tx tx, List<SettledReceipt> receipts) {
        Map<Copies.CopyKey, CopyState> states = repositories
                .copies()
                .lock(tx, receipts.stream().map(one -> one.matched().copy()).toList());
        List<Copies.Move> moves = new ArrayList<>();
        List<Timeline.NewEvent> events = new ArrayList<>();
        for (SettledReceipt arrived : receipts) {
            Matched matched = arrived.matched();
            Evidence evidence = matched.evidence();
            Optional<Copies.Move> move = move(matched, states.get(matched.copy()));
            move.ifPresent(one -> {
                moves.add(one);
                states.put(one.copy(), one.to());
            });
            if (!arrived.first() && move.isEmpty()) {
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
                || (passed(now) >= evidence.event().order() && !isReturned(evidence, now))
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

    /** The hub relayed the copy and then could not deliver it. */
    private static boolean isReturned(Evidence evidence, CopyState now) {
        return now == CopyState.RELAYED && evidence.event() == Event.RELAY_FAILURE;
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
