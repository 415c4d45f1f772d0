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
 * One event on the way of one copy, as its issuer states it. Times are to the millisecond. The directory serial is that
 * of the directory the issuer judged by.
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

    /** Why something did not happen: a stable code, and details in words for whoever must act. */
    public record Reason(String code, @Nullable String details) {

        public static final int MAX_DETAILS = 1000;

        public Reason {
            XmlChars.check(code, 64);
            XmlChars.check(details, MAX_DETAILS);
        }

        /** What a refusal says, with what XML cannot hold left out. */
        public static Reason of(Refused refused) {
            return of(refused.fault(), String.join(", ", refused.values()));
        }

        public static Reason of(Fault fault, String details) {
            return new Reason(fault.code(), XmlChars.clean(details, MAX_DETAILS));
        }
    }

    /** Evidence with the bytes that were hashed; they are kept and never written again. */
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

    /** Evidence of something that went well, with nothing beside. */
    public static Evidence of(
            Event event, Instant time, NodeId issuer, Copy copy, @Nullable Digest previous, long directorySerial) {
        return new Evidence(event, time, issuer, copy, null, null, previous, directorySerial, null, null);
    }

    /** Evidence of something that did not. */
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

    /** The same with the moment the document was handed in. */
    public Evidence submitted(Instant at) {
        return new Evidence(
                event, time, issuer, copy, at, reason, previous, directorySerial, clockOffsetMillis, handedTo);
    }

    /** The same with what the issuer's clock was last found to be ahead of the hub's. */
    public Evidence clockOffset(long millis) {
        return new Evidence(event, time, issuer, copy, submitted, reason, previous, directorySerial, millis, handedTo);
    }

    /** The same with who took the document. */
    public Evidence handedTo(String who) {
        return new Evidence(
                event, time, issuer, copy, submitted, reason, previous, directorySerial, clockOffsetMillis, who);
    }

    /** Its identifier: the same for a repeat, whatever the time and the reason. */
    public Digest id() {
        return Digest.sha256(
                piece(issuer.value()),
                piece(copy.envelope().toString()),
                piece(Integer.toString(copy.index())),
                piece(event.etsiName()));
    }

    /** The bytes that become a leaf. */
    public Written write() {
        byte[] bytes = EvidenceWriter.write(this);
        return new Written(this, bytes, Digest.sha256(bytes));
    }

    /** Refuses bytes that are not the one way to write what they say. */
    public static Evidence read(byte[] bytes) {
        return EvidenceReader.read(bytes);
    }

    /** With its length before it, so that no two different rows of pieces give the same bytes. */
    private static byte[] piece(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + utf8.length)
                .putInt(utf8.length)
                .put(utf8)
                .array();
    }
}
