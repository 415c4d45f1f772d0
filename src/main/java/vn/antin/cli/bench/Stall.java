package vn.antin.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A way to make the hub's ledger stand still for a while, as a disk or a database server does. */
final class Stall implements AutoCloseable {

    /** Which way. */
    enum Kind {
        /** H2 on a file system of its own, which is frozen with the broker's journal: needs root. */
        FREEZE,
        /** PostgreSQL is stopped at once, and started again after the time. */
        RESTART,
        /** PostgreSQL's processes are stopped and continued. */
        PAUSE,
        /** H2: the process of the hub is stopped and continued. */
        SUSPEND
    }

    private final Kind kind;
    private final LongSupplier hub;
    private @Nullable ScratchPostgres database;
    private @Nullable FreezableDisk disk;

    /** @param hub the hub's process, asked for when it is needed */
    Stall(Kind kind, LongSupplier hub) {
        this.kind = kind;
        this.hub = hub;
    }

    /** Before the hub's first start. */
    void prepare(Path home) {
        switch (kind) {
            case FREEZE -> disk = FreezableDisk.at(home.resolve("data"));
            case RESTART, PAUSE -> {
                ScratchPostgres server = ScratchPostgres.start();
                database = server;
                try {
                    Files.writeString(home.resolve("hub.yaml"), server.yaml(), StandardOpenOption.APPEND);
                } catch (IOException e) {
                    throw new UncheckedIOException(home.toString(), e);
                }
            }
            case SUSPEND -> {
                // nothing is needed
            }
        }
    }

    void begin() {
        switch (kind) {
            case FREEZE -> disk().freeze();
            case RESTART -> database().crash();
            case PAUSE -> database().pause();
            case SUSPEND -> Tool.run("kill", "-STOP", Long.toString(hub.getAsLong()));
        }
    }

    void end() {
        switch (kind) {
            case FREEZE -> disk().thaw();
            case RESTART -> database().begin();
            case PAUSE -> database().resume();
            case SUSPEND -> Tool.run("kill", "-CONT", Long.toString(hub.getAsLong()));
        }
    }

    private FreezableDisk disk() {
        return java.util.Objects.requireNonNull(disk);
    }

    private ScratchPostgres database() {
        return java.util.Objects.requireNonNull(database);
    }

    @Override
    public void close() {
        if (disk != null) {
            disk.close();
        }
        if (database != null) {
            database.close();
        }
    }
}
