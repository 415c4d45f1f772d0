package vn.antin.cli;

/** A node answered that it does not do what was asked; its sentence is already in the caller's language. */
public final class Answered extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;

    Answered(int status, String code, String sentence) {
        super(sentence);
        this.status = status;
        this.code = code;
    }

    /** The stable code, {@code ANTIN-nnnn}. */
    public String code() {
        return code;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
