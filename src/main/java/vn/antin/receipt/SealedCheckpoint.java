package vn.antin.receipt;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.LruCache;
import vn.antin.seal.Opened;
import vn.antin.seal.SealReader;
import vn.antin.seal.Sealer;

/** A checkpoint with its issuer's seal, and the bytes to which its digest, its witness and its time-stamp refer. */
@SuppressWarnings("ArrayRecordComponent") // compared by digest
public record SealedCheckpoint(
        Checkpoint checkpoint, byte[] bytes, Digest digest, X509Certificate signer, Instant signingTime) {

    /**
     * Checkpoints that were opened or sealed here, by the digest of their bytes: each comes again with every message
     * of receipts that it covers. Only small ones are kept, 4 MiB at most.
     */
    private static final Map<Digest, SealedCheckpoint> CACHED = LruCache.atMost(512);

    private static final int MAX_CACHED_BYTES = 8 << 10;

    /** Seals a checkpoint of this issuer; it is not opened again. */
    public static SealedCheckpoint seal(Checkpoint checkpoint, Sealer sealer) {
        Sealer.SealedXml sealed = sealer.sealCanonical(checkpoint.write(), Checkpoint.ID);
        Digest digest = Digest.sha256(sealed.bytes());
        return cache(new SealedCheckpoint(checkpoint, sealed.bytes(), digest, sealed.signer(), sealed.signingTime()));
    }

    /**
     * Checks form and signature; bytes that were opened or sealed here give the same object again. Identity and rights
     * of the signer are checked by {@link ReceiptVerifier}.
     */
    public static SealedCheckpoint open(byte[] sealed) {
        Digest digest = Digest.sha256(sealed);
        SealedCheckpoint known = CACHED.get(digest);
        if (known != null) {
            return known;
        }
        requireOneLine(sealed);
        return cache(readExact(sealed, digest).orElseGet(() -> read(sealed, digest)));
    }

    private static Optional<SealedCheckpoint> readExact(byte[] sealed, Digest digest) {
        return SealReader.openExact(
                sealed,
                Checkpoint.NAME,
                Checkpoint.ID,
                opened -> Checkpoint.readExact(opened.content())
                        .map(checkpoint -> of(checkpoint, sealed, digest, opened)));
    }

    private static SealedCheckpoint read(byte[] sealed, Digest digest) {
        Opened opened = SealReader.open(sealed, Checkpoint.NAME);
        Checkpoint checkpoint = Checkpoint.read(opened.content());
        if (!Arrays.equals(checkpoint.write(), opened.content())) {
            throw new Refused(Fault.EVIDENCE_FORM, "Checkpoint not in canonical form");
        }
        return of(checkpoint, sealed, digest, opened);
    }

    private static SealedCheckpoint of(Checkpoint checkpoint, byte[] sealed, Digest digest, Opened opened) {
        return new SealedCheckpoint(checkpoint, sealed.clone(), digest, opened.signer(), opened.signingTime());
    }

    private static SealedCheckpoint cache(SealedCheckpoint sealed) {
        if (sealed.bytes().length <= MAX_CACHED_BYTES) {
            CACHED.put(sealed.digest(), sealed);
        }
        return sealed;
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
