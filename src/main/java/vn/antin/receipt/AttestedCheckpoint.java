package vn.antin.receipt;

import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.Trust;
import vn.antin.seal.timestamp.TimeStamps;
import vn.antin.seal.timestamp.TokenFrame;

/**
 * A checkpoint with its attestation: the hub's checkpoint that covers it, and the time-stamp over that one. What cannot
 * be read is null, and the checks say why. Independent of the time of verification.
 */
record AttestedCheckpoint(
        @Nullable SealedCheckpoint checkpoint,
        @Nullable SealedCheckpoint hub,
        @Nullable ProofLink stamp,
        List<ReceiptCheck> checks) {

    /** Tolerance between two correct clocks: well above the limit at which a node stops issuing. */
    static final Duration CLOCKS = Duration.ofMinutes(5);

    /** Longest delay of an attestation: as long as a node may work with an old directory. */
    static final Duration MAX_DELAY = Duration.ofDays(30);

    /** When the time-stamp was made; null without a valid one. */
    @Nullable
    Instant stamped() {
        return stamp == null ? null : stamp.from();
    }

    static AttestedCheckpoint open(Receipts receipts, Trust trust, Collection<X509CRL> crls) {
        List<ReceiptCheck> checks = new ArrayList<>();
        SealedCheckpoint checkpoint = opened(ReceiptCheck.Name.CHECKPOINT_SEAL, receipts.checkpoint(), checks);
        Receipts.HubWitness witness = receipts.witness();
        if (witness == null) {
            return new AttestedCheckpoint(checkpoint, null, null, checks);
        }
        Receipts.WitnessLeaf leaf = witness.leaf();
        SealedCheckpoint hub = checkpoint;
        if (leaf != null) {
            hub = opened(ReceiptCheck.Name.HUB_SEAL, leaf.checkpoint(), checks);
            if (checkpoint != null && hub != null) {
                checks.add(witnessed(checkpoint, leaf, hub));
            }
        }
        byte[] token = witness.timeStamp();
        ProofLink stamp = token == null || hub == null ? null : stamp(token, hub, trust, crls, checks);
        if (checkpoint != null && hub != null) {
            checks.add(times(checkpoint, hub, stamp == null ? null : stamp.from()));
        }
        return new AttestedCheckpoint(checkpoint, hub, stamp, checks);
    }

    private static @Nullable SealedCheckpoint opened(ReceiptCheck.Name name, byte[] sealed, List<ReceiptCheck> checks) {
        try {
            SealedCheckpoint opened = SealedCheckpoint.open(sealed);
            checks.add(ReceiptCheck.passed(name));
            return opened;
        } catch (Refused e) {
            checks.add(ReceiptCheck.failed(name, e));
            return null;
        }
    }

    private static ReceiptCheck witnessed(SealedCheckpoint seen, Receipts.WitnessLeaf leaf, SealedCheckpoint hub) {
        boolean included = MerkleProof.included(
                Merkle.leaf(LogLeaf.witness(seen).write()),
                leaf.index(),
                hub.checkpoint().size(),
                leaf.proof(),
                hub.checkpoint().root());
        return included
                ? ReceiptCheck.passed(ReceiptCheck.Name.WITNESS_PROOF)
                : ReceiptCheck.failed(
                        ReceiptCheck.Name.WITNESS_PROOF,
                        Fault.PROOF_WRONG,
                        hub.checkpoint().origin());
    }

    private static @Nullable ProofLink stamp(
            byte[] token, SealedCheckpoint hub, Trust trust, Collection<X509CRL> crls, List<ReceiptCheck> checks) {
        try {
            TokenFrame.check(token);
            ProofLink stamp = ProofLink.of(TimeStamps.open(token, hub.digest(), trust, crls), trust);
            checks.add(ReceiptCheck.passed(ReceiptCheck.Name.TIME_STAMP));
            return stamp;
        } catch (Refused e) {
            checks.add(SignerCheck.judged(ReceiptCheck.Name.TIME_STAMP, e, trust));
            return null;
        }
    }

    /** A checkpoint is sealed, then witnessed, then time-stamped; a late witness proves little about the time. */
    private static ReceiptCheck times(SealedCheckpoint checkpoint, SealedCheckpoint hub, @Nullable Instant stamped) {
        Instant sealed = checkpoint.checkpoint().time();
        Instant seen = hub.checkpoint().time();
        Instant proven = stamped == null ? seen : stamped;
        if (sealed.isAfter(seen.plus(CLOCKS)) || seen.isAfter(proven.plus(CLOCKS))) {
            return ReceiptCheck.failed(ReceiptCheck.Name.TIME, Fault.CLOCK_WRONG, sealed + " " + seen + " " + proven);
        }
        return sealed.plus(MAX_DELAY).isBefore(proven)
                ? ReceiptCheck.undecided(ReceiptCheck.Name.TIME, Fault.CLOCK_WRONG, sealed + " " + proven)
                : ReceiptCheck.passed(ReceiptCheck.Name.TIME);
    }

    /** Whether the checkpoint is the hub's own, which has no witness. */
    boolean isOfHub() {
        return hub != null && checkpoint != null && hub.digest().equals(checkpoint.digest());
    }

    /** Without a time-stamp the time of sealing is unproved, but it cannot be in the future. */
    ReceiptCheck notAfter(Instant now) {
        return checkpoint != null && checkpoint.checkpoint().time().isAfter(now.plus(CLOCKS))
                ? ReceiptCheck.failed(
                        ReceiptCheck.Name.TIME,
                        Fault.CLOCK_WRONG,
                        checkpoint.checkpoint().time() + " " + now)
                : ReceiptCheck.passed(ReceiptCheck.Name.TIME);
    }

    /** The attestation by the hub and its time-stamp. */
    Verdict.Witnessed state() {
        Instant stamped = stamped();
        if (stamped != null) {
            return new Verdict.Witnessed(Verdict.Witnessed.VerdictState.TIME_STAMPED, stamped);
        }
        return hub == null || isOfHub()
                ? Verdict.Witnessed.NOT_YET
                : new Verdict.Witnessed(
                        Verdict.Witnessed.VerdictState.WITNESSED,
                        hub.checkpoint().time());
    }
}
