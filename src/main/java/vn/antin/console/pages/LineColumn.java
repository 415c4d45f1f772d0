package vn.antin.console.pages;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.Cell;
import vn.antin.console.web.Column;
import vn.antin.console.web.PageModel;
import vn.antin.envelope.VietnamTime;
import vn.antin.ledger.Heartbeats;
import vn.antin.relay.LineRow;
import vn.antin.relay.NodeLineState;
import vn.antin.wire.Heartbeat;
import vn.antin.wire.Heartbeat.Fares;

/** The columns of the list of agencies and lines; sorting puts first what needs attention first. */
public enum LineColumn implements Column {
    AGENCY("lines.agency", row -> 0, (v, row) -> Cell.NONE),
    STATE("ask.state", LineColumn::badness, (v, row) -> Cell.NONE),
    HERE("lines.here", LineRow::documents, (v, row) -> Cell.of(v.number(row.documents()))),
    THERE("lines.there", beats(Heartbeat::documents), beat((v, beat) -> {
        Instant oldest = beat.oldest();
        return Cell.of(v.number(beat.documents()), oldest == null ? "" : v.say("now.oldest", v.since(oldest)));
    })),
    BYTES(
            "lines.bytes",
            LineRow::allBytes,
            (v, row) -> row.allBytes() == 0 ? Cell.NONE : Cell.of(v.size(row.allBytes()))),
    DRAIN(
            "lines.drain",
            row -> row.allBytes() == 0 ? 0 : row.drain().toSeconds(),
            (v, row) -> row.allBytes() == 0 ? Cell.NONE : Cell.of(v.lasting(row.drain()))),
    SENT(
            "lines.sent",
            row -> row.passed().sent(),
            (v, row) -> rate(v, row, row.passed().sentPerMinute(v.now()))),
    RECEIVED(
            "lines.received",
            row -> row.passed().received(),
            (v, row) -> rate(v, row, row.passed().receivedPerMinute(v.now()))),
    FAILED("lines.failed", fares(Fares::failed), (v, row) -> {
        Long failed = failedToday(v, row);
        return failed == null ? Cell.NONE : Cell.of(v.number(failed));
    }),
    OVERDUE("lines.overdue", fares(Fares::overdue), fare((v, fares) -> Cell.of(v.number(fares.overdue())))),
    TRIP("lines.trip", fares(fares -> millis(fares.roundTrip())), fare((v, fares) -> {
        Duration trip = fares.roundTrip();
        return trip == null ? Cell.NONE : Cell.of(v.seconds(trip));
    })),
    INBOX("line.inbox", beats(Heartbeat::inbox), beat((v, beat) -> {
        Instant oldest = beat.inboxOldest();
        return Cell.of(v.number(beat.inbox()), oldest == null ? "" : v.say("now.oldest", v.since(oldest)));
    })),
    LAST("lines.last", beats(beat -> age(beat.lastDocument())), beat((v, beat) -> {
        Instant last = beat.lastDocument();
        return last == null ? Cell.NONE : Cell.at(last, v.time(last));
    })),
    HEARD("line.heard", kept(kept -> age(kept.heard())), (v, row) -> {
        Heartbeats.LastHeartbeat kept = row.kept();
        return kept == null ? Cell.NONE : Cell.at(kept.heard(), v.time(kept.heard()));
    }),
    NODE(
            "line.id",
            null,
            (v, row) -> row.agency().node() == null
                    ? Cell.NONE
                    : Cell.of(row.agency().node().value())),
    VERSION("line.version", null, beat((v, beat) -> Cell.of(beat.version()))),
    HUB("line.hub", null, beat((v, beat) -> beat.hub().isEmpty() ? Cell.NONE : Cell.of(beat.hub()))),
    CLOCK("line.clock", beats(beat -> offset(beat.clock())), beat((v, beat) -> {
        Duration clock = beat.clock();
        return clock == null ? Cell.NONE : Cell.of(v.say("line.millis", v.number(clock.toMillis())));
    })),
    DISK("line.disk", beats(beat -> -beat.freeBytes()), beat((v, beat) -> Cell.of(v.size(beat.freeBytes())))),
    CERTIFICATE(
            "line.certificate",
            beats(beat -> -beat.certificateDays()),
            beat((v, beat) -> Cell.of(v.say("time.days", v.number(beat.certificateDays()))))),
    DAY("lines.day", null, (v, row) -> Cell.NONE);

