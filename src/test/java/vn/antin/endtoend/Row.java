package vn.antin.endtoend;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One row of the table of faults: the expected answer of each door. */
final class Row {

    /** The kind of answer that is expected. */
    enum Kind {
        REFUSED,
        /** Accepted as a new document. */
        TAKEN,
        /** Accepted with the answer of the earlier document. */
        SAME,
        /** The door cannot have that fault. */
        NEVER
    }

    /**
     * The cell of one door.
     *
     * @param text the code, or why there is none
     * @param attempts those before the last are accepted
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

    /** These doors refuse with this code. */
    Row refused(Set<SubmissionDoor> doors, String number, Supplier<? extends Attempt> attempt) {
        return after(doors, number, () -> List.of(attempt.get()));
    }

    /** The same after earlier attempts. */
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
