package vn.antin.ledger.db;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A query with its values that an index answers. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Subquery(String sql, @Nullable Object... values) {

    /** The documents of a table's rows under a condition. */
    public static Subquery of(String table, Condition where) {
        return new Subquery("select document from " + table + " where " + where.text(), where.values());
    }

    /** Up to this number of documents are checked one by one, whatever their time. */
    static final int FEW = 2_000;

    /**
     * Tries several ways to find documents, each a union of queries, and returns the smallest result; null when each
     * way finds too many.
     */
    public static @Nullable Set<UUID> fewest(Tx tx, List<List<Subquery>> ways) {
        Set<UUID> fewest = null;
        for (List<Subquery> way : ways) {
            Set<UUID> documents = few(tx, way);
            if (documents != null && (fewest == null || documents.size() < fewest.size())) {
                fewest = documents;
            }
        }
        return fewest;
    }

    /**
     * Runs the queries of one way one by one, because each has a limit of its own; one statement over all of them would
     * gather everything first.
     */
    private static @Nullable Set<UUID> few(Tx tx, List<Subquery> way) {
        Set<UUID> documents = new TreeSet<>();
        for (Subquery subquery : way) {
            List<@Nullable Object> values = new ArrayList<>(Arrays.asList(subquery.values()));
            values.add(FEW + 1);
            List<UUID> found = tx.query(subquery.sql() + " limit ?", row -> row.uuid("document"), values.toArray());
            documents.addAll(found);
            if (found.size() > FEW || documents.size() > FEW) {
                return null;
            }
        }
        return documents;
    }
}
