package vn.antin.deliver;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Direction;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.query.DocumentView.ReceiptLine;
import vn.antin.ledger.query.Views;
import vn.antin.receipt.BundleMaker;
import vn.antin.receipt.BundleManifest;
import vn.antin.receipt.EvidenceBundle;
import vn.antin.receipt.Receipts;

/** Builds the auditor's bundle of one document: its receipts, its envelope, and the directories they name. */
public final class EvidenceExport {

    /**
     * Grace for a receipt whose predecessor is missing: both come by the same queue, each as soon as its log is sealed.
     */
    private static final Duration PREDECESSOR_GRACE = Duration.ofMinutes(10);

    private final Repositories repositories;
    private final Views views;
    private final Contents contents;
    private final DirectoryEditions directories;
    private final BundleMaker maker;
    private final Clock clock;

    /** @param maker this node, which seals the manifests */
    public EvidenceExport(
            Repositories repositories,
            Views views,
            Contents contents,
            DirectoryEditions directories,
            BundleMaker maker,
            Clock clock) {
        this.repositories = repositories;
        this.views = views;
        this.contents = contents;
        this.directories = directories;
        this.maker = maker;
        this.clock = clock;
    }

    /**
     * The bundle ({@link EvidenceBundle}, a ZIP) of every receipt of the document. At the sender it leaves out a
     * receipt whose predecessor is still to come. Its manifest says what is left out.
     *
     * @throws Refused NO_RECEIPT_YET while there is none
     */
    public byte[] of(EnvelopeId id) {
        return bundle(id).write(maker, clock.instant());
    }

    /** The same without the directories, for a package that has them once for all its documents. */
    public byte[] withoutDirectories(EvidenceBundle bundle) {
        return bundle.writeWithoutDirectories(maker, clock.instant());
    }

    /** The content of {@link #of}. */
    public EvidenceBundle bundle(EnvelopeId id) {
        Documents.StoredDocument stored = repositories
                .ledger()
                .read(tx -> repositories.documents().find(tx, id))
                .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id.toString()));
        List<BundleManifest.LeftOut> leftOut = new ArrayList<>();
        leftOut.add(new BundleManifest.LeftOut(BundleManifest.Omission.FILES, ""));
        List<Receipts> receipts = receipts(id, stored.direction(), leftOut);
        if (receipts.isEmpty()) {
            throw new Refused(Fault.NO_RECEIPT_YET, id.toString());
        }
        byte[] inner = inner(id, leftOut);
        BundleProofs proved = BundleProofs.of(repositories, directories, receipts);
        proved.missing()
                .forEach(serial -> leftOut.add(
                        new BundleManifest.LeftOut(BundleManifest.Omission.DIRECTORY, Long.toString(serial))));
        return new EvidenceBundle(receipts, stored.envelope(), inner, proved.directories(), proved.proofs(), leftOut);
    }

    private List<Receipts> receipts(EnvelopeId id, Direction direction, List<BundleManifest.LeftOut> leftOut) {
        List<Receipts> all = new ArrayList<>();
        for (ReceiptLine line : views.receipts(id)) {
            byte[] xml = line.xml();
            if (xml == null) {
                leftOut.add(new BundleManifest.LeftOut(BundleManifest.Omission.NOT_SEALED_YET, line.event()));
            } else {
                all.add(Receipts.read(xml));
            }
        }
        if (direction != Direction.OUT) {
            leftOut.add(new BundleManifest.LeftOut(BundleManifest.Omission.EARLIER_STOPS, ""));
            return all;
        }
        List<Receipts> joined = EvidenceBundle.joined(all, clock.instant().minus(PREDECESSOR_GRACE));
        Set<Digest> available = digests(joined);
        digests(all).stream()
                .filter(digest -> !available.contains(digest))
                .forEach(digest -> leftOut.add(
                        new BundleManifest.LeftOut(BundleManifest.Omission.PREDECESSOR_AWAITED, digest.hex())));
        return joined;
    }

    private byte @Nullable [] inner(EnvelopeId id, List<BundleManifest.LeftOut> leftOut) {
        try {
            return contents.inner(id);
        } catch (Refused e) {
            leftOut.add(new BundleManifest.LeftOut(
                    BundleManifest.Omission.INNER_MANIFEST, e.fault().code()));
            return null;
        }
    }

    private static Set<Digest> digests(List<Receipts> receipts) {
        return receipts.stream()
                .flatMap(each -> each.receipts().stream())
                .map(receipt -> Digest.sha256(receipt.evidence()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
