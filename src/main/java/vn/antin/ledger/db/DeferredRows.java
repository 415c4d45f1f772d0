package vn.antin.ledger.db;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a transaction still has to insert, by their statements in the order of first use, and the tables that
 * they go to.
 */
final class DeferredRows {

    /**
     * The tables of a statement.
     *
     * @param unknown whether it may name more than these
     */
    private record Tables(Set<String> names, boolean unknown) {

        private static final Pattern NAME = Pattern.compile(
                "\\b(?:from|join|into|update|using|table)\\s+([a-z_]+)(?:\\s+(?:as\\s+)?[a-z_]+)?(\\s*,)?",
                Pattern.CASE_INSENSITIVE);

        static Tables of(String sql) {
            Set<String> names = new LinkedHashSet<>();
            boolean list = false;
            for (Matcher name = NAME.matcher(sql); name.find(); ) {
                names.add(name.group(1));
                list |= name.group(2) != null;
            }
            return new Tables(names, list || names.isEmpty());
        }
    }

    private static final Pattern INSERT = Pattern.compile("\\s*insert into ([a-z_]+)\\b", Pattern.CASE_INSENSITIVE);
    private static final int MAX_KNOWN = 512;

    /** By text: the texts of the program are few. */
    private static final Map<String, Tables> KNOWN = new ConcurrentHashMap<>();

    private final Map<String, List<@Nullable Object[]>> rows = new LinkedHashMap<>();
    private final Set<String> tables = new LinkedHashSet<>();

    void add(String sql, List<@Nullable Object[]> values) {
        tables.add(target(sql));
        rows.computeIfAbsent(sql, text -> new ArrayList<>()).addAll(values);
    }

    /** Whether a statement may read or change a table with deferred rows, or depend on them. */
    boolean isNamedBy(String sql) {
        if (rows.isEmpty()) {
            return false;
        }
        Tables named = tables(sql);
        return named.unknown() || named.names().stream().anyMatch(tables::contains);
    }

    /** Whether an insert reads a table with deferred rows. */
    boolean isReadBy(String insert) {
        if (rows.isEmpty()) {
            return false;
        }
        String own = target(insert);
        Tables named = tables(insert);
        return named.unknown() || named.names().stream().anyMatch(name -> !name.equals(own) && tables.contains(name));
    }

    /** Returns the rows by statement and forgets them. */
    Map<String, List<@Nullable Object[]>> takeAll() {
        Map<String, List<@Nullable Object[]>> all = new LinkedHashMap<>(rows);
        rows.clear();
        tables.clear();
        return all;
    }

    private static String target(String sql) {
        Matcher insert = INSERT.matcher(sql);
        if (!insert.lookingAt()) {
            throw new IllegalArgumentException("only an insert can be deferred: " + sql);
        }
        return insert.group(1);
    }

    private static Tables tables(String sql) {
        if (KNOWN.size() > MAX_KNOWN) {
            KNOWN.clear();
        }
        return KNOWN.computeIfAbsent(sql, Tables::of);
    }
}
