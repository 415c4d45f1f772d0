package vn.antin.receipt;

import java.security.cert.X509CRL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.Trust;
import vn.antin.seal.timestamp.ArchiveTimeStamps;
import vn.antin.seal.timestamp.TimeStamps;
import vn.antin.seal.timestamp.TokenFrame;
import vn.antin.xml.CanonicalReader;
import vn.antin.xml.CanonicalText;

/**
 * Time-stamps and directories that were time-stamped again together, or those of them that one bundle needs: a Merkle
 * tree over their digests, whose head an evidence record (RFC 4998) keeps proved. The head is a {@link Checkpoint} of a
 * list of its own; instead of a seal it has the record. Its form is in {@code receipt.xsd}.
 *
 * @param directories serials of the editions that were in force at the time-stamps: their revocation lists judge them
 * @param stamps the tokens of the record, the oldest first
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its bytes
public record ProofList(Checkpoint head, Set<Long> directories, List<ProvedObject> objects, List<byte[]> stamps) {

    /** An object of the list: a time-stamp token or a sealed directory, by its SHA-256, with its inclusion proof. */
    public record ProvedObject(Digest object, long index, List<Digest> proof) {

        public ProvedObject {
            proof = List.copyOf(proof);
        }

        boolean isIn(Checkpoint head) {
            return MerkleProof.included(leaf(object), index, head.size(), proof, head.root());
        }
    }

    private static final String ROOT = "Proofs";
    private static final String START = "<" + ROOT + " xmlns=\"" + ReceiptsText.NAMESPACE + "\">";
    private static final int MAX_BYTES = 8 << 20;
    private static final int MAX_OBJECTS = 10_000;

    public ProofList {
        directories = new TreeSet<>(directories);
        objects = List.copyOf(objects);
        stamps = List.copyOf(stamps);
    }

    /** The leaf of an object in the tree. */
    public static Digest leaf(Digest object) {
        return Merkle.leaf(object.bytes());
    }

    public byte[] write() {
        var xml = new CanonicalText(16 << 10);
        xml.start(ROOT).attribute("xmlns", ReceiptsText.NAMESPACE).inside();
        xml.base64("Head", head.write());
        directories.forEach(serial -> xml.element("Directory", Long.toString(serial)));
        for (ProvedObject each : objects) {
            xml.start("Object").attribute("index", Long.toString(each.index())).inside();
            xml.base64("Digest", each.object().bytes());
            xml.base64("Proof", ReceiptsText.joined(each.proof())).end("Object");
        }
        return xml.base64("Record", ArchiveTimeStamps.write(stamps)).end(ROOT).bytes();
    }

    /**
     * Reads the bytes that {@link #write} makes.
     *
     * @throws Refused EVIDENCE_FORM for any other text, TIME_STAMP_WRONG for another record
     */
    public static ProofList read(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new Refused(Fault.TOO_LARGE, Integer.toString(bytes.length), Integer.toString(MAX_BYTES));
        }
        try {
            ProofList read = list(new CanonicalReader(bytes, Fault.EVIDENCE_FORM));
            if (Arrays.equals(bytes, read.write())) {
                return read;
            }
        } catch (NumberFormatException e) {
            throw new Refused(Fault.EVIDENCE_FORM, e, ROOT);
        }
        throw new Refused(Fault.EVIDENCE_FORM, ROOT + " not in canonical form");
    }

    private static ProofList list(CanonicalReader xml) {
        Checkpoint head = Checkpoint.ofList(xml.expect(START).base64("Head"));
        Set<Long> directories = new TreeSet<>();
        while (xml.next("<Directory>")) {
            directories.add(Long.parseLong(xml.element("Directory")));
        }
        List<ProvedObject> objects = new ArrayList<>();
        while (objects.size() < MAX_OBJECTS && xml.next("<Object ")) {
            long index = Long.parseLong(xml.expect("<Object").attribute("index"));
            Digest object = Digest.of(xml.expect(">").base64("Digest"));
            objects.add(new ProvedObject(object, index, ReceiptsText.hashes(xml.base64("Proof"))));
            xml.expect("</Object>");
        }
        byte[] record = xml.base64("Record");
        xml.expect("</" + ROOT + ">");
        return new ProofList(head, directories, objects, ArchiveTimeStamps.read(record));
    }

    /** Whether the object is in the list. */
    boolean holds(Digest object) {
        return objects.stream().anyMatch(each -> each.object().equals(object) && each.isIn(head));
    }

    /** The SHA-256 that the time-stamp after these covers; the first one covers the head. */
    public static Digest next(Checkpoint head, List<byte[]> stamps) {
        return stamps.isEmpty() ? Digest.sha256(head.write()) : ArchiveTimeStamps.next(stamps);
    }

    /**
     * The links of the record, each verified at its own time; what is between them is not.
     *
     * @throws Refused PROOF_WRONG when an object is not in the list, else the reason of the first wrong time-stamp
     */
    List<ProofLink> links(Trust trust, Collection<X509CRL> crls) {
        for (ProvedObject each : objects) {
            if (!each.isIn(head)) {
                throw new Refused(Fault.PROOF_WRONG, head.origin() + " " + each.index());
            }
        }
        List<ProofLink> links = new ArrayList<>();
        for (byte[] token : stamps) {
            TokenFrame.check(token);
            Digest imprint = next(head, stamps.subList(0, links.size()));
            links.add(ProofLink.of(TimeStamps.open(token, imprint, trust, crls), trust));
        }
        return links;
    }
}
