package vn.antin.edxml;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** A text with holes to fill with base64. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Template(byte[] text, List<Hole> holes) {

    /** Bytes encoded at once: without a rest for the next, and enough for the processor's own instructions. */
    static final int BLOCK = 12 << 10;

    Template {
        holes = List.copyOf(holes);
        int before = 0;
        for (Hole hole : holes) {
            if (hole.at() < before || hole.at() > text.length) {
                throw new Refused(Fault.ENVELOPE_FORM, "hole");
            }
            before = hole.at();
        }
    }

    boolean isSame(Template other) {
        return Arrays.equals(text, other.text) && holes.equals(other.holes);
    }

    /** Cuts a hole for each base64 text; there are as many recipes as texts. */
    static Template of(byte[] raw, List<Span> encoded, List<Recipe> recipes) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        List<Hole> holes = new ArrayList<>();
        int copied = 0;
        for (int i = 0; i < encoded.size(); i++) {
            Span span = encoded.get(i);
            text.write(raw, copied, span.from() - copied);
            holes.add(new Hole(text.size(), recipes.get(i)));
            copied = span.to();
        }
        text.write(raw, copied, raw.length - copied);
        return new Template(text.toByteArray(), holes);
    }

    /** Writes the text with all holes filled; there are as many parts as holes. */
    void fill(List<? extends Source> parts, OutputStream out) throws IOException {
        int written = 0;
        for (int i = 0; i < holes.size(); i++) {
            Hole hole = holes.get(i);
            out.write(text, written, hole.at() - written);
            written = hole.at();
            encode(parts.get(i), hole.recipe(), out);
        }
        out.write(text, written, text.length - written);
    }

    private static void encode(Source part, Recipe recipe, OutputStream out) throws IOException {
        Base64.Encoder encoder =
                recipe.padded() ? Base64.getEncoder() : Base64.getEncoder().withoutPadding();
        out.write(recipe.leading().getBytes(StandardCharsets.ISO_8859_1));
        try (InputStream in = part.open()) {
            Lines lines = new Lines(out, recipe);
            byte[] bytes = new byte[BLOCK];
            byte[] letters = new byte[BLOCK / 3 * 4];
            int count;
            do {
                // Less than a block only at the end, which some readers find once.
                count = in.readNBytes(bytes, 0, BLOCK);
                byte[] block = count == BLOCK ? bytes : Arrays.copyOf(bytes, count);
                lines.write(letters, 0, encoder.encode(block, letters));
            } while (count == BLOCK);
        }
        out.write(recipe.trailing().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Breaks the output into lines; a separator is only written before another letter. */
    private static final class Lines extends OutputStream {

        private final OutputStream out;
        private final int length;
        private final byte[] separator;
        private int column;

        Lines(OutputStream out, Recipe recipe) {
            this.out = out;
            this.length = recipe.lineLength() == 0 ? Integer.MAX_VALUE : recipe.lineLength();
            this.separator = recipe.separator().getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public void write(int letter) throws IOException {
            write(new byte[] {(byte) letter}, 0, 1);
        }

        @Override
        public void write(byte[] letters, int from, int count) throws IOException {
            int at = from;
            while (at < from + count) {
                if (column == length) {
                    out.write(separator);
                    column = 0;
                }
                int fits = Math.min(length - column, from + count - at);
                out.write(letters, at, fits);
                at += fits;
                column = separator.length == 0 ? 0 : column + fits;
            }
        }
    }
}
