package vn.antin.edxml;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * A package without its base64 texts, with the layouts needed to rebuild it byte for byte from the decoded parts.
 * Rebuilding was tried when it was made; a package that cannot be rebuilt has no holes and is carried whole, as one
 * part.
 */
public final class Skeleton {

    /** Without a declaration a text is in UTF-8; a byte order mark is not accepted here. */
    private static final Pattern UTF_8 = Pattern.compile(
            "<[A-Za-z]|<\\?xml version=([\"'])1\\.0\\1 encoding=([\"'])utf-8\\2( standalone=([\"'])(yes|no)\\4)? ?\\?>",
            Pattern.CASE_INSENSITIVE);

    private static final int BEGINNING = 80;

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

    /** Removes the base64 texts and checks that the package can be rebuilt. */
    public static Skeleton of(EdxmlPackage edxml) {
        byte[] raw = edxml.raw();
        Digest digest = Digest.sha256(raw);
        List<Span> spans = EncodedTexts.in(raw);
        List<Recipe> recipes =
                spans.stream().flatMap(span -> Recipe.of(raw, span).stream()).toList();
        if (spans.size() == edxml.attachments().size() && recipes.size() == spans.size()) {
            Skeleton skeleton = new Skeleton(true, digest, raw.length, Template.of(raw, spans, recipes));
            if (skeleton.isRebuilt(edxml)) {
                return skeleton;
            }
        }
        return new Skeleton(false, digest, raw.length, new Template(new byte[0], List.of()));
    }

    /** A skeleton for a template of this bus; reads the contents for its holes once. */
    static Skeleton of(Template template, List<? extends Source> parts) throws IOException {
        DigestingOutput measured = new DigestingOutput(OutputStream.nullOutputStream(), Integer.MAX_VALUE);
        template.fill(parts, measured);
        return new Skeleton(true, measured.digest(), (int) measured.count(), template);
    }

    private boolean isRebuilt(EdxmlPackage edxml) {
        try {
            rebuild(sources(parts(edxml)), OutputStream.nullOutputStream());
            return true;
        } catch (Refused different) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what {@link #write} made; anything else is refused. */
    public static Skeleton read(byte[] form) {
        return SkeletonForm.read(form);
    }

    /** A compact form, the same for the same skeleton. */
    public byte[] write() {
        return SkeletonForm.write(this);
    }

    /** Whether the package is rebuilt from decoded parts instead of carried whole. */
    public boolean reproducible() {
        return reproducible;
    }

    /** Number of parts needed. */
    public int partCount() {
        return reproducible ? template.holes().size() : 1;
    }

    /** SHA-256 of the package. */
    public Digest digest() {
        return digest;
    }

    /** Length of the package in bytes. */
    public int length() {
        return length;
    }

    Template template() {
        return template;
    }

    /** The parts to carry, in the order that {@link #rebuild} needs. */
    public List<byte[]> parts(EdxmlPackage edxml) {
        return reproducible
                ? edxml.attachments().stream()
                        .sorted(Comparator.comparingInt(EdxmlAttachment::place))
                        .map(EdxmlAttachment::decoded)
                        .toList()
                : List.of(edxml.raw());
    }

    /** The package with one byte in place of each content. */
    public byte[] hollow() {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        try {
            template.fill(sources(Collections.nCopies(template.holes().size(), new byte[1])), raw);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return raw.toByteArray();
    }

    /**
     * The package as read, with one byte in place of each content: a reader of the whole package finds the same header,
     * and the same attachments in the same order. Empty when that is not certain, because the text is not plainly in
     * UTF-8, a hole is not the whole text of one attachment, or a hole within CDATA is spaced by references.
     *
     * @throws Refused what a reader of the package refuses
     */
    public Optional<EdxmlPackage> outline() {
        byte[] hollow = hollow();
        List<Recipe> recipes = template.holes().stream().map(Hole::recipe).toList();
        List<Span> texts = EncodedTexts.in(hollow);
        boolean cdata = new String(hollow, StandardCharsets.ISO_8859_1).contains("<![CDATA[");
        if (!reproducible
                || !UTF_8.matcher(beginning(hollow)).lookingAt()
                || texts.size() != recipes.size()
                || !template.isSame(Template.of(hollow, texts, recipes))
                || (cdata && recipes.stream().anyMatch(Recipe::hasReferences))) {
            return Optional.empty();
        }
        EdxmlPackage read = EdxmlReader.read(hollow);
        long attachments = read.attachments().stream()
                .map(EdxmlAttachment::place)
                .distinct()
                .count();
        return attachments == recipes.size() ? Optional.of(read) : Optional.empty();
    }

    private static String beginning(byte[] text) {
        return new String(text, 0, Math.min(text.length, BEGINNING), StandardCharsets.ISO_8859_1);
    }

    /**
     * The package, byte for byte.
     *
     * @throws Refused if these are not its parts
     */
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
     * Streams the package. The output is valid only when this returns: wrong parts are detected and refused at the end.
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
