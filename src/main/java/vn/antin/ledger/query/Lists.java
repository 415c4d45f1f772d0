package vn.antin.ledger.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.Direction;
import vn.antin.ledger.db.Condition;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Subquery;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentLine.DocumentPage;
import vn.antin.ledger.query.DocumentLine.PagePosition;

/**
 * Lists of documents, newest first, with keyset pagination: a list is read in windows along an index, from a position
 * and never from an offset. So each page costs the same, and one call reads a bounded number of rows.
 */
public final class Lists {

    /** Rows of a source read at once. */
    private static final int WINDOW = 5_000;

    private static final int WINDOWS = 20;

    /** A call that would take longer ends with a short page and the position to continue from. */
    private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    private static final int WINDOWS_COUNTED = 200;

    /** The columns of the index in its order, so that rows come from the index and nothing is sorted. */
    private static final String ORDER = " order by l.agency, l.direction, l.stored desc, l.document desc";

    private static final Comparator<ListRow> NEWEST_FIRST = (one, other) ->
            one.place().isBefore(other.place()) ? -1 : other.place().isBefore(one.place()) ? 1 : 0;

    private final Ledger ledger;
    private final DocumentLines lines = new DocumentLines();

    /** A row of the list that identifies a document. */
    record ListRow(EnvelopeId id, Direction direction, PagePosition place) {}

    /** The documents of one agency in one direction, without those that an earlier source shows. */
    record ListSource(AgencyCode agency, Direction direction, Set<AgencyCode> sentBy, Set<AgencyCode> arrivedFor) {}

    /** A range of a list: after a position, up to and including another; null for the end of the list. */
    record Window(PagePosition after, @Nullable PagePosition end) {}

