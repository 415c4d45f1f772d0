package vn.antin.fault;

/** A temporary failure: the same input may succeed later, so the document stays where it is and is tried again. */
public final class TryLater extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Fault fault;
    private final String detail;

    public TryLater(Fault fault, Throwable cause) {
        super(fault.code() + " " + fault + " " + Refused.shown(String.valueOf(cause.getMessage())), cause);
        this.fault = fault;
        this.detail = String.valueOf(cause.getMessage());
    }

    public TryLater(Fault fault, String detail) {
        super(fault.code() + " " + fault + " " + Refused.shown(detail));
        this.fault = fault;
        this.detail = detail;
    }

    public Fault fault() {
        return fault;
    }

    /** The cause behind the code. */
    public String detail() {
        return detail;
    }
}
