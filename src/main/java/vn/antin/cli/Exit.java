package vn.antin.cli;

/** The exit codes; each command's help lists those it uses. */
public final class Exit {

    public static final int DONE = 0;

    /** Not done, and the reason was printed; of a verification: something does not verify. */
    public static final int NOT_DONE = 1;

    public static final int USAGE = 2;

    /** Undecided: nothing to decide by, or not known in time. */
    public static final int UNDECIDED = 3;

    private Exit() {}
}
