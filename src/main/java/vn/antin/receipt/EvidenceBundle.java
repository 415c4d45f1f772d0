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
import vn.antin.envelope.Party;
import vn.antin.seal.pki.Trust;

/**
 * The evidence of one document for an archive: its receipts, the sealed envelope, the inner manifest if available, and
 * the sealed directories that the receipts name, with the newest one.
 */
@SuppressWarnings("ArrayRecordComponent") // written, never compared
public record EvidenceBundle(
        List<Receipts> receipts, byte[] envelope, byte @Nullable [] inner, List<byte[]> directories) {

    static final String MANIFEST = "manifest.txt";
    static final String ENVELOPE = "envelope.xml";
    static final String INNER = "inner.xml";
    static final String RECEIPTS = "receipts/";
    static final String DIRECTORY = "directory/";
    private static final String XML = ".xml";

    public EvidenceBundle {
        receipts = List.copyOf(receipts);
        directories = List.copyOf(directories);
    }

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

    /** The archive; the same content gives the same bytes. */
    public byte[] write() {
        return write(directories);
    }

    /** The archive without the directories, for a package that has them once for all its documents. */
    public byte[] writeWithoutDirectories() {
        return write(List.of());
    }

    private byte[] write(List<byte[]> named) {
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
        files.put(MANIFEST, manifest(files));
        return StoredZip.write(files);
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

    /** The manifest in the format of {@code sha256sum -c}. */
    static byte[] manifest(Map<String, byte[]> files) {
        return files.entrySet().stream()
                .filter(file -> !file.getKey().equals(MANIFEST))
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
