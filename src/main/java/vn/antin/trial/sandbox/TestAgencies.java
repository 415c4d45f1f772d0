package vn.antin.trial.sandbox;

import java.util.Arrays;
import java.util.Optional;

/** The test agencies; each always does what its name says. */
enum TestAgencies {
    /** Takes a document (01, hand-over) and accepts it (03). */
    ACCEPT,
    /** Takes it and refuses it (02) with a reason. */
    REJECT,
    /** As ACCEPT, each step after a while. */
    SLOW,
    /** Takes nothing; what it is sent becomes overdue. */
    SILENT,
    /** Accepts, sends a document of its own and asks for it back (13); agrees when asked itself (15). */
    RECALL,
    /** Accepts, and sends two documents of one number and notation. */
    DUP,
    /** Takes it and answers with a document whose seal does not hold. */
    BADSIG;

    private static final String PROVINCE = "T00.";

    /** The agency of whoever tries. */
    static final String VENDOR = PROVINCE + "VENDOR";

    String code() {
        return PROVINCE + name();
    }

    static Optional<TestAgencies> of(String code) {
        return Arrays.stream(values()).filter(one -> one.code().equals(code)).findFirst();
    }
}
