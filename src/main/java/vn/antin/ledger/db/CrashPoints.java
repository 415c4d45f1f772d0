package vn.antin.ledger.db;

/** Hooks at the points where a labelled step becomes durable; crash tests stop the process here. */
public interface CrashPoints {

    /** Does nothing. */
    CrashPoints NONE = new CrashPoints() {};

    /** The work is done and nothing is committed: a crash here loses all of it. */
    default void beforeCommit(String label) {}

    /** The work survives a kill of the process from here on, but not yet a power cut. */
    default void afterCommit(String label) {}

    /** The work survives a power cut; called only for a step that waits for the sync. */
    default void afterSync(String label) {}
}
