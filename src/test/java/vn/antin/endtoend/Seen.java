package vn.antin.endtoend;

/**
 * The answer of a door.
 *
 * @param code of the first fault; empty when it was accepted
 * @param status HTTP status of the fault; 0 where there is none
 * @param words for people
 * @param id of the document; empty when it was refused
 */
record Seen(String code, int status, String words, String id) {

    static Seen refused(String code, int status, String words) {
        return new Seen(code, status, words, "");
    }

    static Seen taken(String id) {
        return new Seen("", 202, "", id);
    }

    boolean taken() {
        return code.isEmpty();
    }

    /** A client of one door. */
    @FunctionalInterface
    interface Hands {

        /** Submits, with that language where the door supports several. */
        Seen hand(Attempt attempt, String language) throws Exception;
    }
}
