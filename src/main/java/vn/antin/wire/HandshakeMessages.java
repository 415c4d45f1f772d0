package vn.antin.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The two messages by which a node and its hub learn how they stand to each other. */
public final class HandshakeMessages {

    private static final int VERSION = 1;
    /** A greeting with a heartbeat behind it. */
    private static final int WITH_HEARTBEAT = 2;
    /** The same of a node that was brought back from a backup. */
    private static final int WITH_LOSS = 3;
    /** A greeting with a heartbeat that may grow, and always a place for the loss. */
    private static final int WITH_MORE = 4;

    private static final long NONE = Long.MIN_VALUE;

    /** A welcome to such a node. */
    private static final int WITH_OVER = 2;
    /** A welcome that names directories too large for it. */
    private static final int WITH_FETCH = 3;
    /** A welcome to a node whose log the hub has not whole, or does not ask for. */
    private static final int WITH_WITNESSED = 4;

    /** In the place of a length. */
    private static final int NOTHING = -1;

    private static final int MOST = 64 << 20;

    private HandshakeMessages() {}

    /**
     * What a node says when it starts and from time to time.
     *
     * @param directorySerial of the directory it works by; 0 when it has none
     * @param wanted serials of earlier directories it needs to judge a receipt
     * @param heartbeat how it stands; null from a node that does not say so yet
     * @param since the last that a node remembers that was brought back from a backup; null when it never was
     */
    public record Hello(
            long directorySerial,
            Instant time,
            List<Long> wanted,
            @Nullable Heartbeat heartbeat,
            @Nullable Instant since) {

        public Hello {
            wanted = List.copyOf(wanted);
        }

        /** Of a node that never was brought back. */
        public Hello(long directorySerial, Instant time, List<Long> wanted, @Nullable Heartbeat heartbeat) {
            this(directorySerial, time, wanted, heartbeat, null);
        }

        private int version() {
            if (heartbeat == null) {
                return VERSION;
            }
            return heartbeat.fares() != null ? WITH_MORE : since == null ? WITH_HEARTBEAT : WITH_LOSS;
        }

        public byte[] write() {
            return written(version(), out -> {
                out.writeLong(directorySerial);
                out.writeLong(time.toEpochMilli());
                HandshakeMessages.write(wanted, out);
                if (heartbeat != null) {
                    write(heartbeat, out);
                }
            });
        }

        private void write(Heartbeat beat, DataOutputStream out) throws IOException {
            Heartbeat.Fares fares = beat.fares();
            if (fares == null) {
                beat.write(out);
                if (since != null) {
                    out.writeLong(since.toEpochMilli());
                }
            } else {
                beat.writeLonger(fares, out);
                out.writeLong(since == null ? NONE : since.toEpochMilli());
            }
        }

        public static Hello read(byte[] message) {
            return reading(message, WITH_MORE, (version, in) -> {
                long serial = in.readLong();
                Instant time = Instant.ofEpochMilli(in.readLong());
                List<Long> wanted = serials(in);
                return new Hello(serial, time, wanted, heartbeat(version, in), since(version, in));
            });
        }

        private static @Nullable Heartbeat heartbeat(int version, DataInputStream in) throws IOException {
            if (version < WITH_HEARTBEAT) {
                return null;
            }
            return version < WITH_MORE ? Heartbeat.read(in) : Heartbeat.readLonger(in);
        }

        private static @Nullable Instant since(int version, DataInputStream in) throws IOException {
            if (version < WITH_LOSS) {
                return null;
            }
            long millis = in.readLong();
            return millis == NONE && version >= WITH_MORE ? null : Instant.ofEpochMilli(millis);
        }
    }

    /**
     * A copy that is over: a node that was brought back does not offer it to the agency's software again.
     *
     * @param number the recipient's place in its envelope
     * @param taken by the software, or returned by it
     * @param digest of the evidence
     */
    public record Over(EnvelopeId document, int number, boolean taken, Digest digest) {}

    /**
     * What the hub answers.
     *
     * @param time the hub's clock
     * @param echo the node's own time in its greeting, in milliseconds; 0 when it did not ask
     * @param directories sealed directories, in the order of their serials: those the node wanted, and the one in force
     *     unless the node has it
     * @param lastCheckpoint the last sealed checkpoint of the node's log that the hub has seen; empty when none
     * @param over what the node has attested since the last that it remembers; null to a node that was not brought back
     * @param fetch serials of directories that are too large for a message, in their order: to be fetched from the hub
     * @param witnessed the size to which the hub has that log without a gap; {@link #ALL} when nothing is missing that the
     *     hub could use
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    public record Welcome(
            Instant time,
            long echo,
            List<byte[]> directories,
            byte[] lastCheckpoint,
            @Nullable List<Over> over,
            List<Long> fetch,
            OptionalLong witnessed) {

        /** In the place of a size: the node sends nothing again. */
        public static final long ALL = Long.MAX_VALUE;

