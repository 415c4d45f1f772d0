package vn.antin.door.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections whose request headers do not complete in time: a byte now and then would keep the server's idle
 * timeout from ever firing.
 */
final class SlowHeaderTimeout extends AbstractLifeCycle implements Connection.Listener {

    private final Scheduler scheduler;
    private final long patience;
    private final Map<Connection, TransferCounters> reading = new ConcurrentHashMap<>();

    /** The counters of a connection when its last message ended, and when that was. */
    private record TransferCounters(long messages, long bytes, long since) {}

    SlowHeaderTimeout(Scheduler scheduler, Duration patience) {
        this.scheduler = scheduler;
        this.patience = patience.toNanos();
    }

    /** Watches the connections of this factory. */
    static SlowHeaderTimeout over(HttpConnectionFactory factory, Scheduler scheduler, Duration patience) {
        SlowHeaderTimeout made = new SlowHeaderTimeout(scheduler, patience);
        factory.addBean(made);
        return made;
    }

    @Override
    protected void doStart() {
        again();
    }

    @Override
    public void onOpened(Connection connection) {
        reading.put(connection, new TransferCounters(0, 0, System.nanoTime()));
    }

    @Override
    public void onClosed(Connection connection) {
        reading.remove(connection);
    }

    private void again() {
        var unused = scheduler.schedule(this::look, Math.max(1, patience / 4), TimeUnit.NANOSECONDS);
    }

    private void look() {
        if (!isStarting() && !isRunning()) {
            return;
        }
        long now = System.nanoTime();
        reading.forEach((connection, before) -> {
            if (connection.getMessagesIn() != before.messages() || quiet(connection, before)) {
                reading.replace(
                        connection,
                        before,
                        new TransferCounters(connection.getMessagesIn(), connection.getBytesIn(), now));
            } else if (now - before.since() > patience) {
                connection.getEndPoint().close();
            }
        });
        again();
    }

    /**
     * Whether it is between two messages with nothing of the next one received; the server's idle timeout covers that.
     */
    private static boolean quiet(Connection connection, TransferCounters before) {
        return before.messages() > 0
                && (connection.getMessagesOut() < connection.getMessagesIn()
                        || connection.getBytesIn() == before.bytes());
    }
}
