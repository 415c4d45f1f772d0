package vn.antin.receipt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * One event of one copy, as its issuer states it. Times have milliseconds. The directory serial is that of the
 * directory in force at the issuer.
 */
public record Evidence(
        Event event,
        Instant time,
        NodeId issuer,
        Copy copy,
        @Nullable Instant submitted,
        @Nullable Reason reason,
        @Nullable Digest previous,
        long directorySerial,
        @Nullable Long clockOffsetMillis,
        @Nullable String handedTo) {

    private static final int MAX_HANDED_TO = 256;

    /** The reason of a failure: a stable code, and details for the person who must act. */
    public record Reason(String code, @Nullable String details) {

        public static final int MAX_DETAILS = 1000;

        public Reason {
            XmlChars.check(code, 64);
            XmlChars.check(details, MAX_DETAILS);
        }

        /** The reason of a refusal, without characters that XML cannot hold. */
        public static Reason of(Refused refused) {
            return of(refused.fault(), String.join(", ", refused.values()));
        }

        public static Reason of(Fault fault, String details) {
            return new Reason(fault.code(), XmlChars.clean(details, MAX_DETAILS));
        }
    }

    /** Evidence with the bytes that were hashed, which are stored and never written again. */
    @SuppressWarnings("ArrayRecordComponent") // compared by digest
    public record Written(Evidence evidence, byte[] bytes, Digest digest) {}

    public Evidence {
        time = time.truncatedTo(ChronoUnit.MILLIS);
        submitted = submitted == null ? null : submitted.truncatedTo(ChronoUnit.MILLIS);
        XmlChars.check(handedTo, MAX_HANDED_TO);
        if (event.negative() && reason == null) {
            throw new Refused(Fault.REASON_MISSING, event.etsiName());
        }
        if (event != Event.SUBMISSION_REJECTION && !copy.complete()) {
            throw new Refused(Fault.EVIDENCE_FORM, event.etsiName() + " RecipientDetails");
        }
        if (event.requires() == null && previous != null) {
            throw new Refused(Fault.EVIDENCE_FORM, event.etsiName() + " PreviousEvidence");
        }
    }

    /** Evidence of a success without optional fields. */
    public static Evidence of(
            Event event, Instant time, NodeId issuer, Copy copy, @Nullable Digest previous, long directorySerial) {
        return new Evidence(event, time, issuer, copy, null, null, previous, directorySerial, null, null);
    }

    /** Evidence of a failure. */
    public static Evidence of(
            Event event,
            Instant time,
            NodeId issuer,
            Copy copy,
            Reason reason,
            @Nullable Digest previous,
            long directorySerial) {
        return new Evidence(event, time, issuer, copy, null, reason, previous, directorySerial, null, null);
    }

    /** The same with the time of submission. */
    public Evidence submitted(Instant at) {
        return new Evidence(
                event, time, issuer, copy, at, reason, previous, directorySerial, clockOffsetMillis, handedTo);
    }

    /** The same with the offset of the issuer's clock from the hub's, in milliseconds. */
    public Evidence clockOffset(long millis) {
        return new Evidence(event, time, issuer, copy, submitted, reason, previous, directorySerial, millis, handedTo);
    }

    /** The same with the person or software that took the document. */
    public Evidence handedTo(String who) {
        return new Evidence(
                event, time, issuer, copy, submitted, reason, previous, directorySerial, clockOffsetMillis, who);
    }

    /** Its identifier: the same for a repeat, independent of time and reason. */
    public Digest id() {
        return Digest.sha256(
                lengthPrefixed(issuer.value()),
                lengthPrefixed(copy.envelope().toString()),
                lengthPrefixed(Integer.toString(copy.index())),
                lengthPrefixed(event.etsiName()));
    }

    /** The canonical bytes, which become a leaf of the log. */
    public Written write() {
        byte[] bytes = EvidenceWriter.write(this);
        return new Written(this, bytes, Digest.sha256(bytes));
    }

    /**
     * Reads canonical bytes.
     *
     * @throws Refused EVIDENCE_FORM for any other way of writing
     */
    public static Evidence read(byte[] bytes) {
        return EvidenceReader.read(bytes);
    }

    /** Prefixed with its length, so that different sequences of texts never give the same bytes. */
    private static byte[] lengthPrefixed(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + utf8.length)
                .putInt(utf8.length)
                .put(utf8)
                .array();
    }
}
