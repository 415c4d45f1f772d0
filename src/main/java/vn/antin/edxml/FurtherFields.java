package vn.antin.edxml;

import java.util.List;
import java.util.Optional;
import vn.antin.envelope.AgencyCode;

/**
 * What a package may say beyond what the bus acts on: carried both ways, field by field. A text not given is empty.
 *
 * @param toPlaces others it is for the information of; free text, not routed
 * @param steering 0 none, 1 steering, 2 a report on steering
 * @param staff whom to ring
 * @param paper whether a copy on paper follows
 * @param changes what an update changes
 */
public record FurtherFields(
        List<String> toPlaces,
        Issue issue,
        Optional<Integer> steering,
        Staff staff,
        Optional<Boolean> paper,
        Optional<Changes> changes) {

    /** Nothing more. */
    public static final FurtherFields NONE =
            new FurtherFields(List.of(), Issue.NONE, Optional.empty(), Staff.NONE, Optional.empty(), Optional.empty());

    public FurtherFields {
        toPlaces = List.copyOf(toPlaces);
    }

    /** Nothing more than who to ring. */
    public static FurtherFields of(Staff staff) {
        return new FurtherFields(List.of(), Issue.NONE, Optional.empty(), staff, Optional.empty(), Optional.empty());
    }

    /**
     * How it was issued: OtherInfo of the format, less the priority.
     *
     * @param sphere the mark that says how far it may circulate
     * @param typist the mark of who typed it
     * @param copies how many were issued
     * @param direction a mark of the vendor's software whose meaning is not known
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
     * What an update changes.
     *
     * @param document whether its data or content
     * @param receivers whether the list of its recipients
     */
    public record Changes(boolean document, boolean receivers, List<AgencyCode> added, List<AgencyCode> removed) {

        public Changes {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }
    }
}
