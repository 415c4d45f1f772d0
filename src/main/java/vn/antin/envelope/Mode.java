package vn.antin.envelope;

import java.util.Locale;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Whether documents are real or made to try software with. The two never mix: what is of the other kind is refused
 * wherever it arrives.
 */
public enum Mode {
    PRODUCTION,
    TEST;

    /** Letters on everything that a person could take for real; the same in every language. */
    public static final String STAMP = "TEST / THỬ NGHIỆM";

    /**
     * Lets through what was made for nodes and hubs of this kind.
     *
     * @throws Refused TEST_DOCUMENT or PRODUCTION_DOCUMENT
     */
    public void admit(Envelope envelope) {
        if (envelope.mode() != this) {
            throw new Refused(
                    this == PRODUCTION ? Fault.TEST_DOCUMENT : Fault.PRODUCTION_DOCUMENT,
                    envelope.id().toString());
        }
    }

    /** As configurations, join files and envelopes write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
