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

/** A folder, a desk behind it, and doors between them that are turned by hand and can be stopped at any step. */
final class FolderFixture implements FolderAlarms {

    /** Not an exception the door could catch: as near to a kill as one process comes. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Goes on when it is told to. */
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
    final FolderNode desk = new FolderNode(clock);
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
        return new FolderDoor(settings, desk, Errors.load(), this, this::at, clock);
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

    /** Dies when this step is passed next. */
    void killAt(String step) {
        deadly = step;
    }

    /** When this step is passed next, something happens beside the door. */
    void at(String step, Runnable what) {
        awaited = step;
        accident = what;
    }

    /** A new process: nothing is left of the door before but what it wrote. */
    void restart() {
        door.close();
        door = opened();
    }

    /** One look; false when the door was killed in it. */
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

    /** Every file in that place by its relative name, sorted. */
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
