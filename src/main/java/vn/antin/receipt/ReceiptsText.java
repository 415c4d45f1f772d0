package vn.antin.receipt;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.CanonicalReader;
import vn.antin.xml.CanonicalText;
import vn.antin.xml.CanonicalXml;
import vn.antin.xml.SafeXml;
import vn.antin.xml.receipt.Consistency;
import vn.antin.xml.receipt.Receipt;
import vn.antin.xml.receipt.Witness;
import vn.antin.xml.receipt.WitnessLeaf;

/** Reads and writes receipts as the canonical text of {@code receipt.xsd}. */
final class ReceiptsText {

    private static final SafeXml.XmlLimits LIMITS = new SafeXml.XmlLimits(16 << 20, 8, 20_000, 4, 4, 64);
    private static final int MAX_RECEIPTS = 4096;
    private static final int MAX_PROOF = Long.SIZE + 1;

    private static final String ROOT = "Receipts";
    static final String NAMESPACE = "urn:antin:receipt:1";

    private ReceiptsText() {}

    static byte[] write(Receipts receipts) {
        var xml = new CanonicalText(16 << 10);
        xml.start(ROOT).attribute("xmlns", NAMESPACE).inside();
        xml.base64("Checkpoint", receipts.checkpoint());
        Receipts.Consistency consistency = receipts.consistency();
        if (consistency != null) {
            xml.start("Consistency")
                    .attribute("from", Long.toString(consistency.from()))
                    .inside();
            xml.base64(joined(consistency.proof())).end("Consistency");
        }
        for (Receipts.Receipt receipt : receipts.receipts()) {
            xml.start("Receipt")
                    .attribute("index", Long.toString(receipt.index()))
                    .inside();
            xml.base64("Evidence", receipt.evidence());
            xml.base64("Proof", joined(receipt.proof())).end("Receipt");
        }
        Receipts.HubWitness witness = receipts.witness();
        if (witness != null) {
            write(witness, xml);
        }
        return xml.end(ROOT).bytes();
    }

    private static void write(Receipts.HubWitness witness, CanonicalText xml) {
        xml.start("Witness").inside();
        Receipts.WitnessLeaf leaf = witness.leaf();
        if (leaf != null) {
            xml.start("Leaf").attribute("index", Long.toString(leaf.index())).inside();
            xml.base64("Proof", joined(leaf.proof()));
            xml.base64("Checkpoint", leaf.checkpoint()).end("Leaf");
        }
        byte[] token = witness.timeStamp();
        if (token != null) {
            xml.base64("TimeStamp", token);
        }
        xml.end("Witness");
    }

    static Receipts read(byte[] bytes) {
        return readExact(bytes).orElseGet(() -> readXml(bytes));
    }

