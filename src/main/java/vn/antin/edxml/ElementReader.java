package vn.antin.edxml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.SafeXml;

/** Parses a package into elements; it decodes base64 while reading, so that no text of an attachment is kept. */
final class ElementReader {

    static final String ENCODED = "ContentTransferEncoded";

    private final XMLStreamReader events;
    private final Deque<OpenElement> open = new ArrayDeque<>();
    private int places;

    /** An element whose end tag was not read yet. */
    private record OpenElement(
            String namespace,
            String name,
            List<Element.Attribute> attributes,
            List<Element> children,
            StringBuilder text,
            Base64Text base64) {

        boolean encoded() {
            return name.equals(ENCODED) && namespace.equals(Element.NAMESPACE);
        }
    }

    private ElementReader(XMLStreamReader events) {
        this.events = events;
    }

    /** The root element of a text within these limits, which is read to its end. */
    static Element read(byte[] xml, SafeXml.XmlLimits limits) {
        try {
            return new ElementReader(SafeXml.stream(xml, limits)).root();
        } catch (XMLStreamException e) {
            throw SafeXml.malformed(e);
        }
    }

    private Element root() throws XMLStreamException {
        Element root = null;
        while (events.hasNext()) {
            switch (events.next()) {
                case XMLStreamConstants.START_ELEMENT -> open.push(begin());
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text();
                case XMLStreamConstants.END_ELEMENT -> {
                    Element ended = end(open.pop());
                    if (open.isEmpty()) {
                        root = ended;
                    } else {
                        open.element().children.add(ended);
                    }
                }
                default -> {
                    // comments and processing instructions are ignored
                }
            }
        }
        if (root == null) {
            throw new Refused(Fault.XML_MALFORMED, "0:0");
        }
        return root;
    }

    private OpenElement begin() {
        List<Element.Attribute> attributes = new ArrayList<>();
        for (int i = 0; i < events.getAttributeCount(); i++) {
            attributes.add(new Element.Attribute(
                    orEmpty(events.getAttributeNamespace(i)),
                    events.getAttributeLocalName(i),
                    events.getAttributeValue(i)));
        }
        return new OpenElement(
                orEmpty(events.getNamespaceURI()),
                events.getLocalName(),
                attributes,
                new ArrayList<>(),
                new StringBuilder(),
                new Base64Text());
    }

    private void text() {
        OpenElement current = open.peek();
        if (current == null) {
            return;
        }
        if (current.encoded()) {
            current.base64.add(events.getTextCharacters(), events.getTextStart(), events.getTextLength());
        } else {
            current.text.append(events.getTextCharacters(), events.getTextStart(), events.getTextLength());
        }
    }

    private Element end(OpenElement ended) {
        Optional<Element.DecodedContent> content = Optional.empty();
        if (ended.encoded() && !ended.base64.blank()) {
            content = Optional.of(new Element.DecodedContent(ended.base64.decoded(), places++, ended.base64.intact()));
        }
        String text = ended.text.toString().strip();
        return new Element(
                ended.namespace,
                ended.name,
                ended.attributes,
                ended.children,
                text.equalsIgnoreCase("null") ? "" : text,
                content);
    }

    private static String orEmpty(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
