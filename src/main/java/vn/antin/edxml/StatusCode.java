package vn.antin.edxml;

import java.util.Arrays;
import java.util.Optional;

/**
 * The status of a document in a status report, with the two digits of the format. Code 01, arrived, is missing because
 * the bus proves it by a receipt.
 */
public enum StatusCode {
    REFUSED("02", true),
    ACCEPTED("03", false),
    ASSIGNED("04", false),
    IN_PROGRESS("05", false),
    FINISHED("06", false),

    /** From the sender; all others are from the recipient. */
    RECALL_ASKED("13", true),
    RECALL_AGREED("15", false),
    RECALL_DECLINED("16", true);

    private final String code;
    private final boolean reason;

    StatusCode(String code, boolean reason) {
        this.code = code;
        this.reason = reason;
    }

    public String code() {
        return code;
    }

    /** Whether a reason is required. */
    public boolean needsReason() {
        return reason;
    }

    public static Optional<StatusCode> of(String code) {
        return Arrays.stream(values()).filter(one -> one.code.equals(code)).findFirst();
    }
}
