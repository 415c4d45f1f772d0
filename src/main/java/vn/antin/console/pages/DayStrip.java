package vn.antin.console.pages;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.Heartbeats;

/** The last day of a line in half hours, as a strip and as text. */
public record DayStrip(List<StripCell> cells) {

    /** Fewer heartbeats than this part of those due mean that the line broke in between. */
    private static final double MOST = 0.8;

    private static final Duration GREETING = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(15);

    /** The state of half an hour; the higher it is drawn, the worse. */
    public enum Level {
        UNKNOWN(2),
        GOOD(6),
        WAITED(10),
        BROKEN(14),
        DOWN(20);

        private final int height;

        Level(int height) {
            this.height = height;
        }

        public int height() {
            return height;
        }
    }

    /** Half an hour of the line, with the longest wait in it. */
    public record StripCell(Instant began, Level level, long documents, Duration waited) {}

    /** The day up to now; {@code kept} is null for a node that never connected. */
    static DayStrip of(List<Heartbeats.Slot> slots, Heartbeats.@Nullable LastHeartbeat kept, Instant now) {
        Map<Instant, Heartbeats.Slot> known =
                slots.stream().collect(Collectors.toMap(Heartbeats.Slot::began, Function.identity()));
        List<StripCell> cells = new ArrayList<>();
        Instant last = Heartbeats.began(now);
        for (int back = Heartbeats.SLOTS - 1; back >= 0; back--) {
            Instant began = last.minus(Heartbeats.SLOT.multipliedBy(back));
            Heartbeats.Slot slot = known.get(began);
            cells.add(
                    slot == null
                            ? new StripCell(began, absent(began, kept, now), 0, Duration.ZERO)
                            : new StripCell(began, level(slot, kept, now), slot.documents(), slot.waited()));
        }
        return new DayStrip(cells);
    }

    /**
     * The state without heartbeats: unknown before the node's first connection, and open while the half hour has just
     * begun.
     */
    private static Level absent(Instant began, Heartbeats.@Nullable LastHeartbeat kept, Instant now) {
        boolean before = kept == null || began.isBefore(Heartbeats.began(kept.first()));
        boolean begun = now.isBefore(began.plus(GREETING.multipliedBy(2)));
        return before || begun ? Level.UNKNOWN : Level.DOWN;
    }

    private static Level level(Heartbeats.Slot slot, Heartbeats.@Nullable LastHeartbeat kept, Instant now) {
        Instant end = slot.began().plus(Heartbeats.SLOT);
        Instant from = kept != null && kept.first().isAfter(slot.began()) ? kept.first() : slot.began();
        long due = Duration.between(from, now.isBefore(end) ? now : end).dividedBy(GREETING);
        if (slot.beats() < MOST * (due - 1)) {
            return Level.BROKEN;
        }
        return slot.waited().compareTo(LONG) > 0 ? Level.WAITED : Level.GOOD;
    }

    /** Number of half hours of that state. */
    public long count(Level level) {
        return cells.stream().filter(cell -> cell.level() == level).count();
    }
}
