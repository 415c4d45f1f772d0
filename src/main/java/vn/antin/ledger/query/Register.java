package vn.antin.ledger.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.db.Clause;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Look;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentView.Direction;
import vn.antin.ledger.query.Lists.Source;
import vn.antin.ledger.query.Lists.Window;
import vn.antin.ledger.query.RegisterLine.Page;
import vn.antin.ledger.query.RegisterLine.Place;

/**
 * The register of receipts, newest first: windows along the index of {@link Lists}; where few documents can be meant,
 * these alone. Each page looks at a bounded number of rows.
 */
public final class Register {

    /** Documents of a source that are looked at together. */
    private static final int WINDOW = 2_000;

    private static final int WINDOWS = 10;

    /** Of few documents so many are read together. */
    private static final int TOGETHER = 60;

    private static final int WHOLE = Integer.MAX_VALUE;

    private static final Comparator<RegisterLines.Found> ORDER = Comparator.comparing(
                    (RegisterLines.Found found) -> found.place().ofDocument(),
                    (one, other) -> one.isBefore(other) ? -1 : other.isBefore(one) ? 1 : 0)
            .thenComparingInt(found -> found.place().number());

    private final Ledger ledger;
    private final RegisterLines lines;

    /**
     * What is read besides.
     *
     * @param persons who took a document: what only the agency itself should see
     * @param signers the number of the certificate that sealed each receipt
     */
    public record Depth(boolean persons, boolean signers) {}

    /** Reads the time out of a token that was verified when it was stored. */
    public Register(Ledger ledger, Function<byte[], Instant> stampTime) {
        this.ledger = ledger;
        this.lines = new RegisterLines(stampTime);
    }

    /** Where a page of the register begins and what it needs. */
    private record Ask(RegisterFilter filter, @Nullable Set<UUID> few, int most) {}

    /**
     * Some lines.
     *
     * @param after where the page before ended; null for the first
     */
    public Page page(RegisterFilter filter, @Nullable Place after, int limit, Depth depth) {
        return ledger.read(tx -> {
            Ask ask = new Ask(filter, Look.fewest(tx, filter.ways()), limit + 1);
            List<RegisterLines.Found> found = new ArrayList<>();
            DocumentLine.Place from = Lists.top(filter.documents());
            if (after != null) {
                found.addAll(restOf(tx, ask, after));
                from = after.ofDocument();
            }
            DocumentLine.Place end = look(tx, ask, from, found);
            boolean more = found.size() > limit;
            List<RegisterLines.Found> shown = more ? found.subList(0, limit) : found;
            Place next = more ? shown.get(limit - 1).place() : end == null ? null : place(end);
            return new Page(lines.of(tx, shown, depth), next);
        });
    }

    private static Place place(DocumentLine.Place document) {
        return new Place(document.stored(), document.document(), WHOLE);
    }

    /** Adds what it finds; answers where it stopped looking, null at the end of all. */
    private static DocumentLine.@Nullable Place look(
            Tx tx, Ask ask, DocumentLine.Place from, List<RegisterLines.Found> found) {
        Set<UUID> few = ask.few();
        if (few != null) {
            return few(tx, ask, from, few, found);
        }
        int size = ask.filter().narrow() ? WINDOW : ask.most();
        DocumentLine.Place at = from;
        long begin = System.nanoTime();
        for (int i = 0; i < WINDOWS && found.size() < ask.most() && (i == 0 || patient(begin)); i++) {
            Window window = Lists.window(tx, ask.filter().documents(), at, size);
            found.addAll(rows(tx, ask, window, ask.most() - found.size()));
            DocumentLine.Place end = window.end();
            if (end == null) {
                return null;
            }
            at = end;
        }
        return at;
    }

    private static boolean patient(long begin) {
        return System.nanoTime() - begin < Lists.PATIENCE;
    }

