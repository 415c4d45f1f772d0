package vn.antin.submit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Part;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.parts.NewPart;
import vn.antin.parts.PartStore;
import vn.antin.seal.ContentCipher;
import vn.antin.seal.ContentParameters;

/** Encrypts the parts of one document: the small ones ride with its envelope, as many as fit, the others are stored. */
final class Encryption {

    private static final int TAG = 16;

    private final byte[] contentKey;
    private final ContentParameters content;
    private final PartStore store;
    private final int inlineBytes;
    private final Map<Integer, Part> parts = new TreeMap<>();
    private final Map<Integer, byte[]> inline = new TreeMap<>();
    private long room;

    Encryption(byte[] contentKey, ContentParameters content, PartStore store, int inlineBytes) {
        this.contentKey = contentKey;
        this.content = content;
        this.store = store;
        this.inlineBytes = inlineBytes;
        this.room = inlineBytes;
    }

    /** Part 0 always rides with the envelope. */
    void manifest(byte[] packed) {
        byte[] bytes = ContentCipher.encrypt(contentKey, content, 0, packed);
        if (bytes.length > inlineBytes) {
            throw new Refused(Fault.TOO_LARGE, Integer.toString(bytes.length), Integer.toString(inlineBytes));
        }
        ride(0, null, bytes);
    }

    /** The smallest first: so most of them ride. */
    void pieces(List<PlainPart> pieces, List<Boolean> deflated) throws IOException {
        List<Integer> order = IntStream.range(0, pieces.size())
                .boxed()
                .sorted(Comparator.comparingLong(i -> pieces.get(i).size()))
                .toList();
        for (int i : order) {
            one(i + 1, pieces.get(i), deflated.get(i));
        }
    }

    private void one(int number, PlainPart piece, boolean deflated) throws IOException {
        if (ContentCipher.encryptedLength(content, piece.size()) <= room) {
            ByteArrayOutputStream out = new ByteArrayOutputStream((int) piece.size() + TAG);
            try (InputStream in = piece.open(deflated)) {
                ContentCipher.encrypt(contentKey, content, number, in, out);
            }
            if (out.size() <= room) {
                ride(number, piece.mediaType(), out.toByteArray());
                return;
            }
        }
        try (NewPart part = store.create();
                InputStream in = piece.open(deflated)) {
            long size = ContentCipher.encrypt(contentKey, content, number, in, part);
            parts.put(number, new Part(number, part.finish(), size, piece.mediaType(), true));
        }
    }

    private void ride(int number, @Nullable String mediaType, byte[] bytes) {
        room -= bytes.length;
        inline.put(number, bytes);
        parts.put(number, new Part(number, Digest.sha256(bytes), bytes.length, mediaType, false));
    }

    List<Part> parts() {
        return new ArrayList<>(parts.values());
    }

    Map<Integer, byte[]> inline() {
        return inline;
    }

    /** Nothing of it is left in the store. */
    void discard() {
        parts.values().stream().filter(Part::stored).map(Part::digest).forEach(store::delete);
    }
}
