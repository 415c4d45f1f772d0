package vn.antin.ledger.db;

import java.nio.file.Path;
import vn.antin.ledger.file.SteadyFiles;

/** Ledgers for tests. */
public final class Ledgers {

    /** The tables for tests of ledger.db, in place of the real ones. */
    static final String TABLES = "ledger-test";

    /** Small, so that every such test runs beside a compaction. */
    private static final long COMPACTED_FROM = 64 << 10;

    /** Small, so that such tests go from segment to segment. */
    private static final int SEGMENT = 32 << 10;

    /** Small, so that every such test runs beside checkpoints. */
    private static final long SOON = 64 << 10;

    private Ledgers() {}

    /** A ledger with the real tables in an empty folder. */
    public static Ledger empty(Path folder) {
        return empty(folder, CrashPoints.NONE);
    }

    public static Ledger empty(Path folder, CrashPoints watch) {
        return Ledger.open(folder, watch, files(SteadyFiles.PREFIX), Ledger.TABLES, FreeSpace.below(0));
    }

    public static Ledger plain(Path folder, CrashPoints watch) {
        return on(folder, SteadyFiles.PREFIX, watch);
    }

    public static Ledger on(Path folder, String files, CrashPoints watch) {
        return Ledger.open(folder, watch, files(files), TABLES, FreeSpace.below(0));
    }

    static H2Files files(String system) {
        return new H2Files(system, COMPACTED_FROM, SEGMENT, SOON);
    }

    public static int add(Tx tx, long number) {
        return tx.update("insert into numbers (n) values (?)", number);
    }

    public static long count(Ledger ledger) {
        return ledger.read(tx -> tx.one("select count(*) as c from numbers", row -> row.number("c"))
                .orElseThrow());
    }
}
