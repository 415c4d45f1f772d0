package vn.antin.ledger;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Checkpoint.SeenEdition;
import vn.antin.seal.LruCache;

/**
 * Compares the directories that other nodes work by with those known here. Another digest under the same serial raises an
 * alarm: somebody shows different directories to different nodes. The sealed checkpoint that said so is the proof.
 */
public final class ForkedDirectories {

    private static final Logger log = LoggerFactory.getLogger(ForkedDirectories.class);

    private final Timeline timeline;
    private final Map<SeenEdition, Boolean> agreed = LruCache.atMost(64);

    public ForkedDirectories(Timeline timeline) {
        this.timeline = timeline;
    }

    /** Whether this edition was compared before and is the one known here. */
    public boolean isKnown(SeenEdition seen) {
        return agreed.containsKey(seen);
    }

    /** Compares what these checkpoints seal; a repeat changes nothing. */
    public void compare(Tx tx, Collection<Checkpoint> sealed) {
        Set<SeenEdition> compared = new HashSet<>();
        for (Checkpoint checkpoint : sealed) {
            SeenEdition seen = checkpoint.edition();
            if (seen != null && compared.add(seen)) {
                compare(tx, checkpoint.issuer(), seen);
            }
        }
    }

    /** Compares what one node or the hub says. */
    public void compare(Tx tx, NodeId issuer, SeenEdition seen) {
        if (isKnown(seen)) {
            return;
        }
        DirectoryEditions.known(tx, seen.serial()).ifPresent(known -> {
            if (!known.conflictsWith(seen) || JoinedNodes.isBefore(tx, issuer, seen.serial())) {
                agreed.put(seen, true);
                return;
            }
            log.error("{} works by another directory {} than the one here", issuer, seen.serial());
            timeline.alarm(tx, Fault.DIRECTORY_FORKED, issuer.value(), Long.toString(seen.serial()));
        });
    }
}
