package vn.antin.envelope;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The bus's own identifier of a document: a UUID of version 7 (RFC 9562, 5.7), so that ids sort by time. */
public record EnvelopeId(UUID value) implements Comparable<EnvelopeId> {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    /** A new id: 48 bits of the clock's milliseconds, 74 random bits. */
    public static EnvelopeId next(Clock clock) {
        long high = (clock.millis() << 16) | VERSION_7 | RANDOM.nextInt(1 << 12);
        long low = VARIANT | (RANDOM.nextLong() >>> 2);
        return new EnvelopeId(new UUID(high, low));
    }

    /** Reads the 36-character form; anything else is refused. */
    public static EnvelopeId of(String text) {
        try {
            UUID value = UUID.fromString(text);
            if (value.toString().equalsIgnoreCase(text)) {
                return new EnvelopeId(value);
            }
        } catch (IllegalArgumentException e) {
            throw new Refused(Fault.ENVELOPE_ID_FORM, e, text);
        }
        throw new Refused(Fault.ENVELOPE_ID_FORM, text);
    }

    @Override
    public int compareTo(EnvelopeId other) {
        return value.toString().compareTo(other.value.toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
