package vn.antin.edxml;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The byte form of a skeleton: four letters, the reproducible flag, digest and length of the package, the text, and the
 * holes. It comes from another node, so every length is checked against the bytes left, and each skeleton has exactly
 * one form.
 */
final class SkeletonForm {

    private static final byte[] LETTERS = {'A', 'S', 'K', '1'};
    private static final int MAX_HOLES = 10_000;

    private final ByteBuffer form;

    private SkeletonForm(ByteBuffer form) {
        this.form = form;
    }

    static byte[] write(Skeleton skeleton) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(LETTERS);
            out.writeBoolean(skeleton.reproducible());
            out.write(skeleton.digest().bytes());
            out.writeInt(skeleton.length());
            out.writeInt(skeleton.template().text().length);
            out.write(skeleton.template().text());
            out.writeInt(skeleton.template().holes().size());
            for (Hole hole : skeleton.template().holes()) {
                out.writeInt(hole.at());
                write(hole.recipe(), out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(Recipe recipe, DataOutputStream out) throws IOException {
        out.writeInt(recipe.lineLength());
        out.writeBoolean(recipe.padded());
        for (String space : List.of(recipe.leading(), recipe.separator(), recipe.trailing())) {
            out.writeShort(space.length());
            out.write(space.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    static Skeleton read(byte[] form) {
        try {
            return new SkeletonForm(ByteBuffer.wrap(form)).skeleton();
        } catch (BufferUnderflowException e) {
            throw new Refused(Fault.ENVELOPE_FORM, e, "skeleton");
        }
    }

    private Skeleton skeleton() {
        if (!Arrays.equals(bytes(LETTERS.length), LETTERS)) {
            throw malformed();
        }
        boolean reproducible = flag();
        Digest digest = Digest.of(bytes(Digest.LENGTH));
        int length = count(Integer.MAX_VALUE);
        byte[] text = bytes(count(form.remaining()));
        int holes = count(MAX_HOLES);
        List<Hole> read = new ArrayList<>();
        for (int i = 0; i < holes; i++) {
            read.add(new Hole(form.getInt(), recipe()));
        }
        if (form.hasRemaining() || (!reproducible && text.length + holes > 0)) {
            throw malformed();
        }
        return new Skeleton(reproducible, digest, length, new Template(text, read));
    }

    private Recipe recipe() {
        int lineLength = form.getInt();
        boolean padded = flag();
        return new Recipe(space(), lineLength, space(), space(), padded);
    }

    private String space() {
        int length = form.getShort();
        if (length < 0 || length > Recipe.MAX_SPACE) {
            throw malformed();
        }
        return new String(bytes(length), StandardCharsets.ISO_8859_1);
    }

    private boolean flag() {
        byte flag = form.get();
        if (flag != 0 && flag != 1) {
            throw malformed();
        }
        return flag == 1;
    }

    private int count(int most) {
        int count = form.getInt();
        if (count < 0 || count > most) {
            throw malformed();
        }
        return count;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        form.get(bytes);
        return bytes;
    }

    private static Refused malformed() {
        return new Refused(Fault.ENVELOPE_FORM, "skeleton");
    }
}