        public Welcome {
            directories = List.copyOf(directories);
            over = over == null ? null : List.copyOf(over);
            fetch = List.copyOf(fetch);
        }

        /** To a node that was not brought back from a backup, with all it needs in it. */
        public Welcome(Instant time, long echo, List<byte[]> directories, byte[] lastCheckpoint) {
            this(time, echo, directories, lastCheckpoint, null, List.of(), OptionalLong.empty());
        }

        /** With a log that the hub has as far as its last checkpoint. */
        public Welcome(
                Instant time,
                long echo,
                List<byte[]> directories,
                byte[] lastCheckpoint,
                @Nullable List<Over> over,
                List<Long> fetch) {
            this(time, echo, directories, lastCheckpoint, over, fetch, OptionalLong.empty());
        }

        private int version() {
            if (witnessed.isPresent()) {
                return WITH_WITNESSED;
            }
            return fetch.isEmpty() ? over == null ? VERSION : WITH_OVER : WITH_FETCH;
        }

        /** Says that there is a newer directory to ask for. */
        public static Welcome news(Instant time) {
            return new Welcome(time, 0, List.of(), new byte[0]);
        }

        public boolean onlyNews() {
            return echo == 0 && directories.isEmpty() && fetch.isEmpty() && lastCheckpoint.length == 0;
        }

        public byte[] write() {
            return written(version(), out -> {
                out.writeLong(time.toEpochMilli());
                out.writeLong(echo);
                out.writeShort(directories.size());
                for (byte[] directory : directories) {
                    out.writeInt(directory.length);
                    out.write(directory);
                }
                out.writeInt(lastCheckpoint.length);
                out.write(lastCheckpoint);
                if (version() >= WITH_OVER) {
                    write(over, out);
                }
                if (version() >= WITH_FETCH) {
                    HandshakeMessages.write(fetch, out);
                }
                if (witnessed.isPresent()) {
                    out.writeLong(witnessed.getAsLong());
                }
            });
        }

        public static Welcome read(byte[] message) {
            return reading(message, WITH_WITNESSED, (version, in) -> {
                Instant time = Instant.ofEpochMilli(in.readLong());
                long echo = in.readLong();
                List<byte[]> directories = new ArrayList<>();
                for (int left = in.readUnsignedShort(); left > 0; left--) {
                    directories.add(bytes(in));
                }
                byte[] last = bytes(in);
                return new Welcome(
                        time,
                        echo,
                        directories,
                        last,
                        version < WITH_OVER ? null : over(in),
                        version < WITH_FETCH ? List.of() : serials(in),
                        version < WITH_WITNESSED ? OptionalLong.empty() : OptionalLong.of(in.readLong()));
            });
        }

        private static void write(@Nullable List<Over> over, DataOutputStream out) throws IOException {
            if (over == null) {
                out.writeInt(NOTHING);
                return;
            }
            out.writeInt(over.size());
            for (Over one : over) {
                out.writeLong(one.document().value().getMostSignificantBits());
                out.writeLong(one.document().value().getLeastSignificantBits());
                out.writeShort(one.number());
                out.writeBoolean(one.taken());
                out.write(one.digest().bytes());
            }
        }

        private static @Nullable List<Over> over(DataInputStream in) throws IOException {
            int left = in.readInt();
            if (left == NOTHING) {
                return null;
            }
            List<Over> over = new ArrayList<>();
            for (; left > 0; left--) {
                EnvelopeId document = new EnvelopeId(new UUID(in.readLong(), in.readLong()));
                over.add(new Over(
                        document, in.readUnsignedShort(), in.readBoolean(), Digest.of(in.readNBytes(Digest.LENGTH))));
            }
            return over;
        }
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T from(int version, DataInputStream in) throws IOException;
    }

    private static byte[] written(int version, Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(version);
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static <T> T reading(byte[] message, int newest, Reading<T> reading) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(message))) {
            int version = in.readByte();
            if (message.length > MOST || version < VERSION || version > newest) {
                throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "greeting");
            }
            T value = reading.from(version, in);
            if (in.available() > 0) {
                throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "more than a greeting");
            }
            return value;
        } catch (IOException e) {
            throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, e, "less than a greeting");
        }
    }

    private static void write(List<Long> serials, DataOutputStream out) throws IOException {
        out.writeShort(serials.size());
        for (long serial : serials) {
            out.writeLong(serial);
        }
    }

    private static List<Long> serials(DataInputStream in) throws IOException {
        List<Long> serials = new ArrayList<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            serials.add(in.readLong());
        }
        return serials;
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "a length beyond the message");
        }
        return in.readNBytes(length);
    }
}
