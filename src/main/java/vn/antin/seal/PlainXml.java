package vn.antin.seal;

import java.util.HashSet;
import java.util.Set;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * A check that a tree has only elements, attributes and text, and no Id twice. Comments, processing instructions and
 * CDATA are refused, because readers disagree on a value that contains one.
 */
final class PlainXml {

    private final Set<String> ids = new HashSet<>();
    private int signatures;

    private PlainXml() {}

    /** Refuses a tree that is not plain; its depth was limited by the parser. */
    static PlainXml check(Document document) {
        PlainXml plain = new PlainXml();
        if (!"1.0".equals(document.getXmlVersion()) || document.getChildNodes().getLength() != 1) {
            throw new Refused(Fault.SEAL_STRUCTURE, "prolog");
        }
        plain.walk(document.getDocumentElement());
        return plain;
    }

    Set<String> ids() {
        return ids;
    }

    /** Number of signatures anywhere in the tree. */
    int signatures() {
        return signatures;
    }

    private void walk(Element element) {
        if (SealXml.DS.equals(element.getNamespaceURI()) && "Signature".equals(element.getLocalName())) {
            signatures++;
        }
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            note((Attr) attributes.item(i));
        }
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                walk(child);
            } else if (node.getNodeType() != Node.TEXT_NODE) {
                throw new Refused(Fault.SEAL_STRUCTURE, node.getNodeName());
            }
        }
    }

    private void note(Attr attribute) {
        if (attribute.getLocalName().equalsIgnoreCase("id") && !ids.add(attribute.getValue())) {
            throw new Refused(Fault.SEAL_STRUCTURE, attribute.getName());
        }
    }
}
