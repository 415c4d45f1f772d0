package vn.antin.endtoend;

/**
 * What a door answered.
 *
 * @param code of the first fault; empty when it was taken
 * @param status of HTTP as the fault tells it; 0 where there is none
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

    /** One side of a node, as software of an agency uses it. */
    @FunctionalInterface
    interface Hands {

        /** Hands it in, for somebody who reads that language where the door knows more than one. */
        Seen hand(Attempt attempt, String language) throws Exception;
    }
}
