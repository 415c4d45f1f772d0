package vn.antin.door.rest;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import vn.antin.envelope.AgencyCode;

/** Notifies listeners, after the commit, that a document has arrived for an agency. */
public final class InboxNotifier {

    private final List<Consumer<AgencyCode>> ears = new CopyOnWriteArrayList<>();

    /** Returns at once: listeners do their work on other threads. */
    public void ring(AgencyCode agency) {
        ears.forEach(ear -> ear.accept(agency));
    }

    void listen(Consumer<AgencyCode> ear) {
        ears.add(ear);
    }
}
