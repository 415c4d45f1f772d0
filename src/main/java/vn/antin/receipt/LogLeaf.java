package vn.antin.receipt;

import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.CanonicalText;
import vn.antin.xml.CanonicalXml;

/** A log leaf other than evidence: a directory or list that the issuer used, or a checkpoint that it witnessed. */
public record LogLeaf(LeafKind kind, String name, long number, Digest digest) {

    /** The kind of a leaf. */
    public enum LeafKind {
        /** A directory that came into force: its province, serial and digest. */
        DIRECTORY,
        /** A revocation list: its issuer, number and digest. */
        CRL,
        /** Another issuer's checkpoint: its origin, size and digest. The leaf is its witness. */
        CHECKPOINT,
        /** The first leaf of a log that continues another: the last checkpoint of that one. */
        EPOCH;

        String written() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LogLeaf {
        XmlChars.check(name, 256);
    }

    /** The leaf by which the hub witnesses this checkpoint. */
    public static LogLeaf witness(SealedCheckpoint seen) {
        Checkpoint checkpoint = seen.checkpoint();
        return new LogLeaf(LeafKind.CHECKPOINT, checkpoint.origin(), checkpoint.size(), seen.digest());
    }

    /** The first leaf of a new epoch: the last witnessed checkpoint of the previous log. */
    public static LogLeaf epoch(SealedCheckpoint last) {
        Checkpoint checkpoint = last.checkpoint();
        return new LogLeaf(LeafKind.EPOCH, checkpoint.origin(), checkpoint.size(), last.digest());
    }

    /** The canonical bytes, which become a leaf. */
    public byte[] write() {
        return new CanonicalText(256)
                .start("Leaf")
                .attribute("xmlns", "urn:antin:checkpoint:1")
                .attribute("digest", Base64.getEncoder().encodeToString(digest.bytes()))
                .attribute("kind", kind.written())
                .attribute("name", name)
                .attribute("number", Long.toString(number))
                .inside()
                .end("Leaf")
                .bytes();
    }

    /**
     * Reads canonical bytes.
     *
     * @throws Refused EVIDENCE_FORM for any other way of writing
     */
    public static LogLeaf read(byte[] bytes) {
        var xml = CanonicalXml.read(bytes, vn.antin.xml.checkpoint.Leaf.class, Fault.EVIDENCE_FORM);
        if (xml.getKind() == null || xml.getName() == null || xml.getDigest() == null) {
            throw new Refused(Fault.EVIDENCE_FORM, "Leaf");
        }
        LeafKind kind = Arrays.stream(LeafKind.values())
                .filter(each -> each.written().equals(xml.getKind()))
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.EVIDENCE_FORM, "Leaf " + xml.getKind()));
        LogLeaf leaf = new LogLeaf(kind, xml.getName(), xml.getNumber(), Digest.of(xml.getDigest()));
        if (!Arrays.equals(leaf.write(), bytes)) {
            throw new Refused(Fault.EVIDENCE_FORM, "Leaf not in canonical form");
        }
        return leaf;
    }
}
