package vn.antin.receipt;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.seal.LruCache;
import vn.antin.seal.Sealer;

/**
 * Seals the manifests of bundles for one node. The same content gets the same manifest again while it is remembered, so
 * that a download can be continued. Thread-safe.
 */
public final class BundleMaker {

    private static final int REMEMBERED = 64;

    /**
     * A sealed manifest, and the time-stamp over it unless no authority could be reached.
     */
    record MadeManifest(byte[] sealed, Optional<byte[]> timeStamp) {}

    private final NodeId node;
    private final Sealer sealer;
    private final Function<Digest, Optional<byte[]>> stamp;
    private final Map<Digest, MadeManifest> made = LruCache.atMost(REMEMBERED);

    /** @param stamp a time-stamp over a digest, so that the manifest outlives the sealer's certificate; empty without */
    public BundleMaker(NodeId node, Sealer sealer, Function<Digest, Optional<byte[]>> stamp) {
        this.node = node;
        this.sealer = sealer;
        this.stamp = stamp;
    }

    MadeManifest manifest(
            EnvelopeId document, SortedMap<String, Digest> files, List<BundleManifest.LeftOut> leftOut, Instant now) {
        Digest content = Digest.sha256(new BundleManifest(document, node, Instant.EPOCH, files, leftOut).write());
        MadeManifest known = made.get(content);
        if (known != null) {
            return known;
        }
        byte[] sealed = new BundleManifest(document, node, now, files, leftOut).seal(sealer);
        MadeManifest fresh = new MadeManifest(sealed, stamp.apply(Digest.sha256(sealed)));
        if (fresh.timeStamp().isPresent()) {
            made.put(content, fresh);
        }
        return fresh;
    }
}
