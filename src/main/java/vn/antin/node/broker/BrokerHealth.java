package vn.antin.node.broker;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the hub's broker is doing: what an operator looks at before it refuses.
 *
 * @param running false once it stopped itself
 * @param diskUsed how full the disk is, 0 to 1
 * @param diskLimit from where on senders get an error, 0 to 1
 * @param memoryUsed how full its memory for messages is, 0 to 1; beyond, it pages
 * @param connections how many clients are connected, the hub itself included
 * @param queues every queue, in the order of their names
 * @param consumersClosed consumers that nobody served and that were closed, since the start
 */
public record BrokerHealth(
        boolean running,
        double diskUsed,
        double diskLimit,
        double memoryUsed,
        int connections,
        List<QueueHealth> queues,
        long consumersClosed) {

    private static final double ALARM = 0.8;

    /** Time for an alarm, while there is still room: 80 % of what the disk may hold. */
    public boolean diskAlarm() {
        return diskUsed >= ALARM * diskLimit;
    }

    /** The broker refuses every message. */
    public boolean full() {
        return diskUsed >= diskLimit;
    }

    /**
     * One queue: how many wait, how many of those are with a consumer now or are waiting for another try, who listens,
     * and since when the first one waits.
     *
     * @param bytes of what waits
     * @param added how many came since the start, with those that lay there then
     * @param taken how many were taken since the start
     * @param again how many were handed out once more since the start
     * @param dead how many the broker gave up since the start
     * @param expired how many ran out of time since the start
     * @param paused whether it hands out nothing
     */
    public record QueueHealth(
            String name,
            long messages,
            int delivering,
            int retrying,
            int consumers,
            Optional<Instant> oldest,
            long bytes,
            long added,
            long taken,
            long again,
            long dead,
            long expired,
            boolean paused) {}
}
