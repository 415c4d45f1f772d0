package vn.antin.seal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.namespace.QName;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Strict reading of elements: an unexpected attribute, child or text is refused. */
final class StrictElement {

    private static final String XMLNS = "http://www.w3.org/2000/xmlns/";

    private StrictElement() {}

    static QName name(Node element) {
        return new QName(element.getNamespaceURI(), element.getLocalName());
    }

    /** The child elements, which must be these in this order, with only white space between them. */
    static List<Element> children(Element parent, QName... expected) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                found.add(element);
            } else if (!node.getNodeValue().isBlank()) {
                throw refused(parent);
            }
        }
        if (!found.stream().map(StrictElement::name).toList().equals(Arrays.asList(expected))) {
            throw refused(parent);
        }
        return found;
    }

    static Element child(Element parent, QName expected) {
        return children(parent, expected).get(0);
    }

    /** Requires exactly these attributes, without a namespace; namespace declarations are ignored. */
    static void attributes(Element element, String... expected) {
        Set<String> found = new TreeSet<>();
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Attr attribute = (Attr) attributes.item(i);
            if (!XMLNS.equals(attribute.getNamespaceURI())) {
                found.add(attribute.getName());
            }
        }
        if (!found.equals(Set.of(expected))) {
            throw refused(element);
        }
    }

    static void attribute(Element element, String name, String value) {
        if (!element.getAttribute(name).equals(value)) {
            throw refused(element);
        }
    }

    /** Requires an empty element that names this algorithm without parameters. */
    static void algorithm(Element element, String uri) {
        attributes(element, "Algorithm");
        children(element);
        if (!element.getAttribute("Algorithm").equals(uri)) {
            throw new Refused(Fault.SEAL_ALGORITHM, element.getAttribute("Algorithm"));
        }
    }

    static String text(Element element) {
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeType() != Node.TEXT_NODE) {
                throw refused(element);
            }
        }
        return element.getTextContent();
    }

    /** Base64 in its canonical form, line breaks allowed. */
    static byte[] base64(Element element) {
        attributes(element);
        String text = text(element).replaceAll("[ \t\r\n]", "");
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length > 0 && SealXml.base64(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new Refused(Fault.SEAL_STRUCTURE, e, element.getNodeName());
        }
        throw refused(element);
    }

    static Digest digest(Element method, Element value) {
        algorithm(method, SealXml.SHA256);
        byte[] bytes = base64(value);
        if (bytes.length != Digest.LENGTH) {
            throw refused(value);
        }
        return Digest.of(bytes);
    }

    static Refused refused(Element element) {
        return new Refused(Fault.SEAL_STRUCTURE, element.getNodeName());
    }
}
