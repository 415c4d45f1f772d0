package vn.antin.receipt;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.xml.Deflated;

/**
 * Receipts that share one checkpoint of their issuer's log, with its witness once known: the form on the line and in
 * archives. Evidence, checkpoints and tokens are the exact bytes that were hashed.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared by bytes
public record Receipts(
        byte[] checkpoint,
        @Nullable Consistency consistency,
        List<Receipt> receipts,
        @Nullable HubWitness witness) {

    /** The consistency proof from the checkpoint last witnessed to this one; only on the way to the hub. */
    public record Consistency(long from, List<Digest> proof) {

        public Consistency {
            proof = List.copyOf(proof);
        }
    }

    /** An evidence with its position in its issuer's log. */
    public record Receipt(byte[] evidence, long index, List<Digest> proof) {

        public Receipt {
            proof = List.copyOf(proof);
        }
    }

    /** The hub's attestation of the checkpoint; for the hub's own checkpoint only the time-stamp. */
    public record HubWitness(@Nullable WitnessLeaf leaf, byte @Nullable [] timeStamp) {}

    /** The position of the checkpoint in the hub's log, under the hub's sealed checkpoint. */
    public record WitnessLeaf(long index, List<Digest> proof, byte[] checkpoint) {

        public WitnessLeaf {
            proof = List.copyOf(proof);
        }
    }

    public Receipts {
        receipts = List.copyOf(receipts);
    }

    /** Whether there is a time-stamp, without which the receipts are not proved. */
    public boolean isStamped() {
        return witness != null && witness.timeStamp() != null;
    }

    /** One of the receipts alone, as in an auditor's bundle. */
    public Receipts only(Receipt receipt) {
        return new Receipts(checkpoint, null, List.of(receipt), witness);
    }

    /** The digest of checkpoint and witness, the cache key of what they prove. */
    Digest attestation() {
        byte[] none = new byte[0];
        WitnessLeaf leaf = witness == null ? null : witness.leaf();
        byte[] token = witness == null ? null : witness.timeStamp();
        return Digest.sha256(
                Digest.sha256(checkpoint).bytes(),
                // which of the three are there; a proof has at most as many hashes as a number has bits
                new byte[] {
                    (byte) (witness == null ? 0 : 1),
                    (byte) (leaf == null ? 0 : 1 + leaf.proof().size()),
                    (byte) (token == null ? 0 : 1)
                },
                Digest.sha256(leaf == null ? none : leaf.checkpoint()).bytes(),
                ByteBuffer.allocate(Long.BYTES)
                        .putLong(leaf == null ? 0 : leaf.index())
                        .array(),
                leaf == null
                        ? none
                        : Digest.sha256(leaf.proof().stream().map(Digest::bytes).toArray(byte[][]::new))
                                .bytes(),
                Digest.sha256(token == null ? none : token).bytes());
    }

    public byte[] write() {
        return ReceiptsText.write(this);
    }

    /** The compressed form for the line. */
    public byte[] packed() {
        return Deflated.of(write());
    }

    /** The reverse of {@link #packed}. */
    public static Receipts unpacked(byte[] message) {
        return read(Deflated.inflate(message));
    }

    /**
     * Reads canonical bytes within the limits.
     *
     * @throws Refused for any other way of writing
     */
    public static Receipts read(byte[] xml) {
        return ReceiptsText.read(xml);
    }
}
