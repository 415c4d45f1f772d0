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

/**
 * Encrypts the parts of one document: small ones go inline with the envelope, as many as fit, the others to the part
 * store.
 */
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

    /** Encrypts part 0, the inner manifest, which is always inline. */
    void manifest(byte[] packed) {
        byte[] bytes = ContentCipher.encrypt(contentKey, content, 0, packed);
        if (bytes.length > inlineBytes) {
            throw new Refused(Fault.TOO_LARGE, Integer.toString(bytes.length), Integer.toString(inlineBytes));
        }
        addInline(0, null, bytes);
    }

    /** Encrypts the other parts, the smallest first, so that most of them fit inline. */
    void plainParts(List<PlainPart> plainParts, List<Boolean> deflated) throws IOException {
        List<Integer> order = IntStream.range(0, plainParts.size())
                .boxed()
                .sorted(Comparator.comparingLong(i -> plainParts.get(i).size()))
                .toList();
        for (int i : order) {
            part(i + 1, plainParts.get(i), deflated.get(i));
        }
    }

    private void part(int number, PlainPart plain, boolean deflated) throws IOException {
        if (ContentCipher.encryptedLength(content, plain.size()) <= room) {
            ByteArrayOutputStream out = new ByteArrayOutputStream((int) plain.size() + TAG);
            try (InputStream in = plain.open(deflated)) {
                ContentCipher.encrypt(contentKey, content, number, in, out);
            }
            if (out.size() <= room) {
                addInline(number, plain.mediaType(), out.toByteArray());
                return;
            }
        }
        try (NewPart stored = store.create();
                InputStream in = plain.open(deflated)) {
            long size = ContentCipher.encrypt(contentKey, content, number, in, stored);
            parts.put(number, new Part(number, stored.finish(), size, plain.mediaType(), true));
        }
    }

    private void addInline(int number, @Nullable String mediaType, byte[] bytes) {
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

    /** Deletes the parts from the store. */
    void discard() {
        parts.values().stream().filter(Part::stored).map(Part::digest).forEach(store::delete);
    }
}
