package vn.antin.console.pages;

/** The running program's side of repair actions. */
public interface RepairActions {

    /** The outcome of a retry. */
    enum RepairOutcome {
        DONE,
        FAILED_AGAIN,
        /** Temporary failure: the line or the ledger did not answer. */
        LATER
    }

    /** Ends the back-off of the line after a failure: connects at once. */
    void hurry();

    /** Processes a dead letter again, as if it came from the same sender. */
    RepairOutcome again(String sender, String kind, byte[] message);

    /**
     * Tells the sender by evidence that a document was given up. Idempotent.
     *
     * @return false when the message does not tell its sender
     */
    boolean giveUp(String sender, String kind, byte[] message);
}
