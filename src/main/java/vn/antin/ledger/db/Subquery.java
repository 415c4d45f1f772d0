package vn.antin.ledger.db;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A query that an index answers, and the values for the places in it. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record Subquery(String sql, @Nullable Object... values) {

    /** Up to so many documents are looked at one by one, whatever their time. */
    static final int FEW = 2_000;

    /** The documents that all of these ways leave, when one of them finds few enough; else null. */
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

    /** Each look ends by itself where it finds too many: one look over all of them would first gather everything. */
    private static @Nullable Set<UUID> few(Tx tx, List<Subquery> way) {
        Set<UUID> documents = new TreeSet<>();
        for (Subquery look : way) {
            List<@Nullable Object> values = new ArrayList<>(Arrays.asList(look.values()));
            values.add(FEW + 1);
            List<UUID> found = tx.query(look.sql() + " limit ?", row -> row.uuid("document"), values.toArray());
            documents.addAll(found);
            if (found.size() > FEW || documents.size() > FEW) {
                return null;
            }
        }
        return documents;
    }
}
