package vn.antin.receipt;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.CanonicalReader;
import vn.antin.xml.CanonicalText;
import vn.antin.xml.CanonicalXml;

/**
 * The state of an issuer's log at one size. The origin is {@code node/epoch}; previous is the digest of the sealed
 * checkpoint before this one; edition is the directory that the issuer worked by.
 */
public record Checkpoint(
        String origin,
        long size,
        Digest root,
        @Nullable Digest previous,
        Instant time,
        @Nullable SeenEdition edition) {

    /**
     * The directory in force at an issuer. Two that have one serial and different digests prove that the directory is
     * forked.
     *
     * @param digest SHA-256 of the sealed bytes
     */
    public record SeenEdition(long serial, Digest digest) {

        public boolean conflictsWith(SeenEdition other) {
            return serial == other.serial && !digest.equals(other.digest);
        }
    }

    static final QName NAME = new QName("urn:antin:checkpoint:1", "Checkpoint");
    static final String ID = "checkpoint";

    private static final String SERIAL = "DirectorySerial";
    private static final String DIGEST = "DirectoryDigest";
    private static final String START = "<Checkpoint xmlns=\"urn:antin:checkpoint:1\" Id=\"" + ID + "\">";

    private static final Pattern EPOCH = Pattern.compile("[a-z0-9-]{1,64}");

    public Checkpoint {
        time = time.truncatedTo(ChronoUnit.MILLIS);
        int slash = origin.indexOf('/');
        if (slash < 0 || !EPOCH.matcher(origin.substring(slash + 1)).matches() || size < 0) {
            throw new Refused(Fault.EVIDENCE_FORM, "Checkpoint " + origin + " " + size);
        }
        new NodeId(origin.substring(0, slash));
    }

    /** Without a directory. */
    public Checkpoint(String origin, long size, Digest root, @Nullable Digest previous, Instant time) {
        this(origin, size, root, previous, time, null);
    }

    /** The origin of a node's log in an epoch. */
    public static String origin(NodeId node, String epoch) {
        return node + "/" + epoch;
    }

    /** The node that writes the log. */
    public NodeId issuer() {
        return new NodeId(origin.substring(0, origin.indexOf('/')));
    }

    /** Whether the two have different roots for one size of one log: their issuer shows two histories. */
    public boolean conflictsWith(Checkpoint other) {
        return origin.equals(other.origin) && size == other.size && !root.equals(other.root);
    }

    /** The text to seal. */
    public byte[] write() {
        var xml = new CanonicalText(512);
        xml.start(NAME.getLocalPart()).attribute("xmlns", NAME.getNamespaceURI());
        xml.attribute("Id", ID).inside();
        xml.element("Origin", origin).element("Size", Long.toString(size)).base64("Root", root.bytes());
        if (previous != null) {
            xml.base64("Previous", previous.bytes());
        }
        xml.element("Time", time.toString());
        if (edition != null) {
            xml.element(SERIAL, Long.toString(edition.serial()))
                    .base64(DIGEST, edition.digest().bytes());
        }
        return xml.end(NAME.getLocalPart()).bytes();
    }

    /** The checkpoint, if these are the bytes that {@link #write} makes of it; empty for any other text. */
    static Optional<Checkpoint> readExact(byte[] content) {
        try {
            var xml = new CanonicalReader(content, Fault.EVIDENCE_FORM);
            xml.expect(START);
            Checkpoint checkpoint = new Checkpoint(
                    xml.element("Origin"),
                    Long.parseLong(xml.element("Size")),
                    Digest.of(xml.base64("Root")),
                    xml.next("<Previous>") ? Digest.of(xml.base64("Previous")) : null,
                    Instant.parse(xml.element("Time")),
                    xml.next("<" + SERIAL + ">")
                            ? new SeenEdition(Long.parseLong(xml.element(SERIAL)), Digest.of(xml.base64(DIGEST)))
                            : null);
            return Arrays.equals(content, checkpoint.write()) ? Optional.of(checkpoint) : Optional.empty();
        } catch (Refused | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * The head of a list of renewed proofs, which has no seal.
     *
     * @throws Refused EVIDENCE_FORM for anything that {@link #write} does not make
     */
    public static Checkpoint ofList(byte[] head) {
        return readExact(head).orElseThrow(() -> new Refused(Fault.EVIDENCE_FORM, "Head"));
    }

    static Checkpoint read(byte[] content) {
        var xml = CanonicalXml.read(content, vn.antin.xml.checkpoint.Checkpoint.class, Fault.EVIDENCE_FORM);
        if (xml.getOrigin() == null || xml.getRoot() == null || xml.getTime() == null) {
            throw new Refused(Fault.EVIDENCE_FORM, "Checkpoint");
        }
        Digest previous = xml.getPrevious() == null ? null : Digest.of(xml.getPrevious());
        Long serial = xml.getDirectorySerial();
        byte[] digest = xml.getDirectoryDigest();
        if ((serial == null) != (digest == null)) {
            throw new Refused(Fault.EVIDENCE_FORM, SERIAL);
        }
        return new Checkpoint(
                xml.getOrigin(),
                xml.getSize(),
                Digest.of(xml.getRoot()),
                previous,
                xml.getTime(),
                serial == null || digest == null ? null : new SeenEdition(serial, Digest.of(digest)));
    }
}