    /** The receipts, if these are the bytes that {@link #write} makes of them; empty for any other text. */
    static Optional<Receipts> readExact(byte[] bytes) {
        if (bytes.length > LIMITS.bytes()) {
            return Optional.empty();
        }
        try {
            Receipts read = receipts(new CanonicalReader(bytes, Fault.EVIDENCE_FORM));
            return Arrays.equals(bytes, write(read)) ? Optional.of(read) : Optional.empty();
        } catch (Refused | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Receipts receipts(CanonicalReader xml) {
        byte[] checkpoint =
                given(xml.expect("<" + ROOT + " xmlns=\"" + NAMESPACE + "\">").base64("Checkpoint"));
        Receipts.Consistency consistency = null;
        if (xml.next("<Consistency ")) {
            long from = Long.parseLong(xml.expect("<Consistency").attribute("from"));
            consistency = new Receipts.Consistency(from, hashes(xml.expect(">").base64()));
            xml.expect("</Consistency>");
        }
        List<Receipts.Receipt> receipts = new ArrayList<>();
        while (receipts.size() < MAX_RECEIPTS && xml.next("<Receipt ")) {
            long index = Long.parseLong(xml.expect("<Receipt").attribute("index"));
            byte[] evidence = given(xml.expect(">").base64("Evidence"));
            receipts.add(new Receipts.Receipt(evidence, index, hashes(xml.base64("Proof"))));
            xml.expect("</Receipt>");
        }
        Receipts.HubWitness witness = null;
        if (xml.next("<Witness>")) {
            Receipts.WitnessLeaf leaf = xml.expect("<Witness>").next("<Leaf ") ? leaf(xml) : null;
            byte[] token = xml.next("<TimeStamp>") ? xml.base64("TimeStamp") : null;
            witness = new Receipts.HubWitness(leaf, token);
            xml.expect("</Witness>");
        }
        xml.expect("</" + ROOT + ">");
        return new Receipts(checkpoint, consistency, receipts, witness);
    }

    private static Receipts.WitnessLeaf leaf(CanonicalReader xml) {
        long index = Long.parseLong(xml.expect("<Leaf").attribute("index"));
        List<Digest> proof = hashes(xml.expect(">").base64("Proof"));
        byte[] checkpoint = given(xml.base64("Checkpoint"));
        xml.expect("</Leaf>");
        return new Receipts.WitnessLeaf(index, proof, checkpoint);
    }

    /** Reads any other text by the schema; the refusals say what is wrong. */
    static Receipts readXml(byte[] bytes) {
        var xml = CanonicalXml.read(bytes, vn.antin.xml.receipt.Receipts.class, Fault.EVIDENCE_FORM, LIMITS);
        if (xml.getReceipt().size() > MAX_RECEIPTS) {
            throw new Refused(Fault.EVIDENCE_FORM, "Receipt " + xml.getReceipt().size());
        }
        Consistency consistency = xml.getConsistency();
        List<Receipts.Receipt> receipts = new ArrayList<>(xml.getReceipt().size());
        for (Receipt part : xml.getReceipt()) {
            receipts.add(new Receipts.Receipt(given(part.getEvidence()), part.getIndex(), hashes(part.getProof())));
        }
        Receipts read = new Receipts(
                given(xml.getCheckpoint()),
                consistency == null
                        ? null
                        : new Receipts.Consistency(consistency.getFrom(), hashes(consistency.getValue())),
                receipts,
                xml.getWitness() == null ? null : witness(xml.getWitness()));
        if (!Arrays.equals(bytes, write(read))) {
            throw new Refused(Fault.EVIDENCE_FORM, "Receipts not in canonical form");
        }
        return read;
    }

    private static Receipts.HubWitness witness(Witness xml) {
        WitnessLeaf leaf = xml.getLeaf();
        return new Receipts.HubWitness(
                leaf == null
                        ? null
                        : new Receipts.WitnessLeaf(
                                leaf.getIndex(), hashes(leaf.getProof()), given(leaf.getCheckpoint())),
                xml.getTimeStamp());
    }

    private static byte[] given(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length == 0) {
            throw new Refused(Fault.EVIDENCE_FORM, "Receipts");
        }
        return bytes;
    }

    static byte[] joined(List<Digest> proof) {
        var bytes = new ByteArrayOutputStream(proof.size() * Digest.LENGTH);
        proof.forEach(hash -> bytes.writeBytes(hash.bytes()));
        return bytes.toByteArray();
    }

    static List<Digest> hashes(byte @Nullable [] joined) {
        if (joined == null || joined.length % Digest.LENGTH != 0 || joined.length / Digest.LENGTH > MAX_PROOF) {
            throw new Refused(Fault.EVIDENCE_FORM, "Proof");
        }
        List<Digest> hashes = new ArrayList<>(joined.length / Digest.LENGTH);
        for (int i = 0; i < joined.length; i += Digest.LENGTH) {
            hashes.add(Digest.of(Arrays.copyOfRange(joined, i, i + Digest.LENGTH)));
        }
        return hashes;
    }
}
