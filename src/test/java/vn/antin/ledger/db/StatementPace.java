package vn.antin.ledger.db;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Digest;

/**
 * Measures what a statement costs, straight and mapped by Jdbi, in processor time. Run by name only:
 * {@code -Dtest=StatementPace -Dstatements=100000}.
 */
@EnabledIfSystemProperty(named = "statements", matches = "\\d+")
class StatementPace {

    private static final int ROUNDS = 5;
    private static final String SELECT = "select id, at, digest, name, amount from things where id = ?";
    private static final String INSERT = "insert into things (id, at, digest, name, amount) values (?, ?, ?, ?, ?)";

    @TempDir
    Path folder;

    private record Thing(UUID id, Instant at, Digest digest, String name, long amount) {}

    @Test
    void tells_what_a_statement_costs() {
        int count = Integer.getInteger("statements", 0);
        try (Ledger ledger = Ledgers.plain(folder, CrashPoints.NONE)) {
            for (int round = 0; round < ROUNDS; round++) {
                long first = (long) round * count;
                String insert = time(ledger, count, tx -> each(first, count, n -> tx.update(INSERT, row(n))));
                String straight = time(
                        ledger,
                        count,
                        tx -> each(
                                first,
                                count,
                                n -> tx.one(
                                        SELECT,
                                        row -> new Thing(
                                                row.uuid("id"),
                                                row.instant("at"),
                                                row.digest("digest"),
                                                row.text("name"),
                                                row.number("amount")),
                                        id(n))));
                String mapped = time(ledger, count, tx -> each(first, count, n -> tx.one(Thing.class, SELECT, id(n))));
                System.out.println("STATEMENT insert " + insert + ", select " + straight + ", mapped " + mapped);
            }
        }
    }

    private static Object[] row(long number) {
        UUID id = id(number);
        return new Object[] {id, Instant.EPOCH, Digest.sha256(id.toString().getBytes(US_ASCII)), "name", number};
    }

    private static UUID id(long number) {
        return UUID.nameUUIDFromBytes(Long.toString(number).getBytes(US_ASCII));
    }

    private static void each(long first, int count, Consumer<Long> what) {
        for (long n = first; n < first + count; n++) {
            what.accept(n);
        }
    }

    /** Microseconds of the processor for each statement. */
    private static String time(Ledger ledger, int count, Consumer<Tx> statements) {
        List<Long> spent = new ArrayList<>();
        ledger.commit("pace", tx -> {
            long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            statements.accept(tx);
            return spent.add(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin);
        });
        return Math.round(spent.get(spent.size() - 1) / 10.0 / count) / 100.0 + " µs";
    }
}
