package vn.antin.console.pages;

/** What the running program does when somebody mends something. */
public interface RepairActions {

    /** What became of another try. */
    enum RepairOutcome {
        DONE,
        FAILED_AGAIN,
        /** It may pass: the line or the ledger did not answer. */
        LATER
    }

    /** A line that was left alone for a while after a failure is tried at once. */
    void hurry();

    /** Puts a message that was given up on its way again, as if it came from the same sender. */
    RepairOutcome again(String sender, String kind, byte[] message);

    /**
     * Tells the sender of a document by evidence that it was given up; a repeat is the same evidence.
     *
     * @return false when nobody can be told, as the message does not say whose it is
     */
    boolean giveUp(String sender, String kind, byte[] message);
}
