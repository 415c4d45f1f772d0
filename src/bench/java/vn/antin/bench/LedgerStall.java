package vn.antin.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Stalls the hub's ledger for a while, as a disk or a database server does. */
final class LedgerStall implements AutoCloseable {

    /** The kind of stall. */
    enum Kind {
        /** H2 on a file system of its own, which is frozen: needs root, mkfs.ext4, mount and fsfreeze. */
        FREEZE,
        /** PostgreSQL is stopped at once and started again later. */
        RESTART,
        /** PostgreSQL's processes are suspended and continued. */
        PAUSE,
        /** H2: the hub's process is suspended and continued. */
        SUSPEND
    }

    private final Kind kind;
    private final LongSupplier hub;
    private @Nullable FreezableDisk disk;
    private @Nullable ScratchPostgres database;

    /**
     * Prepares a stall of that kind.
     *
     * @param hub process id of the hub, asked when it is needed
     */
    LedgerStall(Kind kind, LongSupplier hub) {
        this.kind = kind;
        this.hub = hub;
    }

    /** To be called before the hub's first start. */
    void prepare(Path hubHome) {
        switch (kind) {
            case FREEZE -> disk = FreezableDisk.at(hubHome.resolve("data"));
            case RESTART, PAUSE -> {
                ScratchPostgres started = ScratchPostgres.start();
                database = started;
                append(hubHome.resolve("hub.yaml"), started.yaml());
            }
            case SUSPEND -> {}
        }
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    void begin() {
        switch (kind) {
            case FREEZE -> Objects.requireNonNull(disk).freeze();
            case RESTART -> Objects.requireNonNull(database).crash();
            case PAUSE -> Objects.requireNonNull(database).pause();
            case SUSPEND -> signal("-STOP");
        }
    }

    void end() {
        switch (kind) {
            case FREEZE -> Objects.requireNonNull(disk).thaw();
            case RESTART -> Objects.requireNonNull(database).begin();
            case PAUSE -> Objects.requireNonNull(database).resume();
            case SUSPEND -> signal("-CONT");
        }
    }

    private void signal(String signal) {
        Tool.run("kill", signal, Long.toString(hub.getAsLong()));
    }

    /** To be called after the hub has ended and before its folder is removed. Idempotent. */
    void undo() {
        if (disk != null) {
            disk.close();
            disk = null;
        }
        if (database != null) {
            database.close();
            database = null;
        }
    }

    @Override
    public void close() {
        undo();
    }
}
