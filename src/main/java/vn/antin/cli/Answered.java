package vn.antin.cli;

/** A node's refusal; its sentence is already in the caller's language. */
public final class Answered extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;
    private final boolean retryable;

    public Answered(int status, String code, String sentence, boolean retryable) {
        super(sentence);
        this.retryable = retryable;
        this.status = status;
        this.code = code;
    }

    /** The stable code, {@code ANTIN-nnnn}. */
    public String code() {
        return code;
    }

    /** Whether an unchanged retry may succeed later. */
    public boolean retryable() {
        return retryable;
    }

    public int status() {
        return status;
    }
}
