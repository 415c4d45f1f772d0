package vn.antin.node.broker;

import java.time.Duration;

/**
 * The settings of the hub's broker.
 *
 * @param host the address it listens on
 * @param port the port it listens on; 0 takes a free one
 * @param names of its queues
 * @param globalMaxBytes bytes in memory of all queues together; beyond, messages are paged to disk
 * @param queueMaxBytes bytes in memory of one queue before that queue pages
 * @param pageBytes size of one page file
 * @param queueLimitBytes bytes one queue may hold on disk; beyond, the sender gets an error
 * @param maxDiskUsagePercent used part of the disk beyond which every sender gets an error
 * @param journalTimeout how long a small write waits for others to share its disk flush
 * @param largestMessage larger messages are refused; a sealed envelope with inline parts is far below
 * @param duplicateIds message ids each queue remembers, also over a restart
 * @param firstRetry delay of the first redelivery after a rollback; it doubles each time
 * @param longestRetry upper bound of that delay
 * @param nodeBytesPerHour bytes one node may send within an hour
 * @param answer call timeout of the hub's own connection, after which it is replaced
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

    /**
     * Defaults for a province: 64 MiB in memory, 10 GiB a queue, errors from 90 % of the disk on, 1 GiB a node and
     * hour.
     */
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

    /** A copy with another limit on the disk. */
    public BrokerSettings withMaxDiskUsagePercent(int percent) {
        return with(globalMaxBytes, queueMaxBytes, queueLimitBytes, percent, nodeBytesPerHour, answer);
    }

    /** A copy with another limit on what one node may send within an hour. */
    public BrokerSettings withNodeBytesPerHour(long bytes) {
        return with(globalMaxBytes, queueMaxBytes, queueLimitBytes, maxDiskUsagePercent, bytes, answer);
    }

    /** A copy with other limits on memory and on what one queue may hold on disk. */
    public BrokerSettings withLimits(long globalMax, long queueMax, long queueLimit) {
        return with(globalMax, queueMax, queueLimit, maxDiskUsagePercent, nodeBytesPerHour, answer);
    }

    /** A copy with another timeout of the hub's own calls. */
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
