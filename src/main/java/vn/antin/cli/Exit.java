package vn.antin.cli;

/** What a command's exit code says; each command's help lists those it uses. */
public final class Exit {

    public static final int DONE = 0;

    /** Not done, and the reason was printed; of a verification: something is broken. */
    public static final int NOT_DONE = 1;

    public static final int USAGE = 2;

    /** Neither yes nor no: nothing to decide by, or not known in time. */
    public static final int UNDECIDED = 3;

    private Exit() {}
}
