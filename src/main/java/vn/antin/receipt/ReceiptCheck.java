package vn.antin.receipt;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** A check of a receipt or of what comes with it, and its outcome; with a fault unless it holds. */
public record ReceiptCheck(
        Name name, Outcome outcome, @Nullable Fault fault, String detail) {

    /** The checks, in the order of the report. */
    public enum Name {
        /** Does it follow the schema in canonical form? */
        FORM,
        /** Has its issuer the right to attest this event? */
        RIGHT,
        /** Is it in the log at its index? */
        PROOF,
        /** Are its times possible? */
        TIME,
        /** Is the checkpoint as it was sealed? */
        CHECKPOINT_SEAL,
        /** Is the sealer's certificate listed in the directory, and was it valid at that time? */
        CERTIFICATE,
        /** Was it neither revoked nor stopped by then? */
        REVOCATION,
        /** Is the checkpoint in the hub's log? */
        WITNESS_PROOF,
        /** Is the hub's checkpoint as the hub sealed it? */
        HUB_SEAL,
        HUB_CERTIFICATE,
        HUB_REVOCATION,
        /** Did a trusted authority time-stamp the hub's checkpoint? */
        TIME_STAMP,
        /** Do certificates and renewed proofs reach now, so that nobody else could have made the signature since? */
        LASTING,
        /** In a bundle: has the hub witnessed the checkpoint, and an authority time-stamped that? */
        WITNESS,
        /** Can the whole archive be read? */
        ARCHIVE,
        /** Is every file as the manifests say? */
        MANIFEST,
        /** Did a node of the province seal the manifest? */
        MANIFEST_SEAL,
        /** Are the time-stamps of a list of renewed proofs as an authority made them? */
        PROOFS,
        /** In an archive package: is every file as METS.xml says, and no other there? */
        PACKAGE,
        /** Did a node seal METS.xml? */
        PACKAGE_SEAL,
        /** Is the document the one its envelope commits to? */
        CONTENT,
        /** Is the directory sealed by a pinned key? */
        DIRECTORY,
        /** Is the evidence about this envelope? */
        ENVELOPE,
        /** Did the sender's node seal the envelope? */
        ENVELOPE_SEAL,
        /** Is the inner manifest the one the envelope commits to? */
        COMMITMENT,
        /** Does each evidence name its predecessor, and is none missing? */
        CHAIN,
        /** Is the evidence of this recipient's copy complete up to its end? */
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

    /** Runs a step; the check fails if the step throws a refusal. */
    static ReceiptCheck of(Name name, Runnable step) {
        try {
            step.run();
            return passed(name);
        } catch (Refused e) {
            return failed(name, e);
        }
    }

    /** From when on the signer's certificate is revoked or stopped, if that is why the check fails. */
    public Optional<Instant> revokedSince() {
        if (fault != Fault.CERTIFICATE_REVOKED) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(detail.substring(detail.lastIndexOf(' ') + 1)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    public boolean holds() {
        return outcome == Outcome.HOLDS;
    }
}
