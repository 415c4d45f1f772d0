package vn.antin.receipt;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.xml.Deflated;
import vn.antin.xml.SafeXml;

/**
 * Receipts that share one checkpoint of their issuer's log, and its witness when that is known: what travels and what
 * an auditor keeps. Evidence, checkpoints and tokens are the exact bytes that were hashed.
 */
@SuppressWarnings("ArrayRecordComponent") // these bytes go to parsers; nobody compares receipts but by what they say
public record Receipts(
        byte[] checkpoint,
        @Nullable Consistency consistency,
        List<Receipt> receipts,
        @Nullable HubWitness witness) {

    /** From the checkpoint last witnessed to this one; on the way to the hub only. */
    public record Consistency(long from, List<Digest> proof) {

        public Consistency {
            proof = List.copyOf(proof);
        }
    }

    /** One evidence and where it stands in its issuer's log. */
    public record Receipt(byte[] evidence, long index, List<Digest> proof) {

        public Receipt {
            proof = List.copyOf(proof);
        }
    }

    /** The hub's word on the checkpoint; for the hub's own checkpoint only the time-stamp. */
    public record HubWitness(@Nullable WitnessLeaf leaf, byte @Nullable [] timeStamp) {}

    /** Where the checkpoint stands in the hub's log, under the hub's sealed checkpoint. */
    public record WitnessLeaf(long index, List<Digest> proof, byte[] checkpoint) {

        public WitnessLeaf {
            proof = List.copyOf(proof);
        }
    }

    public Receipts {
        receipts = List.copyOf(receipts);
    }

    /** One of them alone, as an auditor's bundle keeps it. */
    public Receipts only(Receipt receipt) {
        return new Receipts(checkpoint, null, List.of(receipt), witness);
    }

    /** The digest of checkpoint and witness, by which what they prove is remembered. */
    Digest attestation() {
        return Digest.sha256(new Receipts(checkpoint, null, List.of(), witness).write());
    }

    public byte[] write() {
        return ReceiptsText.write(this);
    }

    /** As they travel: made small. */
    public byte[] packed() {
        return Deflated.of(write());
    }

    /** The reverse of {@link #packed}. */
    public static Receipts unpacked(byte[] message) {
        return read(Deflated.inflate(message, SafeXml.Limits.SEALED.bytes()));
    }

    /** Refuses what exceeds the limits and bytes that are not the one way to write what they say. */
    public static Receipts read(byte[] xml) {
        return ReceiptsText.read(xml);
    }
}