    private static final List<NodeLineState> STATES = List.of(NodeLineState.values());

    /** Unknown values sort last in either direction. */
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final String word;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final @Nullable ToLongFunction<LineRow> weight;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final BiFunction<PageModel, LineRow, Cell> cell;

    LineColumn(String word, @Nullable ToLongFunction<LineRow> weight, BiFunction<PageModel, LineRow, Cell> cell) {
        this.word = word;
        this.weight = weight;
        this.cell = cell;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public boolean always() {
        return this == AGENCY || this == STATE;
    }

    @Override
    public boolean usual() {
        return switch (this) {
            case HERE, THERE, DRAIN, SENT, RECEIVED, FAILED, OVERDUE, TRIP, DAY -> true;
            default -> false;
        };
    }

    @Override
    public boolean number() {
        return switch (this) {
            case AGENCY, STATE, LAST, HEARD, NODE, VERSION, HUB, DAY -> false;
            default -> true;
        };
    }

    /** Durations, capacity and remaining days sort ascending: the least needs attention first. */
    @Override
    public boolean rises() {
        return switch (this) {
            case AGENCY, LAST, HEARD, DISK, CERTIFICATE -> true;
            default -> false;
        };
    }

    @Override
    public boolean sorts() {
        return weight != null;
    }

    /** The cell of a row, in the reader's language. */
    public Cell cell(PageModel v, LineRow row) {
        return cell.apply(v, row);
    }

    /** Agencies sort by name, all else descending; ties sort by the worse state. */
    Comparator<LineRow> order(boolean turned) {
        if (this == AGENCY) {
            Comparator<LineRow> names = Comparator.comparing(
                            (LineRow row) -> row.agency().name())
                    .thenComparing(row -> row.agency().code().value());
            return turned ? names.reversed() : names;
        }
        ToLongFunction<LineRow> by = weight == null ? row -> 0 : weight;
        Comparator<LineRow> weights = Comparator.comparingLong(by);
        return Comparator.comparing((LineRow row) -> by.applyAsLong(row) == UNKNOWN)
                .thenComparing(turned ? weights : weights.reversed());
    }

    /** Copies that failed today; null when the node has not reported today. */
    public static @Nullable Long failedToday(PageModel v, LineRow row) {
        Heartbeats.LastHeartbeat kept = row.kept();
        if (kept == null) {
            return null;
        }
        LocalDate heard = LocalDate.ofInstant(kept.heard(), VietnamTime.ZONE);
        boolean today = heard.equals(LocalDate.ofInstant(v.now(), VietnamTime.ZONE));
        return today ? Long.valueOf(kept.beat().fares().failed()) : null;
    }

    private static Cell rate(PageModel v, LineRow row, double perMinute) {
        return row.agency().node() == null ? Cell.NONE : Cell.of(v.rate(perMinute));
    }

    private static long badness(LineRow row) {
        return -STATES.indexOf(row.state());
    }

    private static ToLongFunction<LineRow> kept(ToLongFunction<Heartbeats.LastHeartbeat> of) {
        return row -> {
            Heartbeats.LastHeartbeat kept = row.kept();
            return kept == null ? UNKNOWN : of.applyAsLong(kept);
        };
    }

    private static ToLongFunction<LineRow> beats(ToLongFunction<Heartbeat> of) {
        return kept(kept -> of.applyAsLong(kept.beat()));
    }

    private static ToLongFunction<LineRow> fares(ToLongFunction<Fares> of) {
        return beats(beat -> of.applyAsLong(beat.fares()));
    }

    private static BiFunction<PageModel, LineRow, Cell> beat(BiFunction<PageModel, Heartbeat, Cell> of) {
        return (v, row) -> {
            Heartbeats.LastHeartbeat kept = row.kept();
            return kept == null ? Cell.NONE : of.apply(v, kept.beat());
        };
    }

    private static BiFunction<PageModel, LineRow, Cell> fare(BiFunction<PageModel, Fares, Cell> of) {
        return beat((v, beat) -> of.apply(v, beat.fares()));
    }

    private static long age(@Nullable Instant at) {
        return at == null ? UNKNOWN : -at.toEpochMilli();
    }

    private static long offset(@Nullable Duration clock) {
        return clock == null ? UNKNOWN : clock.abs().toMillis();
    }

    private static long millis(@Nullable Duration time) {
        return time == null ? UNKNOWN : time.toMillis();
    }
}
