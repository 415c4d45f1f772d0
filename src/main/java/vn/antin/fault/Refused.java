package vn.antin.fault;

import java.util.List;

/**
 * A permanent refusal: the same input never succeeds, the sender must change something. It has a stable code and the
 * values for its sentence in {@code errors.yaml}, never payload.
 */
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE = 1_000;

    private final Fault fault;
    private final List<String> values;
    private final List<Refused> all;

    public Refused(Fault fault, String... values) {
        this(fault, null, List.of(), values);
    }

    public Refused(Fault fault, Throwable cause, String... values) {
        this(fault, cause, List.of(), values);
    }

    private Refused(
            Fault fault, @org.jspecify.annotations.Nullable Throwable cause, List<Refused> all, String... values) {
        super(fault.code() + " " + fault + " " + shown(values), cause);
        this.fault = fault;
        this.values = List.of(values);
        this.all = all;
    }

    /** Combines several faults of one input: the code is that of the first, and all are reported. */
    public static Refused of(List<Refused> faults) {
        Refused first = faults.get(0);
        return faults.size() == 1
                ? first
                : new Refused(first.fault, first, faults, first.values.toArray(String[]::new));
    }

    /** The text for logs, shortened: a sender's value may be as long as a message. */
    static String shown(String... values) {
        String all = String.join(", ", values);
        return all.length() <= MAX_MESSAGE ? all : all.substring(0, MAX_MESSAGE) + "…";
    }

    public Fault fault() {
        return fault;
    }

    public List<String> values() {
        return values;
    }

    /** Every fault that was found; this one alone if there is only one. */
    public List<Refused> all() {
        return all.isEmpty() ? List.of(this) : all;
    }
}
