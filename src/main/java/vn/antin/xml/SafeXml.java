package vn.antin.xml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;
import org.w3c.dom.Document;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The only class that builds XML parsers. It refuses document types and external entities, and limits size and nesting.
 */
public final class SafeXml {

    /**
     * The limits of one document: bytes, depth, elements, and for each element attributes, namespaces and name length.
     */
    public record XmlLimits(int bytes, int depth, int elements, int attributes, int namespaces, int nameLength) {

        /** Limits for what this bus writes itself. */
        public static final XmlLimits SEALED = new XmlLimits(4 << 20, 64, 100_000, 32, 16, 256);

        /** Limits for packages of other software, whose attachments are inside the XML. */
        public static XmlLimits packages(int bytes) {
            return new XmlLimits(bytes, 64, 100_000, 32, 16, 256);
        }
    }

    // one for each thread: they are expensive to make and not guaranteed to be thread-safe
    private static final ThreadLocal<XMLInputFactory> STREAMS = ThreadLocal.withInitial(SafeXml::streams);
    private static final ThreadLocal<DocumentBuilder> TREES = ThreadLocal.withInitial(SafeXml::trees);

    private SafeXml() {}

    /** A non-coalescing event reader over the whole text; the caller enforces limits. */
    public static XMLStreamReader stream(byte[] xml) {
        Utf8.check(xml);
        try {
            return STREAMS.get().createXMLStreamReader(new ByteArrayInputStream(xml));
        } catch (XMLStreamException e) {
            throw malformed(e);
        }
    }

    /** The refusal of a text in which a reader found this. */
    public static Refused malformed(XMLStreamException e) {
        return new Refused(Fault.XML_MALFORMED, e, position(e));
    }

    private static XMLInputFactory streams() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        return factory;
    }

    /** Reads the text once to its end; refuses malformed XML, a document type, and anything beyond the limits. */
    public static void scan(byte[] xml, XmlLimits limits) {
        XMLStreamReader reader = stream(xml, limits);
        try {
            while (reader.hasNext()) {
                reader.next();
            }
        } catch (XMLStreamException e) {
            throw malformed(e);
        }
    }

    /** An event reader that refuses a document type, an entity and anything beyond the limits when it reaches them. */
    public static XMLStreamReader stream(byte[] xml, XmlLimits limits) {
        if (xml.length > limits.bytes()) {
            throw new Refused(Fault.TOO_LARGE, Long.toString(xml.length), Integer.toString(limits.bytes()));
        }
        return new Guarded(stream(xml), limits);
    }

    /** Enforces the limits while reading; text, comments and instructions are limited by the bytes. */
    private static final class Guarded extends StreamReaderDelegate {

        private final XmlLimits limits;
        private int depth;
        private int elements;

        Guarded(XMLStreamReader reader, XmlLimits limits) {
            super(reader);
            this.limits = limits;
        }

        @Override
        public int next() throws XMLStreamException {
            int event = super.next();
            switch (event) {
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> throw new Refused(Fault.XML_DTD);
                case XMLStreamConstants.START_ELEMENT -> check(getParent(), limits, ++depth, ++elements);
                case XMLStreamConstants.END_ELEMENT -> depth--;
                default -> {
                    // nothing to count
                }
            }
            return event;
        }
    }

    private static void check(XMLStreamReader reader, XmlLimits limits, int depth, int elements) {
        if (depth > limits.depth()) {
            throw new Refused(Fault.XML_TOO_DEEP, Integer.toString(limits.depth()));
        }
        if (elements > limits.elements()
                || reader.getAttributeCount() > limits.attributes()
                || reader.getNamespaceCount() > limits.namespaces()
                || reader.getLocalName().length() > limits.nameLength()) {
            throw new Refused(Fault.XML_TOO_MANY, Integer.toString(limits.elements()));
        }
    }

    /** A namespace-aware DOM tree of a text that passed {@link #scan}. */
    public static Document parse(byte[] xml, XmlLimits limits) {
        scan(xml, limits);
        try {
            return TREES.get().parse(new ByteArrayInputStream(xml));
        } catch (SAXException e) {
            throw new Refused(Fault.XML_MALFORMED, e, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("reading XML from memory", e);
        }
    }

    private static DocumentBuilder trees() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Strict());
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every Java platform has these features", e);
        }
    }

    private static String position(XMLStreamException e) {
        return e.getLocation() == null
                ? "0:0"
                : e.getLocation().getLineNumber() + ":" + e.getLocation().getColumnNumber();
    }

    /** Ends the reading at every error and prints nothing. */
    private static final class Strict implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {
            // a warning leaves the tree as it is
        }

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
