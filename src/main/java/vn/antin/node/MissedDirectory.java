package vn.antin.node;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.HubEndpoint;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Refused;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.KeyChanges;
import vn.antin.node.broker.HubReachability.Trouble;
import vn.antin.node.broker.Tls;
import vn.antin.node.broker.TlsMaterial;
import vn.antin.parts.HubParts;
import vn.antin.seal.pki.KeyRing;
import vn.antin.seal.pki.Purpose;
import vn.antin.thread.DaemonThreads;

/**
 * Brings a node and its hub together again when one of them missed the other's new key. A node that was off while the hub
 * changed its certificate fetches the directory in force: from any server under the pinned authorities, because the
 * directory's own seal decides. A hub that was restored from a backup knows the node's earlier certificate only: the node
 * shows that one.
 */
final class MissedDirectory implements Consumer<Trouble>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MissedDirectory.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Supplier<List<HubEndpoint>> places;
    private final NodeId self;
    private final KeyRing keys;
    private final TlsMaterial tls;
    private final DirectoryEditions directories;
    private final KeyChanges keyChanges;
    private final Clock clock;
    private final ScheduledExecutorService thread = DaemonThreads.scheduler("antin-missed-directory");
    private Instant again = Instant.MIN;

    private MissedDirectory(Storage storage, KeyRing keys, TlsMaterial tls) {
        this.places = () -> HubLink.endpoints(storage);
        this.self = storage.config().node();
        this.keys = keys;
        this.tls = tls;
        this.directories = storage.directories();
        this.keyChanges = storage.repositories().keyChanges();
        this.clock = storage.clock();
    }

    static MissedDirectory of(Storage storage, KeyRing keys, TlsMaterial tls) {
        return new MissedDirectory(storage, keys, tls);
    }

    @Override
    public synchronized void accept(Trouble trouble) {
        Instant now = clock.instant();
        if (now.isBefore(again) || thread.isShutdown()) {
            return;
        }
        again = now.plus(PAUSE);
        if (trouble == Trouble.HUB_NOT_TRUSTED) {
            thread.execute(this::fetch);
        } else if (keys.changeConnection()) {
            tls.forgetSessions();
            log.warn("the hub does not know this node's certificate: it is shown another one");
        }
    }

    private void fetch() {
        for (HubEndpoint place : places.get()) {
            if (fetched(place)) {
                return;
            }
        }
    }

    private boolean fetched(HubEndpoint place) {
        try (HubParts server = new HubParts(
                place.door(), Tls.unknownHub(() -> keys.of(Purpose.CONNECTION), directories.trust()::anchors, clock))) {
            if (keyChanges.take(directories, self, server.newestDirectory())) {
                log.info(
                        "directory {} was missed and is here now",
                        directories.current().serial());
                return true;
            }
        } catch (IOException | Refused e) {
            log.warn("no newer directory from {}: {}", place.door(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
        return false;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
