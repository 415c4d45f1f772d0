package vn.antin.edxml;

import java.util.List;
import java.util.Optional;
import org.xml.sax.helpers.AttributesImpl;

/** Writes MessageHeader and Bussiness as an XML text of their own, for the inner manifest. */
final class HeaderText {

    private HeaderText() {}

    static byte[] of(Element messageHeader, Element business) {
        Element root = business.blank()
                ? parent("edXMLHeader", messageHeader)
                : parent("edXMLHeader", messageHeader, parent("TraceHeaderList", business));
        PrefixedText text = new PrefixedText();
        write(root, text);
        return text.bytes();
    }

    private static Element parent(String name, Element... children) {
        return new Element(Element.NAMESPACE, name, List.of(), List.of(children), "", Optional.empty());
    }

    private static void write(Element element, PrefixedText text) {
        AttributesImpl attributes = new AttributesImpl();
        element.attributes()
                .forEach(a -> attributes.addAttribute(a.namespace(), a.name(), a.name(), "CDATA", a.value()));
        text.startElement(element.namespace(), element.name(), element.name(), attributes);
        element.children().forEach(child -> write(child, text));
        if (element.children().isEmpty()) {
            text.characters(element.text().toCharArray(), 0, element.text().length());
        }
        text.endElement(element.namespace(), element.name(), element.name());
    }
}
