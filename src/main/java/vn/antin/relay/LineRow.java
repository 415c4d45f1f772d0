package vn.antin.relay;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.Pauses;

/**
 * One agency and the line to its node.
 *
 * @param why the state in more detail: a name with a sentence of its own, or empty
 * @param since when it stands so; null for an agency without a node
 * @param kept what its node last said; null when it never has
 * @param documents that wait here for it
 * @param bytes of what waits here for it
 * @param passed what the hub passed on from and to it lately
 * @param paused who holds it back and why; null when nobody does
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

    /** Worst first, then where most waits, then by name. */
    static final Comparator<LineRow> WORST = Comparator.comparing(LineRow::state)
            .thenComparing(Comparator.comparingLong(LineRow::allDocuments).reversed())
            .thenComparing(row -> row.agency().name())
            .thenComparing(row -> row.agency().code().value());

    /** Both ways. */
    public long allDocuments() {
        return documents + (kept == null ? 0 : kept.beat().documents());
    }

    /** Both ways. */
    public long allBytes() {
        return bytes + (kept == null ? 0 : kept.beat().bytes());
    }

    /** How long the line needs for what waits, at its full rate and to the next second; each way has the whole of it. */
    public Duration drain() {
        long most = Math.max(bytes, kept == null ? 0 : kept.beat().bytes());
        return Duration.ofSeconds(1 + most * 8 / (agency.lineMbit() * 1_000_000L));
    }
}
