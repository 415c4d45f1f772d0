package vn.antin.wire;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The two messages by which a node and its hub learn how they stand to each other. A new field is a component of the
 * record, a line in {@code write} and a line in {@code read}; programs that do not have it yet ignore it (decision 39).
 */
public final class HandshakeMessages {

    private HandshakeMessages() {}

    /**
     * What a node says when it starts and from time to time.
     *
     * @param directorySerial of the directory it works by; 0 when it has none
     * @param time the node's clock, in milliseconds; a hello without it is refused
     * @param wanted serials of earlier directories it needs to judge a receipt
     * @param heartbeat how it stands; null when it does not say so
     * @param since the last that a node remembers that was restored from a backup; null when it never was
     * @param directory SHA-256 of the sealed directory it works by; null when it does not say so
     * @param compares whether it asks for the checkpoints of other nodes, to compare the directories they work by
     * @param renewal its request for certificates of new keys: its sealed statement, then a PKCS#10 request for each
     *     purpose; empty when it has none
     * @param newer a sealed directory that the hub asked for because it is newer than its own, deflated; empty when
     *     it did not
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    public record Hello(
            long directorySerial,
            Instant time,
            List<Long> wanted,
            @Nullable Heartbeat heartbeat,
            @Nullable Instant since,
            @Nullable Digest directory,
            boolean compares,
            List<byte[]> renewal,
            byte[] newer) {

        public Hello {
            wanted = List.copyOf(wanted);
            renewal = List.copyOf(renewal);
        }

        /** A hello that brings nothing. */
        public Hello(
                long directorySerial,
                Instant time,
                List<Long> wanted,
                @Nullable Heartbeat heartbeat,
                @Nullable Instant since) {
            this(directorySerial, time, wanted, heartbeat, since, null, false, List.of(), new byte[0]);
        }

        public byte[] write() {
            return new MessageFields()
                    .put("serial", directorySerial)
                    .put("time", time)
                    .putNumbers("want", wanted)
                    .put("beat", heartbeat == null ? null : heartbeat.fields())
                    .put("since", since)
                    .put("dir", directory == null ? new byte[0] : directory.bytes())
                    .put("peers", compares)
                    .putPieces("keys", renewal)
                    .put("newer", newer)
                    .write();
        }

