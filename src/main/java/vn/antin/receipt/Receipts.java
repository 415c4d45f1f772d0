package vn.antin.receipt;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.xml.Deflated;
import vn.antin.xml.SafeXml;

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

    /** One of the receipts alone, as in an auditor's bundle. */
    public Receipts only(Receipt receipt) {
        return new Receipts(checkpoint, null, List.of(receipt), witness);
    }

    /** The digest of checkpoint and witness, the cache key of what they prove. */
    Digest attestation() {
        return Digest.sha256(new Receipts(checkpoint, null, List.of(), witness).write());
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
        return read(Deflated.inflate(message, SafeXml.XmlLimits.SEALED.bytes()));
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
