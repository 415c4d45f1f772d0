package vn.antin.node.broker;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of the hub's broker.
 *
 * @param running false once it stopped itself
 * @param diskUsed used part of the disk, 0 to 1
 * @param diskLimit part of the disk from which senders get an error, 0 to 1
 * @param memoryUsed used part of its memory for messages, 0 to 1; beyond, it pages
 * @param connections connected clients, the hub itself included
 * @param queues every queue, sorted by name
 * @param consumersClosed stale consumers that were closed, since the start
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

    /** Whether to raise an alarm while there is still room: from 80 % of the limit on. */
    public boolean diskAlarm() {
        return diskUsed >= ALARM * diskLimit;
    }

    /** Whether the broker refuses every message. */
    public boolean full() {
        return diskUsed >= diskLimit;
    }

    /**
     * One queue: its messages, those being delivered and those scheduled, its consumers, and since when the first one
     * waits.
     *
     * @param bytes of the waiting messages
     * @param added since the start, including those present then
     * @param taken acknowledged since the start
     * @param again redelivered since the start
     * @param dead given up by the broker since the start
     * @param expired since the start
     * @param paused whether it delivers nothing
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
