package vn.antin.node;

import java.net.URI;
import vn.antin.ledger.HubSession;
import vn.antin.node.broker.HubConnections;
import vn.antin.node.broker.LineSettings;
import vn.antin.node.broker.Tls;
import vn.antin.node.broker.TlsMaterial;
import vn.antin.node.config.Config;
import vn.antin.parts.HubParts;
import vn.antin.parts.TransferProgress;
import vn.antin.seal.pki.KeyRing;
import vn.antin.seal.pki.Purpose;

/**
 * A node's way to its hub: the connections to its broker, the parts over HTTPS, and what the hub said last.
 *
 * @param parts closed by {@link PartCarriers}, whose calls it ends
 */
record HubLink(
        TlsMaterial tls, HubConnections connections, HubParts parts, HubSession session, TransferProgress progress) {

    /** By the directory in force: no other certificate is the hub's, whichever authority issued it. */
    static HubLink open(ModuleRuntime runtime, Storage storage, KeyRing keys) {
        Config config = storage.config();
        Config.HubAddress hub = config.hubOrFail();
        TlsMaterial tls = Tls.node(
                () -> keys.of(Purpose.CONNECTION),
                storage.directories().trust()::anchors,
                certificate -> storage.directories()
                        .newest()
                        .filter(directory ->
                                directory.isHub(certificate, storage.clock().instant()))
                        .isPresent(),
                storage.clock());
        HubConnections connections =
                runtime.opened(new HubConnections(LineSettings.of(hub.host(), hub.port()), tls, storage.clock()));
        connections.onUnknown(runtime.opened(MissedDirectory.of(storage, keys, tls)));
        return new HubLink(
                tls,
                connections,
                new HubParts(URI.create("https://" + hub.host() + ":" + hub.https()), tls.context()),
                new HubSession(config.times().clock()),
                new TransferProgress());
    }
}