        /**
         * Reads a message.
         *
         * @throws Refused as {@link Fault#MESSAGE_UNINTELLIGIBLE} when it is no hello
         */
        public static Hello read(byte[] message) {
            MessageFields in = MessageFields.read(message);
            MessageFields beat = in.fields("beat");
            boolean named = in.bytes("dir").length > 0;
            return new Hello(
                    in.number("serial"),
                    in.time("time"),
                    in.numbers("want"),
                    beat == null ? null : Heartbeat.of(beat),
                    in.maybeTime("since"),
                    named ? Digest.of(in.bytes("dir", Digest.LENGTH)) : null,
                    in.flag("peers"),
                    in.pieces("keys"),
                    in.bytes("newer"));
        }
    }

    /**
     * A copy that is over: a node that was restored does not offer it to the agency's software again. A welcome holds
     * thousands, so the names of their fields are one letter long.
     *
     * @param number the recipient's place in its envelope
     * @param taken by the software, or returned by it
     * @param digest of the evidence
     */
    public record Over(EnvelopeId document, int number, boolean taken, Digest digest) {

        private static final int UUID_BYTES = 16;

        private MessageFields fields() {
            UUID id = document.value();
            byte[] bytes = ByteBuffer.allocate(UUID_BYTES)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array();
            return new MessageFields()
                    .put("d", bytes)
                    .put("n", number)
                    .put("t", taken)
                    .put("h", digest.bytes());
        }

        private static Over of(MessageFields in) {
            ByteBuffer id = ByteBuffer.wrap(in.bytes("d", UUID_BYTES));
            return new Over(
                    new EnvelopeId(new UUID(id.getLong(), id.getLong())),
                    in.integer("n"),
                    in.flag("t"),
                    Digest.of(in.bytes("h", Digest.LENGTH)));
        }
    }

    /**
     * What became of a request for certificates of new keys.
     *
     * @param certificates in DER, in the order of the requests; empty when it was refused
     * @param refused code of the reason; empty when it was not
     * @param detail of the reason
     */
    public record Certified(List<byte[]> certificates, String refused, String detail) {

        public Certified {
            certificates = List.copyOf(certificates);
        }

        private MessageFields fields() {
            return new MessageFields()
                    .putPieces("c", certificates)
                    .put("r", refused)
                    .put("d", detail);
        }

        private static Certified of(MessageFields in) {
            return new Certified(in.pieces("c"), in.text("r"), in.text("d"));
        }
    }

    /**
     * What the hub answers.
     *
     * @param time the hub's clock, in milliseconds; a welcome without it is refused
     * @param echo the node's own time in its hello, in milliseconds; 0 when it did not ask
     * @param directories sealed directories, deflated, in the order of their serials: those the node wanted, and the one
     *     in force unless the node has it
     * @param lastCheckpoint the last sealed checkpoint of the node's log that the hub has seen; empty when none
     * @param over what the node has attested since the last that it remembers; null to a node that was not restored
     * @param fetch serials of directories that are too large for a message, in their order: to be fetched from the hub
     * @param witnessed the size to which the hub has that log without a gap; {@link #ALL} when nothing is missing that the
     *     hub could use; empty when the log is whole as far as its last checkpoint
     * @param peers sealed checkpoints of other nodes, for a node that compares
     * @param certified what became of a request for certificates; null when there was none
     * @param behind whether the hub lacks the directory that the node works by, and asks for it
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    public record Welcome(
            Instant time,
            long echo,
            List<byte[]> directories,
            byte[] lastCheckpoint,
            @Nullable List<Over> over,
            List<Long> fetch,
            OptionalLong witnessed,
            List<byte[]> peers,
            @Nullable Certified certified,
            boolean behind) {

        /** In the place of a size: the node sends nothing again. */
        public static final long ALL = Long.MAX_VALUE;

        public Welcome {
            directories = List.copyOf(directories);
            over = over == null ? null : List.copyOf(over);
            fetch = List.copyOf(fetch);
            peers = List.copyOf(peers);
        }

        /** To a node that was not restored from a backup, with all it needs in it. */
        public Welcome(Instant time, long echo, List<byte[]> directories, byte[] lastCheckpoint) {
            this(time, echo, directories, lastCheckpoint, null, List.of(), OptionalLong.empty());
        }

        /** To a node that compares no directories and asked for no certificates. */
        public Welcome(
                Instant time,
                long echo,
                List<byte[]> directories,
                byte[] lastCheckpoint,
                @Nullable List<Over> over,
                List<Long> fetch,
                OptionalLong witnessed) {
            this(time, echo, directories, lastCheckpoint, over, fetch, witnessed, List.of(), null, false);
        }

        /** Says that there is a newer directory to ask for. */
        public static Welcome news(Instant time) {
            return new Welcome(time, 0, List.of(), new byte[0]);
        }

        public boolean onlyNews() {
            return echo == 0 && directories.isEmpty() && fetch.isEmpty() && lastCheckpoint.length == 0;
        }

        public byte[] write() {
            return new MessageFields()
                    .put("time", time)
                    .put("echo", echo)
                    .putPieces("dirs", directories)
                    .put("seen", lastCheckpoint)
                    .putAll(
                            "over",
                            over == null
                                    ? null
                                    : over.stream().map(Over::fields).toList())
                    .putNumbers("fetch", fetch)
                    .put("size", witnessed)
                    .putPieces("peers", peers)
                    .put("certs", certified == null ? null : certified.fields())
                    .put("behind", behind)
                    .write();
        }

        /**
         * Reads a message.
         *
         * @throws Refused as {@link Fault#MESSAGE_UNINTELLIGIBLE} when it is no welcome
         */
        public static Welcome read(byte[] message) {
            MessageFields in = MessageFields.read(message);
            List<MessageFields> over = in.maybeAll("over");
            MessageFields certified = in.fields("certs");
            return new Welcome(
                    in.time("time"),
                    in.number("echo"),
                    in.pieces("dirs"),
                    in.bytes("seen"),
                    over == null ? null : over.stream().map(Over::of).toList(),
                    in.numbers("fetch"),
                    in.maybeNumber("size"),
                    in.pieces("peers"),
                    certified == null ? null : Certified.of(certified),
                    in.flag("behind"));
        }
    }
}
