package vn.antin.node;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The wakes of one route: one is enough, as the route then looks for everything there is to do. Who waits for one
 * sleeps, and does not look up ten times a second whether the program stops: {@link #end} wakes it.
 */
final class WakeQueue extends ArrayBlockingQueue<Exchange> {

    private static final long serialVersionUID = 1L;
    private static final long LAST_MILLIS = 10;

    private final transient Exchange nothing;
    private volatile boolean ended;

    /** @param nothing takes the place of a wake for whom {@link #end} wakes; nobody gets it */
    WakeQueue(Exchange nothing) {
        super(1);
        this.nothing = nothing;
    }

    /** Nobody waits any more, but for what is under way: a wake that has come is still handed out. */
    void end() {
        ended = true;
        offer(nothing);
    }

    @Override
    public @Nullable Exchange poll(long timeout, TimeUnit unit) throws InterruptedException {
        Exchange wake = ended ? super.poll(LAST_MILLIS, TimeUnit.MILLISECONDS) : super.poll(timeout, unit);
        return wake == nothing ? null : wake;
    }
}
