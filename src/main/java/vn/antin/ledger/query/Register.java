package vn.antin.ledger.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.Arrivals;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.db.Condition;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Subquery;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.Lists.ListSource;
import vn.antin.ledger.query.Lists.Window;
import vn.antin.ledger.query.RegisterLine.RegisterPage;
import vn.antin.ledger.query.RegisterLine.RegisterPosition;

/**
 * The register of receipts, newest first, read in windows along the index of {@link Lists}; when only few documents can
 * match, these alone. Each page reads a bounded number of rows.
 */
public final class Register {

    /** Documents of a source read at once. */
    private static final int WINDOW = 2_000;

    private static final int WINDOWS = 10;

    /** Documents read at once when only few can match. */
    private static final int FEW_AT_ONCE = 60;

    private static final int WHOLE = Integer.MAX_VALUE;

    private static final Comparator<RegisterLines.Found> ORDER = Comparator.comparing(
                    (RegisterLines.Found found) -> found.place().ofDocument(),
                    (one, other) -> one.isBefore(other) ? -1 : other.isBefore(one) ? 1 : 0)
            .thenComparingInt(found -> found.place().number());

    private final Ledger ledger;
    private final RegisterLines lines;

    /**
     * The optional columns.
     *
     * @param persons the person who took a document, for the agency itself only
     * @param signers the serial number of the certificate that sealed each receipt
     */
    public record Depth(boolean persons, boolean signers) {}

    /** @param stampTime reads the time of a token that was verified when it was stored */
    public Register(Ledger ledger, Function<byte[], Instant> stampTime) {
        this.ledger = ledger;
        this.lines = new RegisterLines(stampTime);
    }

    /** A query for a page. */
    private record RegisterScan(
            RegisterFilter filter, @Nullable Set<UUID> few, int most) {}

    /**
     * A page of lines.
     *
     * @param after end of the previous page; null for the first page
     */
    public RegisterPage page(RegisterFilter filter, @Nullable RegisterPosition after, int limit, Depth depth) {
        return ledger.read(tx -> {
            RegisterScan query = new RegisterScan(filter, Subquery.fewest(tx, filter.ways()), limit + 1);
            List<RegisterLines.Found> found = new ArrayList<>();
            DocumentLine.PagePosition from = Lists.top(filter.documents());
            if (after != null) {
                found.addAll(remaining(tx, query, after));
                from = after.ofDocument();
            }
            DocumentLine.PagePosition end = collect(tx, query, from, found);
            boolean more = found.size() > limit;
            List<RegisterLines.Found> shown = more ? found.subList(0, limit) : found;
            RegisterPosition next = more ? shown.get(limit - 1).place() : end == null ? null : place(end);
            return new RegisterPage(lines.of(tx, shown, depth), next);
        });
    }

    private static RegisterPosition place(DocumentLine.PagePosition document) {
        return new RegisterPosition(document.stored(), document.document(), WHOLE);
    }

    /** Collects matching lines; returns the position where it stopped, null at the end of the register. */
    private static DocumentLine.@Nullable PagePosition collect(
            Tx tx, RegisterScan query, DocumentLine.PagePosition from, List<RegisterLines.Found> found) {
        Set<UUID> few = query.few();
        if (few != null) {
            return few(tx, query, from, few, found);
        }
        int size = query.filter().narrow() ? WINDOW : query.most();
        DocumentLine.PagePosition at = from;
        long begin = System.nanoTime();
        for (int i = 0; i < WINDOWS && found.size() < query.most() && (i == 0 || Lists.inTime(begin, i)); i++) {
            Window window = Lists.window(tx, query.filter().documents(), at, size);
            found.addAll(rows(tx, query, window, query.most() - found.size()));
            DocumentLine.PagePosition end = window.end();
            if (end == null) {
                return null;
            }
            at = end;
        }
        return at;
    }

