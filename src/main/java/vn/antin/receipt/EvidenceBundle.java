package vn.antin.receipt;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Party;
import vn.antin.seal.SealedEnvelope;
import vn.antin.seal.pki.Trust;

/**
 * The evidence of one document for an archive: its receipts, the sealed envelope, the inner manifest if available, the
 * sealed directories that the receipts name, with the newest one, and the renewed proofs of all of these.
 *
 * @param leftOut what it should have and does not
 */
@SuppressWarnings("ArrayRecordComponent") // written, never compared
public record EvidenceBundle(
        List<Receipts> receipts,
        byte[] envelope,
        byte @Nullable [] inner,
        List<byte[]> directories,
        List<ProofList> proofs,
        List<BundleManifest.LeftOut> leftOut) {

    /** Digests of all other files in the format of {@code sha256sum -c}, for people without the verifier. */
    static final String CHECKSUMS = "manifest.txt";

    /** {@link BundleManifest}. */
    static final String MANIFEST = "manifest.xml";

    /** RFC 3161 token over the sealed manifest; missing when no authority could be reached. */
    static final String MANIFEST_STAMP = "manifest.tst";

    static final String PROOFS = "proofs/";
    static final String ENVELOPE = "envelope.xml";
    static final String INNER = "inner.xml";
    static final String RECEIPTS = "receipts/";
    static final String DIRECTORY = "directory/";
    private static final String XML = ".xml";

    /** One receipt in a file of its own, with its evidence for order and name. */
    private record Single(Receipts receipts, Evidence evidence) {}

    /**
     * Leaves out receipts whose predecessor is still on its way: predecessors are signed by another log and may come
     * later, and a bundle taken in between would look as if evidence had been removed.
     *
     * @param grace evidence from before this time is never left out, so that a lasting gap shows
     */
    public static List<Receipts> joined(List<Receipts> receipts, Instant grace) {
        Set<Digest> available = new HashSet<>();
        List<Receipts> joined = new ArrayList<>();
        for (Single single : singles(receipts)) {
            Evidence evidence = single.evidence();
            Digest previous = evidence.previous();
            if (previous == null
                    || available.contains(previous)
                    || evidence.time().isBefore(grace)) {
                available.add(evidence.write().digest());
                joined.add(single.receipts());
            }
        }
        return joined;
    }

    /** The archive. The same content gives the same files, the manifests while their maker remembers them. */
    public byte[] write(BundleMaker maker, Instant now) {
        return write(content(directories), maker, now);
    }

    /** The archive without the directories, for a package that has them once for all its documents. */
    public byte[] writeWithoutDirectories(BundleMaker maker, Instant now) {
        return write(content(List.of()), maker, now);
    }

    private byte[] write(SortedMap<String, byte[]> files, BundleMaker maker, Instant now) {
        SortedMap<String, Digest> digests = new TreeMap<>();
        files.forEach((name, content) -> digests.put(name, Digest.sha256(content)));
        EnvelopeId document = SealedEnvelope.open(envelope).envelope().id();
        BundleMaker.MadeManifest manifest = maker.manifest(document, digests, leftOut, now);
        files.put(MANIFEST, manifest.sealed());
        manifest.timeStamp().ifPresent(token -> files.put(MANIFEST_STAMP, token));
        files.put(CHECKSUMS, checksums(files));
        return StoredZip.write(files);
    }

    private SortedMap<String, byte[]> content(List<byte[]> named) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put(ENVELOPE, envelope);
        if (inner != null) {
            files.put(INNER, inner);
        }
        for (byte[] directory : named) {
            files.put(DIRECTORY + Directory.unpinned(directory).serial() + XML, directory);
        }
        List<Single> singles = singles(receipts);
        int digits = Math.max(2, Integer.toString(singles.size()).length());
        for (int i = 0; i < singles.size(); i++) {
            Single single = singles.get(i);
            String number = String.format(Locale.ROOT, "%0" + digits + "d", i + 1);
            files.put(name(number, single.evidence()), single.receipts().write());
        }
        for (ProofList list : proofs) {
            String origin = list.head().origin();
            files.put(PROOFS + origin.substring(origin.indexOf('/') + 1) + XML, list.write());
        }
        return files;
    }

    private static List<Single> singles(List<Receipts> receipts) {
        List<Single> singles = new ArrayList<>();
        for (Receipts each : receipts) {
            for (Receipts.Receipt receipt : each.receipts()) {
                singles.add(new Single(each.only(receipt), Evidence.read(receipt.evidence())));
            }
        }
        singles.sort(Comparator.comparing(Single::evidence, EvidenceBundle::compareByStop));
        return singles;
    }

    /** Order by copy, then by stop, then by time. */
    private static int compareByStop(Evidence one, Evidence other) {
        return Comparator.<Evidence>comparingInt(evidence -> evidence.copy().index())
                .thenComparingInt(evidence -> evidence.event().order())
                .thenComparing(Evidence::time)
                .thenComparing(evidence -> evidence.id().hex())
                .compare(one, other);
    }

    private static String name(String number, Evidence evidence) {
        Party recipient = evidence.copy().recipient();
        String to = recipient == null ? "nobody" : recipient.agency().value();
        return RECEIPTS + number + "-" + evidence.event().etsiName() + "-" + to + XML;
    }

    static byte[] checksums(Map<String, byte[]> files) {
        return files.entrySet().stream()
                .filter(file -> !file.getKey().equals(CHECKSUMS))
                .map(file -> Digest.sha256(file.getValue()) + "  " + file.getKey() + "\n")
                .sorted(Comparator.comparing(line -> line.substring(2 * Digest.LENGTH)))
                .collect(Collectors.joining())
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** Verifies a bundle, an unpacked bundle, a file of receipts, or a folder of these. */
    public static List<Finding> verify(Path path, @Nullable Trust trust, Instant now) {
        List<Finding> findings = new ArrayList<>();
        new Audit(trust, now).verify(path, findings::add);
        return findings;
    }
}
