package vn.antin.receipt;

import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.xml.namespace.QName;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.Opened;
import vn.antin.seal.SealReader;
import vn.antin.seal.Sealer;
import vn.antin.xml.CanonicalReader;
import vn.antin.xml.CanonicalText;

/**
 * The files of an evidence bundle and what it leaves out, sealed by the node that made it. Its form is in {@code
 * receipt.xsd}.
 *
 * @param made by the clock of that node
 * @param files SHA-256 of each file but the manifests
 */
public record BundleManifest(
        EnvelopeId document, NodeId by, Instant made, SortedMap<String, Digest> files, List<LeftOut> leftOut) {

    /**
     * Something that the bundle does not have.
     *
     * @param which the receipt, directory or time-stamp; empty where there is one only
     */
    public record LeftOut(Omission why, String which) {}

    /** Why something is not in a bundle. */
    public enum Omission {
        /** The document's files: a bundle proves which they are, and is no copy of them. */
        FILES,
        /** Evidence that its issuer's log has not numbered yet. */
        NOT_SEALED_YET,
        /** Evidence whose predecessor has not come yet. */
        PREDECESSOR_AWAITED,
        /** Evidence of the stops before this node's, which it never gets. */
        EARLIER_STOPS,
        /** The inner manifest: this node cannot open it, or has removed the content. */
        INNER_MANIFEST,
        /** A directory edition that the receipts name and this node does not have. */
        DIRECTORY
    }

    /** An opened manifest, with the certificate that sealed it. */
    record SealedManifest(BundleManifest manifest, X509Certificate signer) {}

    private static final QName NAME = new QName(ReceiptsText.NAMESPACE, "BundleManifest");
    private static final String ROOT = NAME.getLocalPart();
    private static final String ID = "manifest";
    private static final int MAX_FILES = 10_000;

    public BundleManifest {
        made = made.truncatedTo(ChronoUnit.SECONDS);
        files = new TreeMap<>(files);
        leftOut = List.copyOf(leftOut);
    }

    byte[] seal(Sealer sealer) {
        return sealer.sealCanonical(write(), ID).bytes();
    }

    byte[] write() {
        var xml = new CanonicalText(4 << 10);
        xml.start(ROOT)
                .attribute("xmlns", NAME.getNamespaceURI())
                .attribute("Id", ID)
                .attribute("by", by.value())
                .attribute("document", document.toString())
                .attribute("made", made.toString())
                .inside();
        files.forEach((name, digest) -> xml.start("File")
                .attribute("name", name)
                .inside()
                .base64(digest.bytes())
                .end("File"));
        for (LeftOut each : leftOut) {
            xml.start("LeftOut")
                    .attribute("why", each.why().name())
                    .inside()
                    .text(each.which())
                    .end("LeftOut");
        }
        return xml.end(ROOT).bytes();
    }

    /** Checks form and signature; the right of the signer is checked by {@link BundleAudit}. */
    static SealedManifest open(byte[] sealed) {
        Opened opened = SealReader.open(sealed, NAME);
        return new SealedManifest(read(opened.content()), opened.signer());
    }

    private static BundleManifest read(byte[] content) {
        try {
            BundleManifest read = manifest(new CanonicalReader(content, Fault.EVIDENCE_FORM));
            if (Arrays.equals(content, read.write())) {
                return read;
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new Refused(Fault.EVIDENCE_FORM, e, ROOT);
        }
        throw new Refused(Fault.EVIDENCE_FORM, ROOT + " not in canonical form");
    }

    private static BundleManifest manifest(CanonicalReader xml) {
        xml.expect("<" + ROOT + " xmlns=\"" + NAME.getNamespaceURI() + "\" Id=\"" + ID + "\"");
        NodeId by = new NodeId(xml.attribute("by"));
        EnvelopeId document = EnvelopeId.of(xml.attribute("document"));
        Instant made = Instant.parse(xml.attribute("made"));
        xml.expect(">");
        SortedMap<String, Digest> files = new TreeMap<>();
        while (files.size() < MAX_FILES && xml.next("<File ")) {
            String name = xml.expect("<File").attribute("name");
            files.put(name, Digest.of(xml.expect(">").base64()));
            xml.expect("</File>");
        }
        List<LeftOut> leftOut = new ArrayList<>();
        while (leftOut.size() < MAX_FILES && xml.next("<LeftOut ")) {
            Omission why = Omission.valueOf(xml.expect("<LeftOut").attribute("why"));
            leftOut.add(new LeftOut(why, xml.expect(">").text()));
            xml.expect("</LeftOut>");
        }
        xml.expect("</" + ROOT + ">");
        return new BundleManifest(document, by, made, files, leftOut);
    }
}
