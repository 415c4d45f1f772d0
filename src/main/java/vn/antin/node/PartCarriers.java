package vn.antin.node;

import vn.antin.ledger.StoredParts.PartDirection;
import vn.antin.ledger.db.Signal;
import vn.antin.parts.Carrier;
import vn.antin.parts.Throttle;

/** The two carriers of a node's parts: one brings, one fetches. */
final class PartCarriers {

    private PartCarriers() {}

    static void open(ModuleRuntime runtime, Storage storage, HubLink link) {
        Throttle throttle = new Throttle(
                storage.config().line().stream()
                        .map(cap -> new Throttle.Hours(cap.from(), cap.until(), cap.bytesPerSecond()))
                        .toList(),
                storage.clock());
        for (PartDirection direction : PartDirection.values()) {
            Carrier carrier = runtime.opened(new Carrier(
                    direction, storage.repositories(), storage.parts(), link.parts(), throttle, link.progress()));
            storage.ledger().onWake(what -> {
                if (what == Signal.PARTS) {
                    carrier.wake();
                }
            });
            carrier.start();
        }
        // Closed before the carriers: that ends the calls they wait for.
        runtime.opened(link.parts());
    }
}
