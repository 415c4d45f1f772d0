package vn.antin.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.query.LedgerGauges;

/**
 * How this node or hub stands at one moment: all that metrics, health and alerts are made of.
 *
 * @param line to the hub; a node only
 * @param peers the nodes of the province; a hub only
 * @param clock how far our clock is ahead of the hub's; null when not known, and at a hub
 * @param queues of the ledger, and at a hub those of the broker
 * @param broker at a hub
 * @param backup null where none are made
 * @param stalls what should move and does not
 */
public record HealthReading(
        Instant at,
        Self self,
        @Nullable LineReading line,
        List<Peer> peers,
        @Nullable Duration clock,
        List<QueueReading> queues,
        LedgerGauges.GaugeReading ledger,
        long commits,
        long syncs,
        Disk disk,
        @Nullable Broker broker,
        List<Certificate> certificates,
        DirectoryEdition directory,
        long lineBytesPerSecond,
        @Nullable Backup backup,
        List<Stall> stalls) {

    public HealthReading {
        stalls = List.copyOf(stalls);
        peers = List.copyOf(peers);
        queues = List.copyOf(queues);
        certificates = List.copyOf(certificates);
    }

    /** The same some time later, with what has stood still since: nothing newer is known. */
    HealthReading standing(Instant now, Stall stall) {
        List<Stall> more = new ArrayList<>(stalls);
        more.add(stall);
        return new HealthReading(
                now,
                self,
                line,
                peers,
                clock,
                queues,
                ledger,
                commits,
                syncs,
                disk,
                broker,
                certificates,
                directory,
                lineBytesPerSecond,
                backup,
                more);
    }

    /** Who this is. */
    public record Self(boolean hub, String node, String house, String mode, String version, Instant started) {

        public String role() {
            return hub ? "hub" : "node";
        }
    }

    /**
     * The line of a node.
     *
     * @param trouble why it does not stand: a name of the program
     * @param greeted whether the hub has answered and the clock is right
     * @param roundTrip of the last greeting; null before the first
     */
    public record LineReading(
            boolean up,
            Instant since,
            String trouble,
            boolean greeted,
            @Nullable Duration roundTrip) {}

    /**
     * A node as its hub sees it.
     *
     * @param gone since when it has had no connection; null while it has one
     * @param waiting messages for it
     */
    public record Peer(
            String node,
            @Nullable Instant gone,
            long waiting,
            @Nullable Instant oldest) {}

    /** Something that waits. */
    public record QueueReading(
            String name, long messages, @Nullable Instant oldest, long bytes, int consumers) {}

    /**
     * The disk of the data folder, in bytes.
     *
     * @param floor below which nothing new is taken in
     */
    public record Disk(long free, long size, long floor) {}

    /**
     * The hub's broker.
     *
     * @param consumersClosed that nobody served, since the start
     */
    public record Broker(boolean running, boolean full, int connections, long consumersClosed) {}

    /** A certificate that this node or hub works with. */
    public record Certificate(String owner, String purpose, String serial, Instant from, Instant until) {

        public long days(Instant now) {
            return Duration.between(now, until).toDays();
        }
    }

    /**
     * The backups.
     *
     * @param good when the last good one was made; null before the first
     * @param awaited since when there should have been one; null while none should
     * @param failed when the last one was tried, if it failed
     * @param why it failed, by its code; empty when it did not
     * @param bytes of the last good one
     * @param millis it took
     */
    public record Backup(
            @Nullable Instant good,
            @Nullable Instant awaited,
            @Nullable Instant failed,
            String why,
            long bytes,
            long millis) {}

    /** The directory in force. */
    public record DirectoryEdition(long serial, Instant issued, Instant expires) {}
}
