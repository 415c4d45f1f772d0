package vn.antin.receipt;

import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import javax.xml.namespace.QName;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.SealReader;
import vn.antin.seal.Sealer;
import vn.antin.xml.CanonicalReader;
import vn.antin.xml.CanonicalText;

/**
 * What a node says of an archive package that it made, under its seal: so no document can be taken out unnoticed.
 *
 * @param mets digest of METS.xml, which names every file with its digest
 * @param until exclusive
 * @param documents in the package
 * @param leftOut documents of that time that were still under way
 */
public record ArchiveSeal(
        String name,
        NodeId node,
        Digest mets,
        Instant since,
        Instant until,
        long documents,
        long leftOut,
        Instant time) {

    /** Name of the file beside METS.xml. */
    public static final String FILE = "seal.xml";

    /** Name of the time-stamp over that file, by which the seal outlives the sealer's certificate. */
    public static final String STAMP = "seal.tst";

    static final QName NAME = new QName("urn:antin:archive:1", "ArchivePackage");
    private static final String ID = "archive";
    private static final String START = "<ArchivePackage xmlns=\"urn:antin:archive:1\" Id=\"" + ID + "\">";

    public ArchiveSeal {
        time = time.truncatedTo(ChronoUnit.MILLIS);
        since = since.truncatedTo(ChronoUnit.MILLIS);
        until = until.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A seal that was opened, with its signer. */
    record OpenedSeal(ArchiveSeal seal, X509Certificate signer) {}

    /** The sealed text. */
    public byte[] seal(Sealer sealer) {
        return sealer.sealCanonical(write(), ID).bytes();
    }

    private byte[] write() {
        var xml = new CanonicalText(512);
        xml.start(NAME.getLocalPart()).attribute("xmlns", NAME.getNamespaceURI());
        xml.attribute("Id", ID).inside();
        xml.element("Name", name).element("Node", node.value()).base64("Mets", mets.bytes());
        xml.element("Since", since.toString()).element("Until", until.toString());
        xml.element("Documents", Long.toString(documents)).element("LeftOut", Long.toString(leftOut));
        return xml.element("Time", time.toString()).end(NAME.getLocalPart()).bytes();
    }

    /** Checks form and signature, not whose it is. */
    static OpenedSeal open(byte[] sealed) {
        var opened = SealReader.open(sealed, NAME);
        return new OpenedSeal(
                read(opened.content()).orElseThrow(() -> new Refused(Fault.SEAL_STRUCTURE, FILE)), opened.signer());
    }

    private static Optional<ArchiveSeal> read(byte[] content) {
        try {
            var xml = new CanonicalReader(content, Fault.SEAL_STRUCTURE);
            xml.expect(START);
            ArchiveSeal seal = new ArchiveSeal(
                    xml.element("Name"),
                    new NodeId(xml.element("Node")),
                    Digest.of(xml.base64("Mets")),
                    Instant.parse(xml.element("Since")),
                    Instant.parse(xml.element("Until")),
                    Long.parseLong(xml.element("Documents")),
                    Long.parseLong(xml.element("LeftOut")),
                    Instant.parse(xml.element("Time")));
            return Arrays.equals(content, seal.write()) ? Optional.of(seal) : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new Refused(Fault.SEAL_STRUCTURE, e, FILE);
        }
    }
}
