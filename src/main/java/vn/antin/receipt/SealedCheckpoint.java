package vn.antin.receipt;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.Opened;
import vn.antin.seal.SealReader;
import vn.antin.seal.Sealer;

/** A checkpoint with its issuer's seal, and the bytes to which its digest, its witness and its time-stamp refer. */
@SuppressWarnings("ArrayRecordComponent") // compared by digest
public record SealedCheckpoint(
        Checkpoint checkpoint, byte[] bytes, Digest digest, X509Certificate signer, Instant signingTime) {

    public static SealedCheckpoint seal(Checkpoint checkpoint, Sealer sealer) {
        return open(sealer.seal(checkpoint.write(), Checkpoint.ID));
    }

    /** Checks form and signature; identity and rights of the signer are checked by {@link ReceiptVerifier}. */
    public static SealedCheckpoint open(byte[] sealed) {
        requireOneLine(sealed);
        Opened opened = SealReader.open(sealed, Checkpoint.NAME);
        Checkpoint checkpoint = Checkpoint.read(opened.content());
        if (!Arrays.equals(checkpoint.write(), opened.content())) {
            throw new Refused(Fault.EVIDENCE_FORM, "Checkpoint not in canonical form");
        }
        return new SealedCheckpoint(checkpoint, sealed, Digest.sha256(sealed), opened.signer(), opened.signingTime());
    }

    /**
     * Requires one line: white space outside the signed part could otherwise be changed, which gives the seal a second
     * digest.
     */
    private static void requireOneLine(byte[] sealed) {
        for (byte each : sealed) {
            if (each >= 0 && each < ' ') {
                throw new Refused(Fault.EVIDENCE_FORM, "Checkpoint not in canonical form");
            }
        }
    }
}
