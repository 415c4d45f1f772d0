package vn.antin.door.soap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Base64;

/** Builds envelopes as foreign software writes them. */
final class Envelopes {

    static final String MTOM = "multipart/related; type=\"application/xop+xml\"; start=\"<root>\"; "
            + "start-info=\"text/xml\"; boundary=\"frontier\"";

    private static final String NS = "xmlns=\"urn:antin:documents:1\"";

    private Envelopes() {}

    /** A part of a multipart body: its raw headers and its content. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Part(String headers, byte[] content) {

        static Part root(String message) {
            return new Part(
                    "Content-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"\r\nContent-ID: <root>",
                    eleven(message).getBytes(UTF_8));
        }

        static Part file(String id, byte[] content) {
            return new Part(
                    "Content-Type: application/pdf\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <" + id + ">",
                    content);
        }
    }

    static String eleven(String message) {
        return envelope("http://schemas.xmlsoap.org/soap/envelope/", "", message);
    }

    static String twelve(String message) {
        return envelope("http://www.w3.org/2003/05/soap-envelope", "", message);
    }

    static String envelope(String soap, String header, String message) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<e:Envelope xmlns:e=\"" + soap + "\">" + header + "<e:Body>"
                + message + "</e:Body></e:Envelope>";
    }

    /** One message of documents.xsd. */
    static String message(String name, String fields) {
        return "<" + name + " " + NS + ">" + fields + "</" + name + ">";
    }

    static String submit(String letter) {
        return message("SubmitDocument", "<letter>" + letter + "</letter>");
    }

    static String inline(String name, byte[] content) {
        return "<file><name>" + name + "</name><mediaType>application/pdf</mediaType><content>"
                + Base64.getEncoder().encodeToString(content) + "</content></file>";
    }

    static String included(String name, String href) {
        return "<file><name>" + name + "</name><content><xop:Include "
                + "xmlns:xop=\"http://www.w3.org/2004/08/xop/include\" href=\"" + href + "\"/></content></file>";
    }

    static byte[] multipart(Part... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Part part : parts) {
            out.writeBytes(("--frontier\r\n" + part.headers() + "\r\n\r\n").getBytes(UTF_8));
            out.writeBytes(part.content());
            out.writeBytes("\r\n".getBytes(UTF_8));
        }
        out.writeBytes("--frontier--\r\n".getBytes(UTF_8));
        return out.toByteArray();
    }
}
