package vn.antin.edxml;

import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import vn.antin.xml.edxml.Attachment;
import vn.antin.xml.edxml.AttachmentEncoded;
import vn.antin.xml.edxml.Body;
import vn.antin.xml.edxml.EdXML;
import vn.antin.xml.edxml.Envelope;
import vn.antin.xml.edxml.Manifest;
import vn.antin.xml.edxml.Reference;

/**
 * Writes packages strictly: in the order of the schema, with the prefix everywhere, {@code cid:} on both sides, the
 * type of the file itself, and its bytes without a ZIP around them.
 */
public final class EdxmlWriter {

    /** Placeholder for each content until its position in the text is known. */
    private static final byte[] PLACEHOLDER = {0};

    private static final JAXBContext CONTEXT = context();

    private EdxmlWriter() {}

    /** The package as bytes, for files that fit into memory. */
    public static byte[] write(BusinessHeader header, List<EdxmlFile> files, Instant at) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write(header, files, at, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * A package that is laid out but not written.
     *
     * @param hollow the package as read, with attachments of one byte each
     * @param skeleton rebuilds the package from the contents of its files
     */
    public record LaidOut(EdxmlPackage hollow, Skeleton skeleton) {}

    /**
     * Lays a package out; reads the contents once, for its digest.
     *
     * @throws Refused when a reader would not accept it
     */
    public static LaidOut layOut(BusinessHeader header, List<EdxmlFile> files, Instant at) throws IOException {
        byte[] text = text(edxml(header, files, at));
        EdxmlPackage hollow = EdxmlReader.read(text, EdxmlLimits.DEFAULT, LocalDate.ofInstant(at, FieldReader.VIETNAM));
        return new LaidOut(
                hollow,
                Skeleton.of(
                        template(text, files),
                        files.stream().map(EdxmlFile::content).toList()));
    }

    /**
     * Streams a package.
     *
     * @throws Refused before the first byte when a reader would not accept it
     */
    public static void write(BusinessHeader header, List<EdxmlFile> files, Instant at, OutputStream out)
            throws IOException {
        byte[] text = text(edxml(header, files, at));
        EdxmlReader.read(text, EdxmlLimits.DEFAULT, LocalDate.ofInstant(at, FieldReader.VIETNAM));
        template(text, files).fill(files.stream().map(EdxmlFile::content).toList(), out);
    }

    private static Template template(byte[] text, List<EdxmlFile> files) {
        return Template.of(text, EncodedTexts.in(text), Collections.nCopies(files.size(), Recipe.ONE_LINE));
    }

    private static EdXML edxml(BusinessHeader header, List<EdxmlFile> files, Instant at) {
        EdXML edxml = new EdXML();
        edxml.setEdXMLEnvelope(new Envelope());
        edxml.getEdXMLEnvelope().setEdXMLHeader(new HeaderWriter(header).header(at));
        if (header.status().isEmpty()) {
            edxml.getEdXMLEnvelope().setEdXMLBody(new Body());
            edxml.getEdXMLEnvelope().getEdXMLBody().setEdXMLManifest(manifest(header, files));
        }
        if (!files.isEmpty()) {
            edxml.setAttachmentEncoded(new AttachmentEncoded());
            IntStream.range(0, files.size())
                    .mapToObj(i -> attachment(contentId(header, i), files.get(i)))
                    .forEach(edxml.getAttachmentEncoded().getAttachment()::add);
        }
        return edxml;
    }

    private static Manifest manifest(BusinessHeader header, List<EdxmlFile> files) {
        Manifest manifest = new Manifest();
        manifest.setVersion("1.0");
        IntStream.range(0, files.size())
                .mapToObj(i -> reference(contentId(header, i), files.get(i)))
                .forEach(manifest.getReference()::add);
        return manifest;
    }

    private static Reference reference(String contentId, EdxmlFile file) {
        Reference reference = new Reference();
        reference.setContentId(contentId);
        reference.setContentType(file.mediaType());
        reference.setAttachmentName(file.name());
        reference.setDescription(HeaderWriter.given(file.description()));
        return reference;
    }

    private static Attachment attachment(String contentId, EdxmlFile file) {
        Attachment attachment = new Attachment();
        attachment.setContentId(contentId);
        attachment.setAttachmentName(file.name());
        attachment.setDescription(HeaderWriter.given(file.description()));
        attachment.setContentType(file.mediaType());
        attachment.setContentTransferEncoded(PLACEHOLDER);
        return attachment;
    }

    /** Deterministic, so that the same package is written as the same bytes again. */
    private static String contentId(BusinessHeader header, int place) {
        String unique = header.from().code() + "\n" + header.documentId() + "\n" + place;
        return "cid:" + UUID.nameUUIDFromBytes(unique.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] text(EdXML edxml) {
        PrefixedText text = new PrefixedText();
        try {
            CONTEXT.createMarshaller().marshal(edxml, text);
        } catch (JAXBException e) {
            throw new IllegalStateException("writing XML to memory", e);
        }
        return text.bytes();
    }

    private static JAXBContext context() {
        try {
            return JAXBContext.newInstance(EdXML.class);
        } catch (JAXBException e) {
            throw new IllegalStateException("the classes of edxml.xsd", e);
        }
    }
}
