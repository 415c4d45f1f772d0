package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.antin.endtoend.Attempt.Body;
import vn.antin.endtoend.Attempt.File;
import vn.antin.endtoend.Attempt.Letter;
import vn.antin.endtoend.Attempt.PackageAttempt;
import vn.antin.endtoend.Attempt.Said;
import vn.antin.endtoend.Attempt.Wire;

/**
 * Submits by SOAP with raw envelopes.
 *
 * @param twelve whether it uses SOAP 1.2 and sends its files as attachments
 */
record SoapHands(HttpClient client, URI door, String key, boolean twelve) implements Seen.Hands {

    private static final String ELEVEN = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String TWELVE = "http://www.w3.org/2003/05/soap-envelope";
    private static final List<String> ORDER =
            List.of("from", "to", "subject", "urgency", "documentId", "number", "notation", "promulgated", "typeName");

    @Override
    public Seen hand(Attempt attempt, String language) throws Exception {
        if (attempt instanceof Letter letter) {
            return letter(letter, language);
        }
        if (attempt instanceof PackageAttempt one) {
            String content = "<package>" + included("f0") + "</package>";
            return parts(envelope(submit("", content)), Map.of("f0", one.edxml()), one.wire(), language);
        }
        if (attempt instanceof Body body) {
            byte[] bytes = new String(body.bytes(), UTF_8)
                    .replace(ELEVEN, twelve ? TWELVE : ELEVEN)
                    .getBytes(UTF_8);
            return seen(post(bytes, type(), body.wire(), language));
        }
        Said said = (Said) attempt;
        String name = switch (said.call()) {
            case "status" -> "UpdateStatus";
            case "recall" -> "RecallDocument";
            default -> "ConfirmReceived";
        };
        StringBuilder fields = new StringBuilder("<id>" + said.about() + "</id>");
        said.words().forEach((field, text) -> fields.append(element(field, text)));
        return seen(post(envelope(message(name, fields.toString())), type(), Wire.PLAIN, language));
    }

    private Seen letter(Letter letter, String language) throws Exception {
        StringBuilder fields = new StringBuilder();
        ORDER.forEach(name -> {
            Object value = letter.words().get(name);
            if (value instanceof List<?> all) {
                all.forEach(one -> fields.append(element(name, one.toString())));
            } else if (value != null) {
                fields.append(element(name, value.toString()));
            }
        });
        Map<String, byte[]> beside = new LinkedHashMap<>();
        for (File file : letter.files()) {
            String id = "f" + beside.size();
            String content = twelve ? included(id) : Base64.getEncoder().encodeToString(file.content());
            beside.put(id, file.content());
            fields.append("<file>" + element("name", file.name()) + "<content>" + content + "</content></file>");
        }
        String key = letter.wire().headers().get("Idempotency-Key");
        byte[] envelope = envelope(submit(key == null ? "" : key, "<letter>" + fields + "</letter>"));
        return twelve
                ? parts(envelope, beside, letter.wire(), language)
                : seen(post(envelope, type(), letter.wire(), language));
    }

    private static String submit(String key, String content) {
        return message("SubmitDocument", (key.isEmpty() ? "" : element("idempotencyKey", key)) + content);
    }

    /** The element of a message. */
    static String message(String name, String fields) {
        return "<" + name + " xmlns=\"urn:antin:documents:1\">" + fields + "</" + name + ">";
    }

    /** A SOAP 1.1 message with these header blocks. */
    static String envelope(String blocks, String message) {
        return "<e:Envelope xmlns:e=\"" + ELEVEN + "\">"
                + (blocks.isEmpty() ? "" : "<e:Header>" + blocks + "</e:Header>") + "<e:Body>" + message
                + "</e:Body></e:Envelope>";
    }

    private byte[] envelope(String message) {
        return envelope("", message).replace(ELEVEN, twelve ? TWELVE : ELEVEN).getBytes(UTF_8);
    }

    private static String element(String name, String text) {
        return "<" + name + ">"
                + text.replace("&", "&amp;").replace("<", "&lt;").replace("\u0000", "&#0;") + "</" + name + ">";
    }

    static String included(String id) {
        return "<x:Include xmlns:x=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:" + id + "\"/>";
    }

    private String type() {
        return (twelve ? "application/soap+xml" : "text/xml") + "; charset=utf-8";
    }

    private Seen parts(byte[] envelope, Map<String, byte[]> beside, Wire wire, String language) throws Exception {
        String version = twelve ? "application/soap+xml" : "text/xml";
        PartsBody body = new PartsBody()
                .part(
                        "Content-Type: application/xop+xml; charset=UTF-8; type=\"" + version
                                + "\"\r\nContent-ID: <root>\r\n",
                        envelope);
        beside.forEach((id, content) ->
                body.part("Content-Type: application/octet-stream\r\nContent-ID: <" + id + ">\r\n", content));
        String type = "multipart/related; type=\"application/xop+xml\"; start=\"<root>\"; start-info=\"" + version
                + "\"; boundary=" + PartsBody.BOUNDARY;
        return seen(post(body.end(), type, wire, language));
    }

    private HttpResponse<byte[]> post(byte[] body, String type, Wire wire, String language) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(door).POST(BodyPublishers.ofByteArray(body));
        request.setHeader("Authorization", "Bearer " + key);
        request.setHeader("Accept-Language", language);
        String as = wire.type() == null ? type : wire.type();
        request.setHeader("Content-Type", as);
        wire.headers().forEach(request::setHeader);
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** A fault in the version of the request, or the document. */
    private Seen seen(HttpResponse<byte[]> answer) {
        String text = new String(answer.body(), UTF_8);
        if (answer.statusCode() == 200) {
            return Seen.taken(first(text, "id"));
        }
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (type.equals("application/problem+json")) {
            return Seen.refused(found(text, "\"code\":\"([^\"]*)\""), answer.statusCode(), text);
        }
        boolean spoken = text.contains(TWELVE);
        int status = Integer.parseInt(first(text, "status"));
        assertThat(type.replace(" ", ""))
                .isEqualTo(spoken ? "application/soap+xml;charset=utf-8" : "text/xml;charset=utf-8");
        assertThat(answer.statusCode()).isEqualTo(spoken && status < 500 ? 400 : 500);
        String side = spoken ? first(text, "Value") : first(text, "faultcode");
        assertThat(side)
                .isEqualTo(
                        status < 500
                                ? spoken ? "soap:Sender" : "soap:Client"
                                : spoken ? "soap:Receiver" : "soap:Server");
        return Seen.refused(first(text, "code"), status, first(text, spoken ? "Text" : "faultstring"));
    }

    private static String first(String text, String name) {
        return found(text, "<(?:\\w+:)?" + name + "(?: [^>]*)?>([^<]*)</");
    }

    private static String found(String text, String regex) {
        Matcher found = Pattern.compile(regex).matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return found.group(1);
    }
}
