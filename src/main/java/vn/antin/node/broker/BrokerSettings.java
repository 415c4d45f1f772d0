package vn.antin.node.broker;

import java.time.Duration;

/**
 * How the hub's broker is set up.
 *
 * @param host the address it listens on
 * @param port the port it listens on; 0 takes a free one
 * @param names what its queues are called
 * @param globalMaxBytes messages held in memory, all queues together; what is more waits on disk, in pages
 * @param queueMaxBytes messages of one queue held in memory before that queue pages
 * @param pageBytes the size of one page file
 * @param queueLimitBytes what one queue may hold on disk; beyond it the sender gets an error
 * @param maxDiskUsagePercent how full the disk may be before every sender gets an error
 * @param journalTimeout how long a small write waits for others to share its disk flush
 * @param largestMessage what is larger is refused; a sealed envelope with inline parts is far below
 * @param duplicateIds how many message ids each queue remembers, also over a restart
 * @param firstRetry how long a message that was rolled back waits the first time; then twice as long each time
 * @param longestRetry how long it waits at most
 * @param nodeBytesPerHour what one node may send within an hour
 * @param answer how long a call of the hub itself waits for the broker before its connection is given up
 */
public record BrokerSettings(
        String host,
        int port,
        QueueNames names,
        long globalMaxBytes,
        long queueMaxBytes,
        int pageBytes,
        long queueLimitBytes,
        int maxDiskUsagePercent,
        Duration journalTimeout,
        int largestMessage,
        int duplicateIds,
        Duration firstRetry,
        Duration longestRetry,
        long nodeBytesPerHour,
        Duration answer) {

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    public BrokerSettings {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("no such port: " + port);
        }
        if (maxDiskUsagePercent < 1 || maxDiskUsagePercent > 100) {
            throw new IllegalArgumentException("a disk is never " + maxDiskUsagePercent + " % full");
        }
        if (largestMessage < 64 * KIB || globalMaxBytes < largestMessage || pageBytes < largestMessage) {
            throw new IllegalArgumentException("memory and pages must hold the largest message, at least 64 KiB");
        }
        if (nodeBytesPerHour < 2L * largestMessage) {
            throw new IllegalArgumentException("a node must be able to send the largest message");
        }
        if (duplicateIds < 1) {
            throw new IllegalArgumentException("without remembered ids a repeat is delivered twice");
        }
    }

    /** What suits a province: 64 MiB in memory, 10 GiB a queue, errors from 90 % of the disk on, 1 GiB a node and hour. */
    public static BrokerSettings of(String host, int port) {
        return new BrokerSettings(
                host,
                port,
                QueueNames.standard(),
                64L * MIB,
                8L * MIB,
                4 * MIB,
                10L * KIB * MIB,
                90,
                Duration.ofNanos(200_000),
                MIB,
                20_000,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                1L * KIB * MIB,
                Duration.ofSeconds(30));
    }

    /** The same with another limit on the disk. */
    public BrokerSettings withMaxDiskUsagePercent(int percent) {
        return with(globalMaxBytes, queueMaxBytes, queueLimitBytes, percent, nodeBytesPerHour, answer);
    }

    /** The same with another limit on what one node may send within an hour. */
    public BrokerSettings withNodeBytesPerHour(long bytes) {
        return with(globalMaxBytes, queueMaxBytes, queueLimitBytes, maxDiskUsagePercent, bytes, answer);
    }

    /** The same with other limits on memory, and on what one queue may hold on disk. */
    public BrokerSettings withLimits(long globalMax, long queueMax, long queueLimit) {
        return with(globalMax, queueMax, queueLimit, maxDiskUsagePercent, nodeBytesPerHour, answer);
    }

    /** The same with another patience of the hub's own calls. */
    public BrokerSettings withAnswer(Duration patience) {
        return with(globalMaxBytes, queueMaxBytes, queueLimitBytes, maxDiskUsagePercent, nodeBytesPerHour, patience);
    }

    private BrokerSettings with(
            long globalMax, long queueMax, long queueLimit, int diskPercent, long nodeBytes, Duration patience) {
        return new BrokerSettings(
                host,
                port,
                names,
                globalMax,
                queueMax,
                pageBytes,
                queueLimit,
                diskPercent,
                journalTimeout,
                largestMessage,
                duplicateIds,
                firstRetry,
                longestRetry,
                nodeBytes,
                patience);
    }
}
