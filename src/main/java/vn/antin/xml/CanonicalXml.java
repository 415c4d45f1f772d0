package vn.antin.xml;

import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Unmarshaller;
import java.nio.CharBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Converts between bytes and the JAXB classes of {@code schemas/}: writes exclusive canonical form, reads through
 * {@link SafeXml}.
 */
public final class CanonicalXml {

    private static final Map<Class<?>, JAXBContext> CONTEXTS = new ConcurrentHashMap<>();

    private CanonicalXml() {}

    /** The exclusive canonical form (without comments) of an object of one of our schemas, which have no prefixes. */
    public static byte[] write(Object root) {
        try {
            var events = new Events();
            context(root.getClass()).createMarshaller().marshal(root, events);
            return events.text.bytes();
        } catch (JAXBException e) {
            throw new IllegalStateException("an object of our own schemas can be written: " + root.getClass(), e);
        }
    }

    /**
     * Reads an object; refuses, with this fault, another root, an unknown element and a value of the wrong type. Text
     * between elements and unknown attributes are ignored: a caller that requires canonical form compares with {@link
     * #write}.
     */
    public static <T> T read(byte[] xml, Class<T> type, Fault onBad) {
        return read(xml, type, onBad, SafeXml.XmlLimits.SEALED);
    }

    /** The same with limits other than those of sealed XML. */
    public static <T> T read(byte[] xml, Class<T> type, Fault onBad, SafeXml.XmlLimits limits) {
        XMLStreamReader reader = SafeXml.stream(xml, limits);
        try {
            Unmarshaller unmarshaller = context(type).createUnmarshaller();
            unmarshaller.setEventHandler(event -> false);
            Object root = unmarshaller.unmarshal(reader);
            while (reader.hasNext()) {
                reader.next();
            }
            if (type.isInstance(root)) {
                return type.cast(root);
            }
        } catch (Refused e) {
            throw e;
        } catch (JAXBException | XMLStreamException | RuntimeException e) {
            // bad numbers and bad base64 leave the unmarshaller as many kinds of runtime exceptions
            throw new Refused(onBad, e, type.getSimpleName());
        }
        throw new Refused(onBad, type.getSimpleName());
    }

    private static JAXBContext context(Class<?> type) {
        return CONTEXTS.computeIfAbsent(type, missing -> {
            try {
                return JAXBContext.newInstance(missing);
            } catch (JAXBException e) {
                throw new IllegalStateException("no XML class: " + missing, e);
            }
        });
    }

    /** Receives the events of a marshaller; all elements share one namespace, attributes have none. */
    private static final class Events extends DefaultHandler {

        private final CanonicalText text = new CanonicalText(2048);
        private String namespace = "";

        @Override
        public void startElement(String uri, String name, String prefixed, Attributes attributes) {
            text.start(name);
            if (!uri.equals(namespace)) {
                if (!namespace.isEmpty()) {
                    throw new IllegalStateException("a second namespace: " + uri);
                }
                namespace = uri;
                text.attribute("xmlns", uri);
            }
            IntStream.range(0, attributes.getLength())
                    .mapToObj(attributes::getLocalName)
                    .sorted()
                    .forEach(attribute -> text.attribute(attribute, attributes.getValue("", attribute)));
            text.inside();
        }

        @Override
        public void characters(char[] chars, int start, int length) {
            text.text(CharBuffer.wrap(chars, start, length));
        }

        @Override
        public void endElement(String uri, String name, String prefixed) {
            text.end(name);
        }
    }
}
