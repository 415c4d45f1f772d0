package vn.antin.ledger.db;

/** Sees each labelled step pass its points of no return; crash tests stop the process here. */
public interface CrashPoints {

    /** Watches nothing. */
    CrashPoints NONE = new CrashPoints() {};

    /** The work is done, nothing of it is kept yet: dying here loses all of it. */
    default void beforeCommit(String label) {}

    /** Survives the process from here on, but not yet a power cut. */
    default void afterCommit(String label) {}

    /** Survives a power cut; only a step that waits for the sync comes here. */
    default void afterSync(String label) {}
}
