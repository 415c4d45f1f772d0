package vn.antin.console.pages;

import java.time.Instant;
import java.util.Comparator;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import vn.antin.console.web.Cell;
import vn.antin.console.web.Column;
import vn.antin.console.web.PageModel;

/** The columns of the list of queues. */
public enum QueueColumn implements Column {
    NAME("queues.name", row -> 0, (v, row) -> Cell.of(row.name())),
    STATE("ask.state", row -> row.bad() ? 1 : 0, (v, row) -> Cell.NONE),
    MESSAGES("queues.messages", QueueRow::messages, (v, row) -> Cell.of(v.number(row.messages()))),
    DELIVERING("queues.delivering", QueueRow::delivering, (v, row) -> Cell.of(v.number(row.delivering()))),
    RETRYING("queues.retrying", QueueRow::retrying, (v, row) -> Cell.of(v.number(row.retrying()))),
    BYTES("lines.bytes", QueueRow::bytes, (v, row) -> Cell.of(v.size(row.bytes()))),
    CONSUMERS("queues.consumers", QueueRow::consumers, (v, row) -> Cell.of(v.number(row.consumers()))),
    OLDEST("queues.oldest", QueueColumn::age, (v, row) -> {
        Instant oldest = row.oldest();
        return oldest == null ? Cell.NONE : Cell.at(oldest, v.since(oldest));
    }),
    COMES(
            "queues.comes",
            row -> pace(row, QueueRow.Throughput::added),
            (v, row) -> rate(v, row, QueueRow.Throughput::added)),
    GOES(
            "queues.goes",
            row -> pace(row, QueueRow.Throughput::taken),
            (v, row) -> rate(v, row, QueueRow.Throughput::taken)),
    ADDED(
            "queues.added",
            row -> row.counts().added(),
            (v, row) -> Cell.of(v.number(row.counts().added()))),
    TAKEN(
            "queues.taken",
            row -> row.counts().taken(),
            (v, row) -> Cell.of(v.number(row.counts().taken()))),
    AGAIN(
            "queues.again",
            row -> row.counts().again(),
            (v, row) -> Cell.of(v.number(row.counts().again()))),
    DEAD(
            "queues.dead",
            row -> row.counts().dead(),
            (v, row) -> Cell.of(v.number(row.counts().dead()))),
    EXPIRED(
            "queues.expired",
            row -> row.counts().expired(),
            (v, row) -> Cell.of(v.number(row.counts().expired())));

    private final String word;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final ToDoubleFunction<QueueRow> weight;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final BiFunction<PageModel, QueueRow, Cell> cell;

    QueueColumn(String word, ToDoubleFunction<QueueRow> weight, BiFunction<PageModel, QueueRow, Cell> cell) {
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
        return this == NAME || this == STATE;
    }

    @Override
    public boolean usual() {
        return !always() && compareTo(ADDED) < 0;
    }

    @Override
    public boolean number() {
        return this != NAME && this != STATE && this != OLDEST;
    }

    @Override
    public boolean rises() {
        return this == NAME;
    }

    /** The cell of a row, in the reader's language. */
    public Cell cell(PageModel v, QueueRow row) {
        return cell.apply(v, row);
    }

    /** Queues sort by name, all else descending. */
    Comparator<QueueRow> order(boolean turned) {
        Comparator<QueueRow> order = this == NAME
                ? Comparator.comparing(QueueRow::name)
                : Comparator.comparingDouble(weight).reversed();
        return turned ? order.reversed() : order;
    }

    private static double age(QueueRow row) {
        Instant oldest = row.oldest();
        return oldest == null ? Double.NEGATIVE_INFINITY : -oldest.toEpochMilli();
    }

    private static double pace(QueueRow row, ToDoubleFunction<QueueRow.Throughput> of) {
        QueueRow.Throughput pace = row.pace();
        return pace == null ? 0 : of.applyAsDouble(pace);
    }

    private static Cell rate(PageModel v, QueueRow row, ToDoubleFunction<QueueRow.Throughput> of) {
        QueueRow.Throughput pace = row.pace();
        return pace == null ? Cell.NONE : Cell.of(v.rate(of.applyAsDouble(pace)));
    }
}
