package vn.antin.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a node says that it stands, with each of its greetings. What it says is believed as far as it concerns itself.
 *
 * @param version of the program
 * @param documents that have not left
 * @param bytes of them, about
 * @param oldest of them; null when there is none
 * @param inbox documents that wait for the agency's software
 * @param inboxOldest of those
 * @param lastDocument when one was last sent or received
 * @param clock how far the node's clock was ahead of the hub's; null before the first answer
 * @param clockWrong whether that stops its evidence
 * @param freeBytes on its disk
 * @param certificateDays until the first of its certificates ends
 * @param stopping whether it stops in order now
 * @param fares how its documents fare; null from a node that does not say so yet
 */
public record Heartbeat(
        String version,
        long documents,
        long bytes,
        @Nullable Instant oldest,
        long inbox,
        @Nullable Instant inboxOldest,
        @Nullable Instant lastDocument,
        @Nullable Duration clock,
        boolean clockWrong,
        long freeBytes,
        int certificateDays,
        boolean stopping,
        @Nullable Fares fares) {

    /**
     * How the documents of a node fare that have left it.
     *
     * @param roundTrip how long the hub's last answer took; null before the first
     * @param failed copies that failed since midnight, Vietnam time
     * @param overdue copies whose receipt is late
     */
    public record Fares(@Nullable Duration roundTrip, long failed, long overdue) {

        public Fares {
            roundTrip = roundTrip == null || roundTrip.isNegative() ? null : roundTrip;
            failed = Math.max(0, failed);
            overdue = Math.max(0, overdue);
        }
    }

    private static final int LONGEST = 40;
    private static final long NONE = Long.MIN_VALUE;

    public Heartbeat {
        version = version.length() <= LONGEST ? version : version.substring(0, LONGEST);
        documents = Math.max(0, documents);
        bytes = Math.max(0, bytes);
        inbox = Math.max(0, inbox);
        freeBytes = Math.max(0, freeBytes);
    }

    /** Of a node that does not say how its documents fare. */
    public Heartbeat(
            String version,
            long documents,
            long bytes,
            @Nullable Instant oldest,
            long inbox,
            @Nullable Instant inboxOldest,
            @Nullable Instant lastDocument,
            @Nullable Duration clock,
            boolean clockWrong,
            long freeBytes,
            int certificateDays,
            boolean stopping) {
        this(
                version,
                documents,
                bytes,
                oldest,
                inbox,
                inboxOldest,
                lastDocument,
                clock,
                clockWrong,
                freeBytes,
                certificateDays,
                stopping,
                null);
    }

    /** The same, as the last word before an ordered stop. */
    public Heartbeat last() {
        return with(true, fares);
    }

    private Heartbeat with(boolean stops, @Nullable Fares so) {
        return new Heartbeat(
                version,
                documents,
                bytes,
                oldest,
                inbox,
                inboxOldest,
                lastDocument,
                clock,
                clockWrong,
                freeBytes,
                certificateDays,
                stops,
                so);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeUTF(version);
        out.writeLong(documents);
        out.writeLong(bytes);
        out.writeLong(millis(oldest));
        out.writeLong(inbox);
        out.writeLong(millis(inboxOldest));
        out.writeLong(millis(lastDocument));
        out.writeLong(clock == null ? NONE : clock.toMillis());
        out.writeBoolean(clockWrong);
        out.writeLong(freeBytes);
        out.writeInt(certificateDays);
        out.writeBoolean(stopping);
    }

    /**
     * Says how its documents fare, too, behind a length: whoever knows less reads what it knows and passes over the rest,
     * so that a later version may say more at its end.
     */
    void writeLonger(Fares more, DataOutputStream out) throws IOException {
        write(out);
        Duration trip = more.roundTrip();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream block = new DataOutputStream(bytes);
        block.writeLong(trip == null ? NONE : trip.toMillis());
        block.writeLong(more.failed());
        block.writeLong(more.overdue());
        out.writeShort(bytes.size());
        bytes.writeTo(out);
    }

    static Heartbeat readLonger(DataInputStream in) throws IOException {
        Heartbeat shorter = read(in);
        int length = in.readUnsignedShort();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("less than was announced");
        }
        DataInputStream block = new DataInputStream(new ByteArrayInputStream(bytes));
        Fares fares = new Fares(duration(block.readLong()), block.readLong(), block.readLong());
        return shorter.with(shorter.stopping(), fares);
    }

    static Heartbeat read(DataInputStream in) throws IOException {
        return new Heartbeat(
                in.readUTF(),
                in.readLong(),
                in.readLong(),
                instant(in.readLong()),
                in.readLong(),
                instant(in.readLong()),
                instant(in.readLong()),
                duration(in.readLong()),
                in.readBoolean(),
                in.readLong(),
                in.readInt(),
                in.readBoolean());
    }

    private static long millis(@Nullable Instant at) {
        return at == null ? NONE : at.toEpochMilli();
    }

    /** A time no ledger can keep is none. */
    private static @Nullable Instant instant(long millis) {
        return millis <= 0 || millis > 253_402_300_799_000L ? null : Instant.ofEpochMilli(millis);
    }

    private static @Nullable Duration duration(long millis) {
        return millis == NONE ? null : Duration.ofMillis(millis);
    }
}
