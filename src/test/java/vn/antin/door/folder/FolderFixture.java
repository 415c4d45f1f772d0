package vn.antin.door.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import vn.antin.door.Errors;
import vn.antin.fault.Fault;

/** A folder, a node in memory, and doors between them that the test polls and can kill at any step. */
final class FolderFixture implements FolderAlarms {

    /** Simulates a kill: no exception that the door could catch. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** A clock that the test sets. */
    static final class HandClock extends Clock {
        private Instant now = Instant.parse("2026-11-24T05:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    static final Duration PERIOD = Duration.ofSeconds(2);

    final HandClock clock = new HandClock();
    final FolderNode bus = new FolderNode(clock);
    final List<String> alarms = new ArrayList<>();
    final List<String> steps = new ArrayList<>();
    final Path root;
    final Path path;
    private final Path notes;
    private final long letterBytes;
    private FolderDoor door;
    private String deadly = "";
    private String awaited = "";
    private Runnable accident = () -> {};

    FolderFixture(Path root) {
        this(root, 1 << 20);
    }

    FolderFixture(Path root, long letterBytes) {
        this.letterBytes = letterBytes;
        this.root = root;
        this.path = root.resolve("trao-doi");
        this.notes = root.resolve("notes");
        this.door = opened();
    }

    private FolderDoor opened() {
        FolderSettings settings = new FolderSettings(FolderNode.FINANCE, path, notes, PERIOD, 64 << 10, letterBytes, 3);
        return new FolderDoor(settings, bus, Errors.load(), this, this::at, clock);
    }

    private void at(String point) {
        steps.add(point);
        if (point.equals(awaited)) {
            awaited = "";
            accident.run();
        }
        if (point.equals(deadly)) {
            deadly = "";
            throw new Killed();
        }
    }

    /** Kills the door when it passes this step next. */
    void killAt(String step) {
        deadly = step;
    }

    /** Runs something beside the door when it passes this step next. */
    void at(String step, Runnable what) {
        awaited = step;
        accident = what;
    }

    /** Starts a new door that knows only what the previous one wrote. */
    void restart() {
        door.close();
        door = opened();
    }

    /** One pass; false when the door was killed in it. */
    boolean turn() {
        clock.pass(PERIOD);
        try {
            door.turn();
            return true;
        } catch (Killed e) {
            restart();
            return false;
        }
    }

    void turns(int times) {
        for (int time = 0; time < times; time++) {
            turn();
        }
    }

    @Override
    public void raise(Fault fault, String subject, String detail) {
        alarms.add(fault + " " + subject);
    }

    @Override
    public void end(Fault fault, String subject) {
        alarms.add("end of " + fault + " " + subject);
    }

    /** Writes under another name and renames, as the guide says. */
    void put(String name, String text) throws IOException {
        Path file = path.resolve(name);
        Files.createDirectories(file.getParent());
        Path coming = Files.writeString(file.resolveSibling("coming.tmp"), text);
        Files.move(coming, file);
    }

    void letter(String name, String meta, String... files) throws IOException {
        for (String file : files) {
            put("out/" + name + "/" + file, "content of " + file);
        }
        put("out/" + name + "/meta.json", meta);
    }

    String text(String name) throws IOException {
        return Files.readString(path.resolve(name));
    }

    /** Every file below that folder, by relative name, sorted. */
    List<String> names(String place) {
        TreeSet<String> names = new TreeSet<>();
        Path from = path.resolve(place);
        try {
            Files.walkFileTree(from, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
                    names.add(from.relativize(file).toString());
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(names);
    }
}