    /**
     * Collects from these documents, newest first and a few at a time, because reading a line costs more than its
     * position.
     */
    private static DocumentLine.@Nullable PagePosition few(
            Tx tx, RegisterScan query, DocumentLine.PagePosition from, Set<UUID> few, List<RegisterLines.Found> found) {
        Condition those = new Condition("stored <= ?", from.stored()).in("document", few);
        List<DocumentLine.PagePosition> places = tx
                .list(
                        DocumentLine.PagePosition.class,
                        "select distinct stored, document from listing where " + those.text(),
                        those.values())
                .stream()
                .filter(from::isBefore)
                .sorted((one, other) -> one.isBefore(other) ? -1 : other.isBefore(one) ? 1 : 0)
                .toList();
        long begin = System.nanoTime();
        for (int at = 0; at < places.size() && found.size() < query.most(); at += FEW_AT_ONCE) {
            if (at > 0 && !Lists.inTime(begin, at / FEW_AT_ONCE)) {
                return places.get(at - 1);
            }
            List<DocumentLine.PagePosition> some = places.subList(at, Math.min(places.size(), at + FEW_AT_ONCE));
            Set<UUID> documents =
                    some.stream().map(DocumentLine.PagePosition::document).collect(Collectors.toSet());
            found.addAll(rows(tx, query, new Window(from, null), documents, query.most() - found.size()));
        }
        return null;
    }

    private static List<RegisterLines.Found> rows(Tx tx, RegisterScan query, Window window, int most) {
        return rows(tx, query, window, Set.of(), most);
    }

    /**
     * The lines of a window.
     *
     * @param only restricts it to these documents; empty for all
     */
    private static List<RegisterLines.Found> rows(Tx tx, RegisterScan query, Window window, Set<UUID> only, int most) {
        List<RegisterLines.Found> found = new ArrayList<>();
        if (most <= 0) {
            return found;
        }
        for (ListSource source : Lists.sources(query.filter().documents())) {
            Condition where = Lists.within(source, window, query.filter().documents(), only);
            found.addAll(rows(tx, query.filter(), source, where, most));
        }
        return ordered(found, most);
    }

    /** Every line of a window. */
    static List<RegisterLines.Found> all(Tx tx, RegisterFilter filter, Window window) {
        return rows(tx, new RegisterScan(filter, null, WHOLE), window, WHOLE);
    }

    /** The copies of a document after one of them. */
    private static List<RegisterLines.Found> remaining(Tx tx, RegisterScan query, RegisterPosition after) {
        List<RegisterLines.Found> found = new ArrayList<>();
        if (after.number() < WHOLE) {
            for (ListSource source : Lists.sources(query.filter().documents())) {
                Condition where = Lists.within(
                                source,
                                new Window(DocumentLine.PagePosition.TOP, null),
                                query.filter().documents(),
                                Set.of(after.document()))
                        .and(table(source) + ".number > ?", after.number());
                found.addAll(rows(tx, query.filter(), source, where, query.most()));
            }
        }
        return ordered(found, query.most());
    }

    private static List<RegisterLines.Found> ordered(List<RegisterLines.Found> found, int most) {
        found.sort(ORDER);
        return found.size() > most ? new ArrayList<>(found.subList(0, most)) : found;
    }

    private static String table(ListSource source) {
        return source.direction() == Direction.OUT ? "copy" : "arrival";
    }

    private static List<RegisterLines.Found> rows(
            Tx tx, RegisterFilter filter, ListSource source, Condition where, int most) {
        filter.narrow(where, source.direction());
        String text = source.direction() == Direction.OUT
                ? "select l.stored, l.document, l.sender, copy.number, copy.agency, copy.state, copy.reason, "
                        + Views.LATE + " as late from listing l join copy on copy.document = l.document where "
                : "select l.stored, l.document, l.sender, arrival.number, arrival.agency, arrival.state,"
                        + " null as reason, " + Views.OWED + " as late from listing l join arrival"
                        + " on arrival.document = l.document and arrival.agency = l.agency where ";
        record RegisterRow(
                @Nested RegisterPosition place,
                AgencyCode sender,
                AgencyCode agency,
                String state,
                @Nullable String reason,
                boolean late) {}
        return tx
                .list(
                        RegisterRow.class,
                        text + where.text() + " order by l.stored desc, l.document desc, " + table(source)
                                + ".number limit ?",
                        where.values(most))
                .stream()
                .map(row -> new RegisterLines.Found(
                        row.place(),
                        source.direction(),
                        row.sender(),
                        row.agency(),
                        source.direction() == Direction.OUT
                                ? CopyState.valueOf(row.state())
                                : ListFilter.seen(Arrivals.ArrivalState.valueOf(row.state())),
                        row.late(),
                        row.reason()))
                .toList();
    }
}
