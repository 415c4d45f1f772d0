package vn.antin.edxml;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * A package less its base64 texts, with what it takes to make it again byte for byte from the decoded parts. That it
 * does was tried when it was made; a package that cannot be made again has no holes and travels whole, as one part.
 */
public final class Skeleton {

    private final boolean reproducible;
    private final Digest digest;
    private final int length;
    private final Template template;

    Skeleton(boolean reproducible, Digest digest, int length, Template template) {
        this.reproducible = reproducible;
        this.digest = digest;
        this.length = length;
        this.template = template;
    }

    /** Takes the base64 texts out, and makes sure that they can be put back. */
    public static Skeleton of(EdxmlPackage edxml) {
        byte[] raw = edxml.raw();
        Digest digest = Digest.sha256(raw);
        List<Span> spans = EncodedTexts.in(raw);
        List<Recipe> recipes =
                spans.stream().flatMap(span -> Recipe.of(raw, span).stream()).toList();
        if (spans.size() == edxml.attachments().size() && recipes.size() == spans.size()) {
            Skeleton skeleton = new Skeleton(true, digest, raw.length, Template.of(raw, spans, recipes));
            if (skeleton.remakes(edxml)) {
                return skeleton;
            }
        }
        return new Skeleton(false, digest, raw.length, new Template(new byte[0], List.of()));
    }

    /** Of a template of ours and the contents for its holes, which are read once. */
    static Skeleton of(Template template, List<? extends Source> parts) throws IOException {
        DigestingOutput measured = new DigestingOutput(OutputStream.nullOutputStream(), Integer.MAX_VALUE);
        template.fill(parts, measured);
        return new Skeleton(true, measured.digest(), (int) measured.count(), template);
    }

    private boolean remakes(EdxmlPackage edxml) {
        try {
            rebuild(sources(parts(edxml)), OutputStream.nullOutputStream());
            return true;
        } catch (Refused different) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the form that {@link #write} makes; anything else is refused. */
    public static Skeleton read(byte[] form) {
        return SkeletonForm.read(form);
    }

    /** A compact form that is the same for the same skeleton. */
    public byte[] write() {
        return SkeletonForm.write(this);
    }

    /** Whether the package is made again from decoded parts, rather than carried whole. */
    public boolean reproducible() {
        return reproducible;
    }

    /** How many parts it takes. */
    public int partCount() {
        return reproducible ? template.holes().size() : 1;
    }

    /** The SHA-256 of the package. */
    public Digest digest() {
        return digest;
    }

    /** How many bytes the package has. */
    public int length() {
        return length;
    }

    Template template() {
        return template;
    }

    /** What travels beside the skeleton, in the order that rebuilding wants. */
    public List<byte[]> parts(EdxmlPackage edxml) {
        return reproducible
                ? edxml.attachments().stream()
                        .sorted(Comparator.comparingInt(EdxmlAttachment::place))
                        .map(EdxmlAttachment::decoded)
                        .toList()
                : List.of(edxml.raw());
    }

    /** The package with one byte in place of each content: what it says, without what it carries. */
    public byte[] hollow() {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        try {
            template.fill(sources(Collections.nCopies(template.holes().size(), new byte[1])), raw);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return raw.toByteArray();
    }

    /** The package, byte for byte; refused if these are not its parts. */
    public byte[] rebuild(List<byte[]> parts) {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        try {
            rebuild(sources(parts), raw);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return raw.toByteArray();
    }

    /**
     * Writes the package without holding it. What was written counts only when this returns: whether the parts were
     * the right ones shows at the end, and is refused then.
     */
    public void rebuild(List<? extends Source> parts, OutputStream out) throws IOException {
        if (parts.size() != partCount()) {
            throw new Refused(Fault.PART_DIGEST, Integer.toString(parts.size()));
        }
        DigestingOutput measured = new DigestingOutput(out, length);
        if (reproducible) {
            template.fill(parts, measured);
        } else {
            try (var in = parts.get(0).open()) {
                in.transferTo(measured);
            }
        }
        if (!measured.digest().equals(digest)) {
            throw new Refused(Fault.PART_DIGEST, digest.hex());
        }
    }

    private static List<Source> sources(List<byte[]> parts) {
        return parts.stream()
                .<Source>map(part -> () -> new ByteArrayInputStream(part))
                .toList();
    }
}
