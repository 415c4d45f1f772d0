package vn.antin.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes XML of any size to a stream, element by element. */
final class ArchiveXml {

    private static final Pattern NOT_XML =
            Pattern.compile("[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

    private final XMLStreamWriter xml;

    private ArchiveXml(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** Writes one document. */
    static void write(OutputStream out, XmlContent body) {
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            ArchiveXml text = new ArchiveXml(xml);
            body.write(text);
            xml.writeEndDocument();
            xml.flush();
        } catch (XMLStreamException e) {
            throw failed(e);
        }
    }

    /** The content of a document. */
    @FunctionalInterface
    interface XmlContent {
        void write(ArchiveXml xml);
    }

    /** An error of the stream below is passed on as it is. */
    private static RuntimeException failed(XMLStreamException e) {
        return e.getNestedException() instanceof IOException io
                ? new UncheckedIOException(io)
                : new IllegalStateException(e);
    }

    /** Begins an element with attributes, names and values in turn; those with an empty value are left out. */
    ArchiveXml start(String element, String... attributes) {
        try {
            xml.writeCharacters("\n");
            xml.writeStartElement(element);
            for (int i = 0; i < attributes.length; i += 2) {
                if (!attributes[i + 1].isEmpty()) {
                    xml.writeAttribute(attributes[i], allowed(attributes[i + 1]));
                }
            }
            return this;
        } catch (XMLStreamException e) {
            throw failed(e);
        }
    }

    ArchiveXml end() {
        try {
            xml.writeEndElement();
            return this;
        } catch (XMLStreamException e) {
            throw failed(e);
        }
    }

    /** An element without content. */
    ArchiveXml empty(String element, String... attributes) {
        return start(element, attributes).end();
    }

    /** An element with text. */
    ArchiveXml element(String element, String text) {
        return start(element).text(text).end();
    }

    /** Text; characters that XML cannot hold become a replacement character. */
    ArchiveXml text(String text) {
        try {
            xml.writeCharacters(allowed(text));
            return this;
        } catch (XMLStreamException e) {
            throw failed(e);
        }
    }

    private static String allowed(String text) {
        return NOT_XML.matcher(text).replaceAll("\uFFFD");
    }
}
