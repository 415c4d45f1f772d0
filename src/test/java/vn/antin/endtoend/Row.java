package vn.antin.endtoend;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One line of the table of faults: what each door answers to it. */
final class Row {

    /** What is expected of a cell. */
    enum Kind {
        REFUSED,
        /** Taken as a document of its own. */
        TAKEN,
        /** Taken, and the answer is that of the document before. */
        SAME,
        /** The door cannot have that fault. */
        NEVER
    }

    /**
     * One door's cell.
     *
     * @param text the code, or why there is none
     * @param attempts those before the last are taken
     */
    record Cell(Kind kind, String text, @Nullable Supplier<List<Attempt>> attempts) {}

    private final String title;
    private final Map<SubmissionDoor, Cell> cells = new EnumMap<>(SubmissionDoor.class);

    private Row(String title) {
        this.title = title;
    }

    static Row row(String title) {
        return new Row(title);
    }

    /** At these doors it is refused with this code. */
    Row refused(Set<SubmissionDoor> doors, String number, Supplier<? extends Attempt> attempt) {
        return after(doors, number, () -> List.of(attempt.get()));
    }

    /** The same, where others come first. */
    Row after(Set<SubmissionDoor> doors, String number, Supplier<List<Attempt>> attempts) {
        return put(doors, new Cell(Kind.REFUSED, "ANTIN-" + number, attempts));
    }

    Row taken(Set<SubmissionDoor> doors, String how, Supplier<? extends Attempt> attempt) {
        return put(doors, new Cell(Kind.TAKEN, how, () -> List.of(attempt.get())));
    }

    Row same(Set<SubmissionDoor> doors, String how, Supplier<List<Attempt>> attempts) {
        return put(doors, new Cell(Kind.SAME, how, attempts));
    }

    Row never(Set<SubmissionDoor> doors, String why) {
        return put(doors, new Cell(Kind.NEVER, why, null));
    }

    private Row put(Set<SubmissionDoor> doors, Cell cell) {
        for (SubmissionDoor door : doors) {
            if (cells.put(door, cell) != null) {
                throw new IllegalStateException(title + " twice for " + door);
            }
        }
        return this;
    }

    Cell at(SubmissionDoor door) {
        Cell cell = cells.get(door);
        if (cell == null) {
            throw new IllegalStateException(title + " says nothing of " + door);
        }
        return cell;
    }

    String title() {
        return title;
    }

    @Override
    public String toString() {
        return title;
    }
}
