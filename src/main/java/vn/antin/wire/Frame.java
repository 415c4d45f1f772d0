package vn.antin.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.Deflated;

/**
 * What one queue message carries of a document: the sealed envelope, its inline parts as raw bytes, and for each
 * recipient the digest of the evidence before, so that the chain crosses nodes.
 *
 * <p>Layout, big-endian: {@code "ANTIN1"}; int length of the envelope, int length of its deflated bytes, those bytes;
 * short count of previous digests, each short recipient and 32 bytes; short count of parts, each short number, int
 * length, bytes. Nothing may follow.
 *
 * @param envelope the sealed envelope, the bytes as they were sealed
 * @param previous recipient's place in the envelope, to the digest of the last evidence of that copy
 * @param parts part number, to its encrypted bytes
 */
public record Frame(byte[] envelope, Map<Integer, Digest> previous, Map<Integer, byte[]> parts) {

    /**
     * No recipient's place: under it stands, to a node that was brought back from a backup, the digest of the evidence
     * by which it attested the consignment of this copy before.
     */
    public static final int CONSIGNED = 0;

    /** The same for the evidence of its hand-over: the agency's software has it. */
    public static final int HANDED_OVER = 0xFFFF;

    private static final byte[] MAGIC = {'A', 'N', 'T', 'I', 'N', '1'};
    private static final int MAX_ENVELOPE = 4 << 20;

    public Frame {
        previous = Map.copyOf(previous);
        parts = Map.copyOf(parts);
    }

    /**
     * The place of the one recipient whose copy this is.
     *
     * @throws Refused when it is the copy of none, or of several
     */
    public int recipient() {
        List<Integer> places = previous.keySet().stream()
                .filter(place -> place != CONSIGNED && place != HANDED_OVER)
                .toList();
        if (places.size() != 1) {
            throw new Refused(Fault.ENVELOPE_FORM, "one copy has one recipient");
        }
        return places.get(0);
    }

    public byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(envelope.length + 1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            byte[] deflated = Deflated.of(envelope);
            out.write(MAGIC);
            out.writeInt(envelope.length);
            out.writeInt(deflated.length);
            out.write(deflated);
            out.writeShort(previous.size());
            for (var entry : new TreeMap<>(previous).entrySet()) {
                out.writeShort(entry.getKey());
                out.write(entry.getValue().bytes());
            }
            out.writeShort(parts.size());
            for (var entry : new TreeMap<>(parts).entrySet()) {
                out.writeShort(entry.getKey());
                out.writeInt(entry.getValue().length);
                out.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /** Reads a message's bytes; anything but exactly one frame is refused. */
    public static Frame read(byte[] message) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(message))) {
            if (!java.util.Arrays.equals(MAGIC, in.readNBytes(MAGIC.length))) {
                throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "not a frame");
            }
            int length = in.readInt();
            byte[] envelope = Deflated.inflate(bytes(in, in.readInt()), MAX_ENVELOPE);
            if (envelope.length != length) {
                throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "the envelope's length");
            }
            Map<Integer, Digest> previous = new TreeMap<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                int recipient = in.readUnsignedShort();
                previous.put(recipient, Digest.of(bytes(in, Digest.LENGTH)));
            }
            Map<Integer, byte[]> parts = new TreeMap<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                int number = in.readUnsignedShort();
                parts.put(number, bytes(in, in.readInt()));
            }
            if (in.available() > 0) {
                throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "more than a frame");
            }
            return new Frame(envelope, previous, parts);
        } catch (IOException e) {
            throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, e, "less than a frame");
        }
    }

    private static byte[] bytes(DataInputStream in, int length) throws IOException {
        if (length < 0 || length > in.available()) {
            throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "a length beyond the message");
        }
        return in.readNBytes(length);
    }
}
