package vn.antin.envelope;

import java.util.Locale;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Production or test. The two never mix: documents of the other mode are refused wherever they arrive. */
public enum Mode {
    PRODUCTION,
    TEST;

    /** The mark on everything that a person could take for production; the same in every language. */
    public static final String STAMP = "TEST / THỬ NGHIỆM";

    /**
     * Accepts envelopes of this mode only.
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

    /** The word in configurations, join files and envelopes. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
