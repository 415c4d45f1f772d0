package vn.antin.trial.sandbox;

import java.util.Arrays;
import java.util.Optional;

/** The test agencies; each has a fixed behaviour. */
enum TestAgencies {
    /** Acknowledges a document, reports 01 and accepts it (03). */
    ACCEPT,
    /** Acknowledges it and refuses it (02) with a reason. */
    REJECT,
    /** As ACCEPT, with a delay before each step. */
    SLOW,
    /** Takes nothing; documents to it become overdue. */
    SILENT,
    /** Accepts, sends a document of its own and asks for it back (13); agrees to a recall (15). */
    RECALL,
    /** Accepts, and sends two documents with one number and notation. */
    DUP,
    /** Acknowledges and answers with a document whose seal does not verify. */
    BADSIG;

    private static final String PROVINCE = "T00.";

    /** The agency of the person who tries the sandbox. */
    static final String VENDOR = PROVINCE + "VENDOR";

    String code() {
        return PROVINCE + name();
    }

    static Optional<TestAgencies> of(String code) {
        return Arrays.stream(values()).filter(one -> one.code().equals(code)).findFirst();
    }
}
