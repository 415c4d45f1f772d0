package vn.antin.envelope;

/** It may work later without anyone changing the input: the document stays where it was and is tried again. */
public final class TryLater extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Fault fault;

    public TryLater(Fault fault, Throwable cause) {
        super(fault.code() + " " + fault + " " + Refused.shown(String.valueOf(cause.getMessage())), cause);
        this.fault = fault;
    }

    public TryLater(Fault fault, String detail) {
        super(fault.code() + " " + fault + " " + Refused.shown(detail));
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
