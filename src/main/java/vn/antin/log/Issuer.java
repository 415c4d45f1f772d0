package vn.antin.log;

import java.time.Clock;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.EvidenceStore;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Copy;
import vn.antin.receipt.Event;
import vn.antin.receipt.Evidence;

/** Issues the evidence of this node or hub, inside the transaction that makes the event true. */
public final class Issuer {

    private final NodeId self;
    private final EvidenceStore evidenceStore;
    private final Supplier<Long> directorySerial;
    private final Supplier<OptionalLong> clockOffset;
    private final Clock clock;

    public Issuer(
            NodeId self,
            EvidenceStore evidenceStore,
            Supplier<Long> directorySerial,
            Supplier<OptionalLong> clockOffset,
            Clock clock) {
        this.self = self;
        this.evidenceStore = evidenceStore;
        this.directorySerial = directorySerial;
        this.clockOffset = clockOffset;
        this.clock = clock;
    }

    /**
     * The subject of an evidence: one recipient's copy of a sealed envelope, and the digest of the evidence before it.
     */
    public record About(
            Envelope envelope,
            Digest digest,
            int number,
            @Nullable Digest previous) {

        Copy copy() {
            return Copy.of(
                    envelope.id(),
                    envelope.sender(),
                    number,
                    envelope.recipient(number),
                    new Copy.SealedContent(digest, envelope.commitment()));
        }
    }

    /** Issues evidence of a success and returns its digest; a repeat returns the digest of the first. */
    public Digest issue(Tx tx, Event event, About about, @Nullable NodeId goesTo) {
        return keep(tx, success(event, about), goesTo);
    }

    /** {@link #issue} in the transaction that makes the event true, as it does only once. */
    public Digest issueFirst(Tx tx, Event event, About about, @Nullable NodeId goesTo) {
        return evidenceStore.issueFirst(tx, written(success(event, about)), goesTo);
    }

    private Evidence success(Event event, About about) {
        return Evidence.of(event, clock.instant(), self, about.copy(), about.previous(), directorySerial.get());
    }

    /** Issues the first evidence of a document, with the time of submission. */
    public Digest submitted(Tx tx, About about) {
        Evidence evidence = Evidence.of(
                        Event.SUBMISSION_ACCEPTANCE, clock.instant(), self, about.copy(), null, directorySerial.get())
                .submitted(about.envelope().created());
        return evidenceStore.issueFirst(tx, written(evidence), null);
    }

    /** Issues evidence that the agency's software has taken the content. */
    public Digest handedOver(Tx tx, About about, String to, @Nullable NodeId goesTo) {
        Evidence evidence = Evidence.of(
                        Event.CONTENT_HANDOVER,
                        clock.instant(),
                        self,
                        about.copy(),
                        about.previous(),
                        directorySerial.get())
                .handedTo(to);
        return keep(tx, evidence, goesTo);
    }

    /** Issues evidence of a failure, with its reason. */
    public Digest failed(Tx tx, Event event, About about, Refused why, @Nullable NodeId goesTo) {
        Evidence evidence = Evidence.of(
                event,
                clock.instant(),
                self,
                about.copy(),
                Evidence.Reason.of(why),
                about.previous(),
                directorySerial.get());
        return keep(tx, evidence, goesTo);
    }

    /** Issues evidence of a submission that was refused before it had an envelope. */
    public Digest rejected(Tx tx, EnvelopeId id, Party sender, Fault fault, String detail) {
        Evidence evidence = Evidence.of(
                Event.SUBMISSION_REJECTION,
                clock.instant(),
                self,
                Copy.unreadable(id, sender),
                Evidence.Reason.of(fault, detail),
                null,
                directorySerial.get());
        return keep(tx, evidence, null);
    }

    private Digest keep(Tx tx, Evidence evidence, @Nullable NodeId goesTo) {
        return evidenceStore.issue(tx, written(evidence), goesTo);
    }

    private Evidence.Written written(Evidence evidence) {
        OptionalLong offset = clockOffset.get();
        return (offset.isPresent() ? evidence.clockOffset(offset.getAsLong()) : evidence).write();
    }
}
