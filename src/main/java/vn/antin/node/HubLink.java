package vn.antin.node;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.HubEndpoint;
import vn.antin.ledger.HubSession;
import vn.antin.node.broker.HubConnections;
import vn.antin.node.broker.Tls;
import vn.antin.node.broker.TlsMaterial;
import vn.antin.node.config.Config;
import vn.antin.parts.HubParts;
import vn.antin.parts.TransferProgress;
import vn.antin.seal.pki.KeyRing;
import vn.antin.seal.pki.Purpose;
import vn.antin.thread.DaemonThreads;

/**
 * A node's way to its hub: the connections to its broker, the parts over HTTPS, and what the hub said last.
 *
 * @param parts closed by {@link PartCarriers}, whose calls it ends
 */
record HubLink(
        TlsMaterial tls, HubConnections connections, HubParts parts, HubSession session, TransferProgress progress) {

    private static final Logger log = LoggerFactory.getLogger(HubLink.class);
    /** Between two looks whether the hub's preferred place answers, while another one is in use. */
    private static final long LOOK_SECONDS = 10;

    /** By the directory in force: no other certificate is the hub's, whichever authority issued it. */
    static HubLink open(ModuleRuntime runtime, Storage storage, KeyRing keys) {
        TlsMaterial tls = Tls.node(
                () -> keys.of(Purpose.CONNECTION),
                storage.directories().trust()::anchors,
                certificate -> storage.directories()
                        .newest()
                        .filter(directory ->
                                directory.isHub(certificate, storage.clock().instant()))
                        .isPresent(),
                storage.clock());
        HubConnections connections = runtime.opened(new HubConnections(() -> endpoints(storage), tls, storage.clock()));
        connections.onUnknown(runtime.opened(MissedDirectory.of(storage, keys, tls)));
        ScheduledExecutorService look = DaemonThreads.scheduler("antin-hub-address");
        var unused =
                look.scheduleWithFixedDelay(() -> prefer(connections), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        runtime.opened((AutoCloseable) look::shutdownNow);
        return new HubLink(
                tls,
                connections,
                new HubParts(() -> connections.place().door(), tls.context()),
                new HubSession(storage.config().times().clock()),
                new TransferProgress());
    }

    private static void prefer(HubConnections connections) {
        try {
            connections.prefer();
        } catch (RuntimeException e) {
            log.warn("the hub's preferred address could not be tried", e);
        }
    }

    /** Where the hub is: the places that the directory in force names, then the one of the configuration. */
    static List<HubEndpoint> endpoints(Storage storage) {
        Config.HubAddress address = storage.config().hubOrFail();
        HubEndpoint configured = new HubEndpoint(address.host(), address.port(), address.https(), null);
        List<HubEndpoint> all = new ArrayList<>(storage.directories()
                .newest()
                .map(directory -> directory.hubEndpoints(storage.clock().instant()))
                .orElse(List.of()));
        if (all.stream().noneMatch(configured::isAt)) {
            all.add(configured);
        }
        return all;
    }
}
