package vn.antin.edxml;

import java.nio.charset.StandardCharsets;
import javax.xml.XMLConstants;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Writes elements with the prefix {@code edXML}, because some recipients match the prefix instead of the namespace. An
 * element of another namespace declares its own.
 */
final class PrefixedText extends DefaultHandler {

    private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    private int depth;
    private boolean childEnded;

    byte[] bytes() {
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes) {
        newLine();
        text.append('<').append(name(uri, localName));
        if (!uri.equals(Element.NAMESPACE)) {
            attribute(uri.isEmpty() ? "" : "xmlns:x", uri);
        } else if (depth == 0) {
            attribute("xmlns:edXML", uri);
        }
        for (int i = 0; i < attributes.getLength(); i++) {
            attribute(attributes, i);
        }
        text.append('>');
        depth++;
        childEnded = false;
    }

    @Override
    public void characters(char[] ch, int start, int length) {
        escape(new String(ch, start, length), false);
    }

    @Override
    public void endElement(String uri, String localName, String qName) {
        depth--;
        if (childEnded) {
            newLine();
        }
        text.append("</").append(name(uri, localName)).append('>');
        childEnded = true;
    }

    private void attribute(Attributes attributes, int i) {
        String uri = attributes.getURI(i);
        if (uri.isEmpty()) {
            attribute(attributes.getLocalName(i), attributes.getValue(i));
        } else if (uri.equals(XMLConstants.XML_NS_URI)) {
            attribute("xml:" + attributes.getLocalName(i), attributes.getValue(i));
        } else {
            attribute("xmlns:a" + i, uri);
            attribute("a" + i + ":" + attributes.getLocalName(i), attributes.getValue(i));
        }
    }

    private void attribute(String name, String value) {
        if (!name.isEmpty()) {
            text.append(' ').append(name).append("=\"");
            escape(value, true);
            text.append('"');
        }
    }

    private void newLine() {
        text.append('\n').append("  ".repeat(depth));
    }

    private static String name(String uri, String localName) {
        String prefix = uri.isEmpty() ? "" : uri.equals(Element.NAMESPACE) ? "edXML:" : "x:";
        return prefix + localName;
    }

    private void escape(String value, boolean quoted) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '\r' -> text.append("&#13;");
                case '"' -> text.append(quoted ? "&quot;" : "\"");
                case '\n', '\t' -> text.append(quoted ? "&#" + (int) c + ";" : String.valueOf(c));
                default -> text.append(c);
            }
        }
    }
}
