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
import vn.antin.ledger.db.Condition;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Subquery;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentView.Direction;
import vn.antin.ledger.query.Lists.ListSource;
import vn.antin.ledger.query.Lists.Window;
import vn.antin.ledger.query.RegisterLine.RegisterPage;
import vn.antin.ledger.query.RegisterLine.RegisterPosition;

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
    public RegisterPage page(RegisterFilter filter, @Nullable RegisterPosition after, int limit, Depth depth) {
        return ledger.read(tx -> {
            Ask ask = new Ask(filter, Subquery.fewest(tx, filter.ways()), limit + 1);
            List<RegisterLines.Found> found = new ArrayList<>();
            DocumentLine.PagePosition from = Lists.top(filter.documents());
            if (after != null) {
                found.addAll(restOf(tx, ask, after));
                from = after.ofDocument();
            }
            DocumentLine.PagePosition end = look(tx, ask, from, found);
            boolean more = found.size() > limit;
            List<RegisterLines.Found> shown = more ? found.subList(0, limit) : found;
            RegisterPosition next = more ? shown.get(limit - 1).place() : end == null ? null : place(end);
            return new RegisterPage(lines.of(tx, shown, depth), next);
        });
    }

    private static RegisterPosition place(DocumentLine.PagePosition document) {
        return new RegisterPosition(document.stored(), document.document(), WHOLE);
    }

    /** Adds what it finds; answers where it stopped looking, null at the end of all. */
    private static DocumentLine.@Nullable PagePosition look(
            Tx tx, Ask ask, DocumentLine.PagePosition from, List<RegisterLines.Found> found) {
        Set<UUID> few = ask.few();
        if (few != null) {
            return few(tx, ask, from, few, found);
        }
        int size = ask.filter().narrow() ? WINDOW : ask.most();
        DocumentLine.PagePosition at = from;
        long begin = System.nanoTime();
        for (int i = 0; i < WINDOWS && found.size() < ask.most() && (i == 0 || patient(begin)); i++) {
            Window window = Lists.window(tx, ask.filter().documents(), at, size);
            found.addAll(rows(tx, ask, window, ask.most() - found.size()));
            DocumentLine.PagePosition end = window.end();
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
    private static DocumentLine.@Nullable PagePosition few(
            Tx tx, Ask ask, DocumentLine.PagePosition from, Set<UUID> few, List<RegisterLines.Found> found) {
        List<DocumentLine.PagePosition> places = tx
                .query(
                        "select distinct stored, document from listing where document in ("
                                + Condition.places(few.size()) + ") and stored <= ?",
                        row -> new DocumentLine.PagePosition(row.instant("stored"), row.uuid("document")),
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
            List<DocumentLine.PagePosition> some = places.subList(at, Math.min(places.size(), at + TOGETHER));
            Set<UUID> documents =
                    some.stream().map(DocumentLine.PagePosition::document).collect(Collectors.toSet());
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
        for (ListSource source : Lists.sources(ask.filter().documents())) {
            Condition where = Lists.within(source, window, ask.filter().documents(), only);
            found.addAll(rows(tx, ask.filter(), source, where, most));
        }
        return ordered(found, most);
    }

    /** Every line of a window. */
    static List<RegisterLines.Found> all(Tx tx, RegisterFilter filter, Window window) {
        return rows(tx, new Ask(filter, null, WHOLE), window, WHOLE);
    }

    /** The copies of a document behind one of them. */
    private static List<RegisterLines.Found> restOf(Tx tx, Ask ask, RegisterPosition after) {
        List<RegisterLines.Found> found = new ArrayList<>();
        if (after.number() < WHOLE) {
            for (ListSource source : Lists.sources(ask.filter().documents())) {
                Condition where = Lists.within(
                                source,
                                new Window(DocumentLine.PagePosition.TOP, null),
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
        return tx.query(
                text + where.text() + " order by l.stored desc, l.document desc, " + table(source) + ".number limit ?",
                row -> RegisterLines.Found.of(row, source.direction()),
                where.values(most));
    }
}