    public Lists(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * A page, newest first.
     *
     * @param after end of the previous page; null for the first page
     */
    public DocumentPage page(ListFilter filter, @Nullable PagePosition after, int limit) {
        return ledger.read(tx -> {
            List<ListRow> found = new ArrayList<>();
            PagePosition from = after == null ? top(filter) : after;
            Set<UUID> few = Subquery.fewest(tx, filter.ways());
            if (few != null) {
                return few(tx, filter, new Window(from, null), few, limit);
            }
            int size = filter.narrow() ? WINDOW : limit + 1;
            long begin = System.nanoTime();
            for (int i = 0; i < WINDOWS && (i == 0 || inTime(begin, i)); i++) {
                Window window = window(tx, filter, from, size);
                found.addAll(rows(tx, filter, window, Set.of(), limit + 1 - found.size()));
                if (found.size() > limit) {
                    List<ListRow> shown = found.subList(0, limit);
                    return new DocumentPage(
                            lines.of(tx, shown, filter.agencies()),
                            shown.get(limit - 1).place());
                }
                PagePosition end = window.end();
                if (end == null) {
                    return new DocumentPage(lines.of(tx, found, filter.agencies()), null);
                }
                from = end;
            }
            return new DocumentPage(lines.of(tx, found, filter.agencies()), from);
        });
    }

    /** Whether a further window, as long as those read on average, would end in time. */
    static boolean inTime(long begin, int read) {
        long spent = System.nanoTime() - begin;
        return spent + spent / read < MAX_NANOS;
    }

    /** These documents, if one of the agencies sent or received them, newest first. */
    public List<DocumentLine> those(Set<AgencyCode> agencies, Collection<EnvelopeId> documents, int limit) {
        Set<UUID> ids = documents.stream().map(EnvelopeId::value).collect(Collectors.toSet());
        return ledger.read(tx -> few(tx, ListFilter.all(agencies), new Window(PagePosition.TOP, null), ids, limit))
                .lines();
    }

    /** A page when only a few documents can match. */
    private DocumentPage few(Tx tx, ListFilter filter, Window window, Set<UUID> few, int limit) {
        List<ListRow> found = few.isEmpty() ? List.of() : rows(tx, filter, window, few, limit + 1);
        List<ListRow> shown = found.size() > limit ? found.subList(0, limit) : found;
        return new DocumentPage(
                lines.of(tx, shown, filter.agencies()),
                found.size() > limit ? shown.get(limit - 1).place() : null);
    }

    /** The number of matching documents; empty when counting would take too long. */
    public OptionalLong count(ListFilter filter) {
        return ledger.read(tx -> {
            long count = 0;
            PagePosition from = top(filter);
            for (int i = 0; i < WINDOWS_COUNTED; i++) {
                Window window = window(tx, filter, from, WINDOW);
                for (ListSource source : sources(filter)) {
                    Condition where = within(source, window, filter, Set.of());
                    count += tx.number("select count(*) from listing l where " + where.text(), where.values());
                }
                PagePosition end = window.end();
                if (end == null) {
                    return OptionalLong.of(count);
                }
                from = end;
            }
            return OptionalLong.empty();
        });
    }

    static PagePosition top(ListFilter filter) {
        Instant to = filter.to();
        return to == null ? PagePosition.TOP : new PagePosition(to, PagePosition.TOP.document());
    }

    static List<ListSource> sources(ListFilter filter) {
        List<ListSource> sources = new ArrayList<>();
        boolean sent = filter.asksFor(Direction.OUT);
        if (sent) {
            filter.agencies().forEach(agency -> sources.add(new ListSource(agency, Direction.OUT, Set.of(), Set.of())));
        }
        if (filter.asksFor(Direction.IN)) {
            Set<AgencyCode> earlier = new TreeSet<>();
            for (AgencyCode agency : new TreeSet<>(filter.agencies())) {
                sources.add(
                        new ListSource(agency, Direction.IN, sent ? filter.agencies() : Set.of(), Set.copyOf(earlier)));
                earlier.add(agency);
            }
        }
        return sources;
    }

    /** A window in which no source has more rows than the size. */
    static Window window(Tx tx, ListFilter filter, PagePosition after, int size) {
        PagePosition end = null;
        for (ListSource source : sources(filter)) {
            Condition where = from(source, after, filter);
            List<PagePosition> last = tx.list(
                    PagePosition.class,
                    "select l.stored, l.document from listing l where " + where.text() + ORDER + " limit 1 offset ?",
                    where.values(size - 1));
            for (PagePosition place : last) {
                end = end == null || place.isBefore(end) ? place : end;
            }
        }
        return new Window(after, end);
    }

    private static Condition from(ListSource source, PagePosition after, ListFilter filter) {
        return behind(new Condition().and("l.agency = ?", source.agency().value()), source, after, filter);
    }

    private static Condition behind(Condition where, ListSource source, PagePosition after, ListFilter filter) {
        return where.and("l.direction = ?", source.direction())
                .and("l.stored <= ?", after.stored())
                .and("(l.stored < ? or l.document < ?)", after.stored(), after.document())
                .andIf(filter.from(), "l.stored >= ?");
    }

    /**
     * The condition for the rows of a window.
     *
     * @param only restricts it to these documents; empty for all
     */
    static Condition within(ListSource source, Window window, ListFilter filter, Set<UUID> only) {
        Condition where = only.isEmpty()
                ? from(source, window.after(), filter)
                : behind(those(source, only), source, window.after(), filter);
        PagePosition end = window.end();
        if (end != null) {
            where.and("l.stored >= ?", end.stored())
                    .and("(l.stored > ? or l.document >= ?)", end.stored(), end.document());
        }
        notShown(where, source.sentBy(), Direction.OUT);
        notShown(where, source.arrivedFor(), Direction.IN);
        filter.narrow(where, source.direction());
        return where;
    }

    /**
     * The upper-case function keeps H2 2.4 from the agency's index: of 200,000 rows it would read 100,001 instead of one
     * for each document.
     */
    private static Condition those(ListSource source, Set<UUID> only) {
        return new Condition().in("l.document", only).and("upper(l.agency) = upper(?)", source.agency());
    }

    private static void notShown(Condition where, Set<AgencyCode> agencies, Direction direction) {
        if (!agencies.isEmpty()) {
            Condition other = new Condition("o.document = l.document")
                    .in("o.agency", agencies)
                    .and("o.direction = ?", direction);
            where.and("not exists (select 1 from listing o where " + other.text() + ")", other.values());
        }
    }

    /** The rows of a window. */
    private static List<ListRow> rows(Tx tx, ListFilter filter, Window window, Set<UUID> only, int most) {
        List<ListRow> found = new ArrayList<>();
        for (ListSource source : sources(filter)) {
            Condition where = within(source, window, filter, only);
            tx.list(
                            PagePosition.class,
                            "select l.document, l.stored from listing l where " + where.text()
                                    + (only.isEmpty() ? ORDER : " order by l.stored desc, l.document desc")
                                    + " limit ?",
                            where.values(most))
                    .forEach(place ->
                            found.add(new ListRow(new EnvelopeId(place.document()), source.direction(), place)));
        }
        found.sort(NEWEST_FIRST);
        return found.size() > most ? new ArrayList<>(found.subList(0, most)) : found;
    }
}
