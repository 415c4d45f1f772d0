package vn.antin.receipt;

import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** One question asked of a receipt or of what comes with it, and its answer; a fault unless it holds. */
public record ReceiptCheck(
        Name name, Outcome outcome, @Nullable Fault fault, String detail) {

    /** The questions, in the order they are told. */
    public enum Name {
        /** Is it what the schema describes, written in the one way? */
        FORM,
        /** Has its issuer the right to state this event? */
        RIGHT,
        /** Does it stand in the log at its index? */
        PROOF,
        /** Are its times possible? */
        TIME,
        /** Is the checkpoint as it was sealed? */
        CHECKPOINT_SEAL,
        /** Is the sealer's certificate listed for him, and was it good at that time? */
        CERTIFICATE,
        /** Was it neither revoked nor stopped by then? */
        REVOCATION,
        /** Does the checkpoint stand in the hub's log? */
        WITNESS_PROOF,
        /** Is the hub's checkpoint as the hub sealed it? */
        HUB_SEAL,
        HUB_CERTIFICATE,
        HUB_REVOCATION,
        /** Did a trusted authority see the hub's checkpoint? */
        TIME_STAMP,
        /** Has the hub witnessed its checkpoint, and an authority time-stamped that? Asked in a bundle. */
        WITNESS,
        /** Can the archive be read whole? */
        ARCHIVE,
        /** Is every file the one that the manifest names? Nobody seals the manifest: it finds damage, it proves nothing. */
        MANIFEST,
        /** Is the directory sealed by a pinned key? */
        DIRECTORY,
        /** Is the evidence about this envelope? */
        ENVELOPE,
        /** Did the sender's node seal the envelope? */
        ENVELOPE_SEAL,
        /** Is the inner manifest the one the envelope commits to? */
        COMMITMENT,
        /** Does each evidence name the one before it, and is none missing? */
        CHAIN,
        /** Is the way of this recipient's copy there up to its end? */
        COMPLETE
    }

    static ReceiptCheck passed(Name name) {
        return new ReceiptCheck(name, Outcome.HOLDS, null, "");
    }

    static ReceiptCheck undecided(Name name, Fault fault, String detail) {
        return new ReceiptCheck(name, Outcome.UNDECIDED, fault, detail);
    }

    static ReceiptCheck failed(Name name, Fault fault, String detail) {
        return new ReceiptCheck(name, Outcome.BROKEN, fault, detail);
    }

    static ReceiptCheck failed(Name name, Refused refused) {
        return failed(name, refused.fault(), String.join(", ", refused.values()));
    }

    /** Takes the step and answers whether it was refused. */
    static ReceiptCheck of(Name name, Runnable step) {
        try {
            step.run();
            return passed(name);
        } catch (Refused e) {
            return failed(name, e);
        }
    }

    public boolean holds() {
        return outcome == Outcome.HOLDS;
    }
}
