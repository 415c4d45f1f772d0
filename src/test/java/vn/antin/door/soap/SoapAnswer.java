package vn.antin.door.soap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** A raw answer of the door, whose messages are validated against the contract. */
record SoapAnswer(
        int status, String type, Map<String, List<String>> headers, Element body, Map<String, byte[]> attachments) {

    private static final String OURS = "urn:antin:documents:1";
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"([^\"]+)\"");
    private static final Schema CONTRACT = contract();

    private static Schema contract() {
        try {
            return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(Path.of("schemas/documents.xsd").toFile());
        } catch (org.xml.sax.SAXException e) {
            throw new IllegalStateException("schemas/documents.xsd", e);
        }
    }

    static SoapAnswer of(HttpResponse<byte[]> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        Map<String, byte[]> attachments = new LinkedHashMap<>();
        byte[] envelope = response.body();
        Matcher boundary = BOUNDARY.matcher(type);
        if (type.startsWith("multipart/related") && boundary.find()) {
            List<String[]> parts = parts(new String(envelope, ISO_8859_1), boundary.group(1));
            envelope = parts.get(0)[1].getBytes(ISO_8859_1);
            parts.subList(1, parts.size()).forEach(part -> attachments.put(id(part[0]), part[1].getBytes(ISO_8859_1)));
        }
        if (type.contains("json")) {
            throw new AssertionError(response.statusCode() + " " + new String(envelope, UTF_8));
        }
        Element body = body(envelope);
        judge(body);
        return new SoapAnswer(response.statusCode(), type, response.headers().map(), body, attachments);
    }

    private static List<String[]> parts(String text, String boundary) {
        String[] pieces = text.split("\r\n--" + Pattern.quote(boundary), -1);
        if (!pieces[pieces.length - 1].startsWith("--")) {
            throw new AssertionError("the last boundary is missing");
        }
        List<String[]> parts = new ArrayList<>();
        for (int i = 1; i < pieces.length - 1; i++) {
            parts.add(pieces[i].split("\r\n\r\n", 2));
        }
        return parts;
    }

    private static String id(String headers) {
        Matcher id = Pattern.compile("(?i)Content-ID: <([^>]+)>").matcher(headers);
        return id.find() ? id.group(1) : "";
    }

    private static Element body(byte[] envelope) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(envelope));
            Element body = (Element) document.getDocumentElement().getLastChild();
            if (!"Body".equals(body.getLocalName())) {
                throw new AssertionError(new String(envelope, UTF_8));
            }
            return (Element) body.getFirstChild();
        } catch (IOException | org.xml.sax.SAXException | javax.xml.parsers.ParserConfigurationException e) {
            throw new AssertionError(new String(envelope, UTF_8), e);
        }
    }

    private static void judge(Element message) {
        Element ours = OURS.equals(message.getNamespaceURI())
                ? message
                : (Element) message.getElementsByTagNameNS(OURS, "Problem").item(0);
        if (ours == null) {
            throw new AssertionError("a fault without our detail: " + message.getTextContent());
        }
        try {
            Element copy = (Element) ours.cloneNode(true);
            NodeList includes = copy.getElementsByTagNameNS("http://www.w3.org/2004/08/xop/include", "Include");
            for (int i = includes.getLength() - 1; i >= 0; i--) {
                Node include = includes.item(i);
                include.getParentNode().removeChild(include);
            }
            CONTRACT.newValidator().validate(new DOMSource(copy));
        } catch (IOException | org.xml.sax.SAXException e) {
            throw new AssertionError(ours.getLocalName() + ": " + e.getMessage(), e);
        }
    }

    /** The texts of the elements of that name, in order. */
    List<String> all(String name) {
        NodeList found = body.getElementsByTagNameNS(OURS, name);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(found.item(i).getTextContent());
        }
        return texts;
    }

    String one(String name) {
        return all(name).isEmpty() ? "" : all(name).get(0);
    }

    boolean fault() {
        return "Fault".equals(body.getLocalName());
    }

    /** The stable code of a fault; empty for an answer. */
    String code() {
        return fault() ? one("code") : "";
    }

    /** The attachment that a content refers to. */
    byte[] content(int place) {
        NodeList includes = body.getElementsByTagNameNS("http://www.w3.org/2004/08/xop/include", "Include");
        String href = ((Element) includes.item(place)).getAttribute("href");
        String id = java.net.URLDecoder.decode(href.substring("cid:".length()), UTF_8);
        return attachments.getOrDefault(id, new byte[0]);
    }
}
