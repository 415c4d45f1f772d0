package vn.antin.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes the hub's ledger stand still for a while, as a disk or a database server does. */
final class LedgerStall implements AutoCloseable {

    /** Which way. */
    enum Kind {
        /** H2 on a file system of its own, which is frozen: needs root, mkfs.ext4, mount and fsfreeze. */
        FREEZE,
        /** PostgreSQL is stopped at once and started again after the time. */
        RESTART,
        /** PostgreSQL's processes are stopped and continued. */
        PAUSE,
        /** H2: the process of the hub is stopped and continued. */
        SUSPEND
    }

    private final Kind kind;
    private final LongSupplier hub;
    private @Nullable FreezableDisk disk;
    private @Nullable ScratchPostgres database;

    /**
     * Of that kind.
     *
     * @param hub the process id of the hub, asked for when it is needed
     */
    LedgerStall(Kind kind, LongSupplier hub) {
        this.kind = kind;
        this.hub = hub;
    }

    /** Before the hub's first start. */
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

    /** After the hub has ended, before its folder goes; a repeat changes nothing. */
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
