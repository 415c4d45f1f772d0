package vn.antin.door.rest;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import vn.antin.envelope.AgencyCode;

/** Rings when a document has arrived for an agency, after its commit; whoever waits for one hears it. */
public final class InboxNotifier {

    private final List<Consumer<AgencyCode>> ears = new CopyOnWriteArrayList<>();

    /** Returns at once: what a ring sets off happens elsewhere. */
    public void ring(AgencyCode agency) {
        ears.forEach(ear -> ear.accept(agency));
    }

    void listen(Consumer<AgencyCode> ear) {
        ears.add(ear);
    }
}
