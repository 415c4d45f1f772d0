package vn.antin.envelope;

/** The urgency of a document: the five values of the edXML element Priority (0 to 4), in that order. */
public enum Urgency {
    NORMAL,
    URGENT,
    VERY_URGENT,
    EXPRESS,
    EXPRESS_TIMED;

    /** Whether it uses the urgent lane. */
    public boolean urgent() {
        return this != NORMAL;
    }
}
