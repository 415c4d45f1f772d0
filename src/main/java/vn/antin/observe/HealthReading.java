package vn.antin.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.ledger.AuthorityRequests.WaitingRequests;
import vn.antin.ledger.query.LedgerGauges;

/**
 * The state of this node or hub at one moment: the source of metrics, health endpoints and alerts.
 *
 * @param line to the hub; a node only
 * @param peers the nodes of the province; a hub only
 * @param clock how far the own clock is ahead of the hub's; null when unknown, and at a hub
 * @param queues of the ledger, and at a hub those of the broker
 * @param broker at a hub
 * @param backup null where none are made
 * @param renewal where the renewal of the own keys stands
 * @param token that holds the seal key in use; null for a key in the file
 * @param awaited requests that wait for an authority on another machine; null at a node
 * @param stalls queues, routes and others that should move and do not
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
        @Nullable RenewalReading renewal,
        @Nullable TokenReading token,
        @Nullable WaitingRequests awaited,
        List<Stall> stalls) {

    public HealthReading {
        stalls = List.copyOf(stalls);
        peers = List.copyOf(peers);
        queues = List.copyOf(queues);
        certificates = List.copyOf(certificates);
    }

    /** The same reading some time later, with the stall that prevents a newer one. */
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
                renewal,
                token,
                awaited,
                more);
    }

    /** The identity of this node or hub. */
    public record Self(boolean hub, String node, String house, String mode, String version, Instant started) {

        public String role() {
            return hub ? "hub" : "node";
        }
    }

    /**
     * The line of a node.
     *
     * @param trouble why it is not connected: an identifier of the program
     * @param greeted whether the hub has answered and the clock is right
     * @param roundTrip of the last heartbeat; null before the first
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
     * @param gone since when it is disconnected; null while it is connected
     * @param waiting messages for it
     */
    public record Peer(
            String node,
            @Nullable Instant gone,
            long waiting,
            @Nullable Instant oldest) {}

    /** The messages that wait in one queue. */
    public record QueueReading(
            String name, long messages, @Nullable Instant oldest, long bytes, int consumers) {}

    /**
     * The disk of the data folder, in bytes.
     *
     * @param floor free bytes below which submissions are refused
     */
    public record Disk(long free, long size, long floor) {}

    /**
     * The hub's broker.
     *
     * @param consumersClosed stale consumers that were closed, since the start
     */
    public record Broker(boolean running, boolean full, int connections, long consumersClosed) {}

    /** How far a renewal of keys is. */
    public enum RenewalStep {
        /** None is under way. */
        NONE,
        /** New keys are made; the hub has not certified them yet. */
        ASKED,
        /** Certified and in the directory; used from a time on. */
        CERTIFIED
    }

    /**
     * Where the renewal of the own keys stands.
     *
     * @param due when the keys in use have had two thirds of their life
     * @param late when they have had four fifths of it
     * @param from when the new keys are used; null while that is not known
     * @param refused code and detail of the hub's refusal; empty when there is none
     */
    public record RenewalReading(
            RenewalStep step,
            Instant due,
            Instant late,
            @Nullable Instant from,
            String refused) {}

    /** A certificate that this node or hub uses. */
    public record Certificate(String owner, String purpose, String serial, Instant from, Instant until) {

        /** The purpose of the authority that does not certify yet. */
        public static final String NEXT_AUTHORITY = "AUTHORITY_NEXT";

        /** Two thirds of its life: somebody should think of the next one. */
        Instant due() {
            return from.plus(Duration.between(from, until).multipliedBy(2).dividedBy(3));
        }

        /** Four fifths of its life: by then it should have been renewed. */
        Instant late() {
            return from.plus(Duration.between(from, until).multipliedBy(4).dividedBy(5));
        }

        public long days(Instant now) {
            return Duration.between(now, until).toDays();
        }
    }

    /**
     * The backups.
     *
     * @param good time of the last good one; null before the first
     * @param awaited since when one is due; null while none is
     * @param failed time of the last attempt, if it failed
     * @param why code of the failure; empty when it did not fail
     * @param bytes of the last good one
     * @param millis duration of the last good one
     */
    public record Backup(
            @Nullable Instant good,
            @Nullable Instant awaited,
            @Nullable Instant failed,
            String why,
            long bytes,
            long millis) {}

    /**
     * The token that holds the seal key.
     *
     * @param since when it was first seen not to sign; null while it signs
     * @param trouble why it does not sign; null while it signs
     */
    public record TokenReading(
            String label, @Nullable Instant since, @Nullable Fault trouble) {}

    /** The edition of the directory in force. */
    public record DirectoryEdition(long serial, Instant issued, Instant expires) {}
}