    /** Those documents, newest first and some at a time: what is said of each costs more than its place. */
    private static DocumentLine.@Nullable Place few(
            Tx tx, Ask ask, DocumentLine.Place from, Set<UUID> few, List<RegisterLines.Found> found) {
        List<DocumentLine.Place> places = tx
                .query(
                        "select distinct stored, document from listing where document in (" + Clause.places(few.size())
                                + ") and stored <= ?",
                        row -> new DocumentLine.Place(row.instant("stored"), row.uuid("document")),
                        Stream.concat(few.stream(), Stream.of(from.stored())).toArray())
                .stream()
                .filter(from::isBefore)
                .sorted((one, other) -> one.isBefore(other) ? -1 : other.isBefore(one) ? 1 : 0)
                .toList();
        long begin = System.nanoTime();
        for (int at = 0; at < places.size() && found.size() < ask.most(); at += TOGETHER) {
            if (at > 0 && !patient(begin)) {
                return places.get(at - 1);
            }
            List<DocumentLine.Place> some = places.subList(at, Math.min(places.size(), at + TOGETHER));
            Set<UUID> documents =
                    some.stream().map(DocumentLine.Place::document).collect(Collectors.toSet());
            found.addAll(rows(tx, ask, new Window(from, null), documents, ask.most() - found.size()));
        }
        return null;
    }

    private static List<RegisterLines.Found> rows(Tx tx, Ask ask, Window window, int most) {
        return rows(tx, ask, window, Set.of(), most);
    }

    /** Of a window, or only those documents of it. */
    private static List<RegisterLines.Found> rows(Tx tx, Ask ask, Window window, Set<UUID> only, int most) {
        List<RegisterLines.Found> found = new ArrayList<>();
        if (most <= 0) {
            return found;
        }
        for (Source source : Lists.sources(ask.filter().documents())) {
            Clause where = Lists.within(source, window, ask.filter().documents(), only);
            found.addAll(rows(tx, ask.filter(), source, where, most));
        }
        return ordered(found, most);
    }

    /** Every line of a window. */
    static List<RegisterLines.Found> all(Tx tx, RegisterFilter filter, Window window) {
        return rows(tx, new Ask(filter, null, WHOLE), window, WHOLE);
    }

    /** The copies of a document behind one of them. */
    private static List<RegisterLines.Found> restOf(Tx tx, Ask ask, Place after) {
        List<RegisterLines.Found> found = new ArrayList<>();
        if (after.number() < WHOLE) {
            for (Source source : Lists.sources(ask.filter().documents())) {
                Clause where = Lists.within(
                                source,
                                new Window(DocumentLine.Place.TOP, null),
                                ask.filter().documents(),
                                Set.of(after.document()))
                        .and(table(source) + ".number > ?", after.number());
                found.addAll(rows(tx, ask.filter(), source, where, ask.most()));
            }
        }
        return ordered(found, ask.most());
    }

    private static List<RegisterLines.Found> ordered(List<RegisterLines.Found> found, int most) {
        found.sort(ORDER);
        return found.size() > most ? new ArrayList<>(found.subList(0, most)) : found;
    }

    private static String table(Source source) {
        return source.direction() == Direction.OUT ? "copy" : "arrival";
    }

    private static List<RegisterLines.Found> rows(Tx tx, RegisterFilter filter, Source source, Clause where, int most) {
        filter.narrow(where, source.direction());
        String text = source.direction() == Direction.OUT
                ? "select l.stored, l.document, l.sender, copy.number, copy.agency, copy.state, copy.reason, "
                        + Views.LATE + " as late from listing l join copy on copy.document = l.document where "
                : "select l.stored, l.document, l.sender, arrival.number, arrival.agency, arrival.state,"
                        + " null as reason, " + Views.OWED + " as late from listing l join arrival"
                        + " on arrival.document = l.document and arrival.agency = l.agency where ";
        return tx.query(
                text + where.text() + " order by l.stored desc, l.document desc, " + table(source) + ".number limit ?",
                row -> RegisterLines.Found.of(row, source.direction()),
                where.values(most));
    }
}
