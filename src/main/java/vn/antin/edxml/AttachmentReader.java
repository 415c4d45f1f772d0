package vn.antin.edxml;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import vn.antin.envelope.Operation;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Matches the attachments of a package with the references in its manifest; both sides must be complete. */
final class AttachmentReader {

    private static final int MAX_NAME = 200;

    private final Element root;
    private final FieldReader fields;
    private final EdxmlLimits limits;
    private final ZipHabit zips;

    AttachmentReader(Element root, FieldReader fields, EdxmlLimits limits) {
        this.root = root;
        this.fields = fields;
        this.limits = limits;
        this.zips = new ZipHabit(limits.unzipped(), limits.ratio());
    }

    /** The attachments in the order of the manifest. */
    List<EdxmlAttachment> read(Operation operation) {
        List<Element> references = root.all("edXMLEnvelope/edXMLBody/edXMLManifest/Reference")
                .filter(reference -> !reference.blank())
                .toList();
        Map<String, Element> byContentId = byContentId();
        boolean mayLack = operation == Operation.RECALL || operation == Operation.STATUS;
        if (references.isEmpty() && byContentId.isEmpty() && !mayLack) {
            fields.missing("AttachmentEncoded/Attachment");
        }
        List<EdxmlAttachment> match = new ArrayList<>();
        for (Element reference : references) {
            String id = contentId(reference);
            Optional<Element> attachment = Optional.ofNullable(byContentId.remove(id));
            if (attachment.isPresent()) {
                match.add(match(id, reference, attachment.get()));
            } else if (!mayLack) {
                refuse(called(reference));
            }
        }
        byContentId.values().forEach(unannounced -> refuse(called(unannounced)));
        return match;
    }

    private Map<String, Element> byContentId() {
        List<Element> attachments = Stream.concat(
                        root.all("AttachmentEncoded/Attachment"),
                        root.all("edXMLEnvelope/AttachmentEncoded/Attachment"))
                .filter(attachment -> attachment
                        .first(ElementReader.ENCODED)
                        .flatMap(Element::content)
                        .isPresent())
                .toList();
        if (attachments.size() > limits.attachments()) {
            throw new Refused(Fault.TOO_MANY_PARTS, Integer.toString(limits.attachments()));
        }
        Map<String, Element> byContentId = new LinkedHashMap<>();
        for (Element attachment : attachments) {
            boolean twice = byContentId.put(contentId(attachment), attachment) != null;
            if (twice || attachment.all(ElementReader.ENCODED).count() > 1) {
                refuse(called(attachment));
            }
        }
        return byContentId;
    }

    private EdxmlAttachment match(String id, Element reference, Element attachment) {
        Element.DecodedContent content = attachment
                .first(ElementReader.ENCODED)
                .flatMap(Element::content)
                .orElseThrow();
        String name = either(reference, attachment, "AttachmentName");
        if (!content.intact()) {
            refuse(called(attachment));
        }
        if (name.isEmpty()) {
            fields.missing("Reference/AttachmentName");
        } else if (name.codePointCount(0, name.length()) > MAX_NAME) {
            fields.note(new Refused(Fault.FIELD_TOO_LONG, "Reference/AttachmentName", Integer.toString(MAX_NAME)));
        }
        return new EdxmlAttachment(
                id,
                name,
                either(reference, attachment, "ContentType"),
                either(reference, attachment, "Description"),
                content.bytes(),
                zips.undo(name, content.bytes()),
                content.place());
    }

    private void refuse(String attachment) {
        String beginning = attachment.substring(0, Math.min(attachment.length(), MAX_NAME));
        fields.note(new Refused(Fault.EDXML_ATTACHMENT, beginning));
    }

    private static String called(Element element) {
        String name = element.text("AttachmentName");
        return name.isEmpty() ? contentId(element) : name;
    }

    private static String either(Element reference, Element attachment, String field) {
        String announced = reference.text(field);
        return Normalizer.normalize(announced.isEmpty() ? attachment.text(field) : announced, Normalizer.Form.NFC);
    }

    private static String contentId(Element element) {
        String id = element.text("ContentId");
        return id.toLowerCase(Locale.ROOT).startsWith("cid:") ? id.substring("cid:".length()) : id;
    }
}
