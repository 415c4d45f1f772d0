package vn.antin.relay;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.Pauses;

/**
 * An agency and the state of the line to its node.
 *
 * @param why detail of the state: a message key, or empty
 * @param since when the state began; null for an agency without a node
 * @param kept the last heartbeat of its node; null when there was none
 * @param documents documents that wait at the hub for the agency
 * @param bytes bytes that wait at the hub for the agency
 * @param passed recent traffic from and to the agency
 * @param paused the operator's pause with its reason; null when not paused
 */
public record LineRow(
        Agency agency,
        NodeLineState state,
        String why,
        @Nullable Instant since,
        Heartbeats.@Nullable LastHeartbeat kept,
        long documents,
        long bytes,
        TrafficCounter.Passed passed,
        Pauses.@Nullable PausedNode paused) {

    /** Worst state first, then the most waiting documents, then by name. */
    static final Comparator<LineRow> WORST = Comparator.comparing(LineRow::state)
            .thenComparing(Comparator.comparingLong(LineRow::allDocuments).reversed())
            .thenComparing(row -> row.agency().name())
            .thenComparing(row -> row.agency().code().value());

    /** Waiting documents in both directions. */
    public long allDocuments() {
        return documents + (kept == null ? 0 : kept.beat().documents());
    }

    /** Waiting bytes in both directions. */
    public long allBytes() {
        return bytes + (kept == null ? 0 : kept.beat().bytes());
    }

    /**
     * Time to transfer what waits at the full rate of the line, rounded up to a second; each direction has the full
     * rate.
     */
    public Duration drain() {
        long most = Math.max(bytes, kept == null ? 0 : kept.beat().bytes());
        return Duration.ofSeconds(1 + most * 8 / (agency.lineMbit() * 1_000_000L));
    }
}
