package vn.antin.edxml;

import java.util.List;
import java.util.Optional;
import vn.antin.envelope.AgencyCode;

/**
 * The fields of a package that the bus carries in both directions without acting on them. A text that is not given is
 * empty.
 *
 * @param toPlaces recipients for information; free text, not routed
 * @param steering 0 none, 1 steering, 2 a report on steering
 * @param staff the person to contact
 * @param paper whether a paper copy follows
 * @param changes the changes of an update
 */
public record FurtherFields(
        List<String> toPlaces,
        Issue issue,
        Optional<Integer> steering,
        Staff staff,
        Optional<Boolean> paper,
        Optional<Changes> changes) {

    /** No further fields. */
    public static final FurtherFields NONE =
            new FurtherFields(List.of(), Issue.NONE, Optional.empty(), Staff.NONE, Optional.empty(), Optional.empty());

    public FurtherFields {
        toPlaces = List.copyOf(toPlaces);
    }

    /** Only a person to contact. */
    public static FurtherFields of(Staff staff) {
        return new FurtherFields(List.of(), Issue.NONE, Optional.empty(), staff, Optional.empty(), Optional.empty());
    }

    /**
     * The issue of the document: OtherInfo of the format without the priority.
     *
     * @param sphere mark of the permitted circulation
     * @param typist mark of the typist
     * @param copies number of copies issued
     * @param direction a mark of vendors' software with unknown meaning
     * @param appendixes their names
     */
    public record Issue(
            String sphere,
            String typist,
            Optional<Integer> copies,
            Optional<Integer> pages,
            Optional<Boolean> direction,
            List<String> appendixes) {

        public static final Issue NONE =
                new Issue("", "", Optional.empty(), Optional.empty(), Optional.empty(), List.of());

        public Issue {
            appendixes = List.copyOf(appendixes);
        }
    }

    /** A clerk. */
    public record Staff(String department, String name, String mobile, String email) {

        public static final Staff NONE = new Staff("", "", "", "");
    }

    /**
     * The changes of an update.
     *
     * @param document whether data or content changes
     * @param receivers whether the list of recipients changes
     */
    public record Changes(boolean document, boolean receivers, List<AgencyCode> added, List<AgencyCode> removed) {

        public Changes {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }
    }
}
