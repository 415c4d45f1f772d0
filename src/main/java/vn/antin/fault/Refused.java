package vn.antin.fault;

import java.util.List;

/**
 * The sender must change something: trying again with the same input never helps. Carries a stable code and the
 * values its sentence in {@code errors.yaml} names, never payload.
 */
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_MESSAGE = 1_000;

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

    /** Several faults found in one reading: the first gives the code, all are told. */
    public static Refused of(List<Refused> faults) {
        Refused first = faults.get(0);
        return faults.size() == 1
                ? first
                : new Refused(first.fault, first, faults, first.values.toArray(String[]::new));
    }

    /** For logs: what somebody sent may be as long as a message. */
    static String shown(String... values) {
        String all = String.join(", ", values);
        return all.length() <= LONGEST_MESSAGE ? all : all.substring(0, LONGEST_MESSAGE) + "…";
    }

    public Fault fault() {
        return fault;
    }

    public List<String> values() {
        return values;
    }

    /** Every fault that was found; this one alone if there was but one. */
    public List<Refused> all() {
        return all.isEmpty() ? List.of(this) : all;
    }
}
