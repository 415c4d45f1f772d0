package vn.antin.door.soap;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.door.soap.Envelopes.Part;

/** Hostile requests at the SOAP door: each is answered with a code and leaves nothing behind. */
class HostileTest {

    private static final String ELEVEN = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String LETTER = "<to>H06.12</to><subject>x</subject>";

    @TempDir
    Path spool;

    private OpenSoap door;

    @BeforeEach
    void open() throws Exception {
        door = new OpenSoap(spool);
    }

    @AfterEach
    void close() throws Exception {
        assertThat(door.counter.submitted).isEmpty();
        Awaitility.await().until(() -> door.spooled() == 0);
        door.close();
    }

    private SoapAnswer raw(String body) throws Exception {
        return door.post(door.signed(), "text/xml; charset=utf-8", body);
    }

    @Test
    void a_document_type_is_refused_before_it_means_anything() throws Exception {
        String envelope = Envelopes.eleven(Envelopes.message("GetStatus", "<id>&x;</id>"));
        String bomb = "<!DOCTYPE e [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY x \"&a;&a;&a;&a;\">]>";
        String file = "<!DOCTYPE e [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";

        for (String type : new String[] {bomb, file, "<!DOCTYPE e SYSTEM \"http://127.0.0.1:1/x.dtd\">"}) {
            assertThat(raw(envelope.replaceFirst("<e:Envelope", type + "<e:Envelope"))
                            .code())
                    .isIn("ANTIN-1001", "ANTIN-1002");
        }
        assertThat(raw(envelope).code()).isIn("ANTIN-1001", "ANTIN-1002");
    }

    @Test
    void depth_and_number_of_elements_are_bounded() throws Exception {
        String deep = "<a>".repeat(2_000) + "</a>".repeat(2_000);
        String many = "<to>H06.12</to>".repeat(16_000) + "<to/>".repeat(5_000);
        String wide = "<to " + "x='1' y='1' ".repeat(1) + attributes(200) + "/>";

        assertThat(raw(Envelopes.eleven(Envelopes.submit(deep))).code()).isIn("ANTIN-1003", "ANTIN-1211");
        assertThat(raw(Envelopes.envelope(ELEVEN, "<e:Header>" + deep + "</e:Header>", ""))
                        .code())
                .isEqualTo("ANTIN-1003");
        assertThat(door.mtom(door.signed(), Part.root(Envelopes.submit(many))).code())
                .isIn("ANTIN-1004", "ANTIN-4001");
        assertThat(raw(Envelopes.eleven(Envelopes.submit("<to/>".repeat(20_000))))
                        .code())
                .isEqualTo("ANTIN-1004");
        assertThat(raw(Envelopes.eleven(Envelopes.submit(wide))).code()).isEqualTo("ANTIN-1004");
    }

    private static String attributes(int count) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(" a").append(i).append("='1'");
        }
        return all.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d/secret",
                "file:///etc/passwd",
                "file:/etc/passwd",
                "cid:not-here",
                "jar:file:/x!/y",
                "root",
                ""
            })
    void an_include_names_an_attachment_of_this_message_only(String href) throws Exception {
        try (ServerSocket elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String message =
                    Envelopes.submit(LETTER + Envelopes.included("a.pdf", href.formatted(elsewhere.getLocalPort())));

            SoapAnswer alone = door.eleven(message);
            SoapAnswer inParts = door.mtom(door.signed(), Part.root(message), Part.file("other", new byte[] {1}));

            assertThat(alone.code()).isEqualTo("ANTIN-1213");
            assertThat(inParts.code()).isEqualTo("ANTIN-1213");
            nobodyCame(elsewhere);
        }
    }

    @Test
    void nobody_is_answered_elsewhere() throws Exception {
        try (ServerSocket elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String header = "<e:Header xmlns:w=\"http://www.w3.org/2005/08/addressing\"><w:ReplyTo><w:Address>"
                    + "http://127.0.0.1:" + elsewhere.getLocalPort() + "/</w:Address></w:ReplyTo><w:FaultTo><w:Address>"
                    + "http://127.0.0.1:" + elsewhere.getLocalPort()
                    + "/</w:Address></w:FaultTo><w:MessageID>urn:x</w:MessageID></e:Header>";

            SoapAnswer answer = raw(Envelopes.envelope(ELEVEN, header, Envelopes.message("ListAgencies", "")));
            SoapAnswer fault = raw(Envelopes.envelope(ELEVEN, header, Envelopes.message("GetStatus", "")));
            SoapAnswer must = raw(Envelopes.envelope(
                    ELEVEN,
                    header.replace("<w:MessageID", "<w:MessageID e:mustUnderstand=\"1\""),
                    Envelopes.message("ListAgencies", "")));

            assertThat(answer.one("serial")).isEqualTo("42");
            assertThat(fault.code()).isEqualTo("ANTIN-1212");
            assertThat(must.code()).isEqualTo("ANTIN-1205");
            nobodyCame(elsewhere);
        }
    }

    private static void nobodyCame(ServerSocket elsewhere) throws Exception {
        elsewhere.setSoTimeout(1);
        org.assertj.core.api.Assertions.assertThatThrownBy(elsewhere::accept)
                .isInstanceOf(SocketTimeoutException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain | ANTIN-1218",
                "application/json | ANTIN-1218",
                "application/x-www-form-urlencoded | ANTIN-1218",
                "text/xml; charset=utf-16 | ANTIN-1218",
                "text/xml; charset=nothing | ANTIN-1218",
                "multipart/form-data; boundary=frontier | ANTIN-1218",
                "multipart/related | ANTIN-1215",
                "multipart/related; boundary=\"a\\\"; x=b\" | ANTIN-1215",
                "multipart/related; boundary=frontier | ANTIN-1215"
            })
    void another_content_type_is_refused(String type, String code) throws Exception {
        SoapAnswer answer = door.post(door.signed(), type, Envelopes.eleven(Envelopes.message("ListAgencies", "")));

        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no xml",
                "<a/>",
                "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'/>",
                "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body/></e:Envelope>",
                "<e:Envelope xmlns:e='urn:another'><e:Body/></e:Envelope>",
                "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><x/></e:Body></e:Envelope>",
                "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>"
                        + "<ListAgencies xmlns='urn:antin:documents:1'>"
            })
    void what_is_no_message_of_ours_is_told_so(String body) throws Exception {
        SoapAnswer answer = raw(body);

        assertThat(answer.fault()).isTrue();
        assertThat(answer.code()).isIn("ANTIN-1001", "ANTIN-1205");
    }

    @Test
    void bytes_that_are_no_utf_8_are_refused() throws Exception {
        SoapAnswer answer = door.send(door.signed()
                .header("Content-Type", "text/xml")
                .POST(BodyPublishers.ofByteArray(
                        Envelopes.eleven(Envelopes.message("ListAgencies", "")).getBytes(UTF_16))));

        assertThat(answer.code()).isEqualTo("ANTIN-1001");
    }

    @Test
    void fields_nobody_knows_and_arrays_of_old_are_refused() throws Exception {
        SoapAnswer unknown = door.eleven(Envelopes.submit(LETTER + "<cc>H06.13</cc>"));
        SoapAnswer array = door.eleven(Envelopes.submit(
                "<to xmlns:s=\"http://schemas.xmlsoap.org/soap/encoding/\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\""
                        + " s:arrayType=\"xs:string[999999999]\"><item>H06.12</item></to><subject>x</subject>"));

        assertThat(unknown.code()).isEqualTo("ANTIN-1211");
        assertThat(unknown.body().getTextContent()).contains("cc");
        assertThat(array.fault()).isTrue();
        assertThat(array.code()).isIn("ANTIN-1201", "ANTIN-1205", "ANTIN-1211");
    }

    @Test
    void base64_that_is_none_is_refused() throws Exception {
        for (String bad : new String[] {"YW!j", "YWJ", "<b/>"}) {
            assertThat(door.eleven(Envelopes.submit(
                                    LETTER + "<file><name>a.pdf</name><content>" + bad + "</content></file>"))
                            .fault())
                    .isTrue();
        }
    }

    @Test
    void an_action_that_names_another_operation_does_not_decide() throws Exception {
        SoapAnswer answer = door.eleven(
                door.signed().header("SOAPAction", "\"urn:antin:documents:1/SubmitDocument\""),
                Envelopes.message("ListAgencies", ""));

        assertThat(answer.fault()).isTrue();
        assertThat(answer.code()).isEqualTo("ANTIN-1205");
    }

    @Test
    void envelopes_and_bodies_over_the_limit_are_refused() throws Exception {
        byte[] much = new byte[OpenSoap.ENVELOPE];

        SoapAnswer plain = door.eleven(Envelopes.submit(LETTER + Envelopes.inline("a.pdf", much)));
        SoapAnswer root =
                door.mtom(door.signed(), Part.root(Envelopes.submit(LETTER + Envelopes.inline("a.pdf", much))));
        SoapAnswer body = door.mtom(
                door.signed(),
                Part.root(Envelopes.submit(LETTER + Envelopes.included("a.pdf", "cid:a"))),
                Part.file("a", new byte[5 << 20]));
        SoapAnswer chunked = door.send(door.signed()
                .header("Content-Type", Envelopes.MTOM)
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(Envelopes.multipart(
                        Part.root(Envelopes.submit(LETTER + Envelopes.included("a.pdf", "cid:a"))),
                        Part.file("a", new byte[5 << 20]))))));

        for (SoapAnswer answer : new SoapAnswer[] {plain, root, body, chunked}) {
            assertThat(answer.code()).isEqualTo("ANTIN-4001");
            assertThat(answer.body().getTextContent()).as("what to do instead").contains("MTOM");
        }
    }

    @Test
    void parts_are_counted_named_once_and_not_encoded() throws Exception {
        String message = Envelopes.submit(LETTER + Envelopes.included("a.pdf", "cid:a"));
        Part[] many = new Part[12];
        many[0] = Part.root(message);
        for (int i = 1; i < many.length; i++) {
            many[i] = Part.file("a" + i, new byte[] {1});
        }

        assertThat(door.mtom(door.signed(), many).code()).isEqualTo("ANTIN-4002");
        assertThat(door.mtom(
                                door.signed(),
                                Part.root(message),
                                Part.file("a", new byte[] {1}),
                                Part.file("a", new byte[] {2}))
                        .code())
                .isEqualTo("ANTIN-1215");
        assertThat(door.mtom(
                                door.signed(),
                                Part.root(message),
                                new Part("Content-ID: <a>\r\nContent-Transfer-Encoding: base64", new byte[] {'Y'}))
                        .code())
                .isEqualTo("ANTIN-1215");
        assertThat(door.mtom(
                                door.signed(),
                                Part.root(message),
                                new Part("Content-ID: <a>\r\nX: " + "x".repeat(20_000), new byte[] {'Y'}))
                        .code())
                .isEqualTo("ANTIN-1215");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer antin_home-affairs-000000000001", "Basic YTpi"})
    void nobody_comes_in_without_a_key(String header) throws Exception {
        var request = door.request(OpenSoap.PATH);

        SoapAnswer answer = door.eleven(
                header.isEmpty() ? request : request.header("Authorization", header),
                Envelopes.message("ListAgencies", ""));

        assertThat(answer.code()).isEqualTo("ANTIN-2011");
        assertThat(answer.one("status")).isEqualTo("401");
    }

    @Test
    void a_key_of_several_agencies_says_which() throws Exception {
        var both = door.request(OpenSoap.PATH).header("Authorization", "Bearer " + OpenSoap.BOTH_KEY);
        String message = Envelopes.submit(LETTER + Envelopes.inline("a.pdf", new byte[] {1}));

        assertThat(door.eleven(both.copy(), message).code()).isEqualTo("ANTIN-2016");
        assertThat(door.eleven(both.copy().header("X-Antin-Agency", "H06.13"), message)
                        .code())
                .isEqualTo("ANTIN-2012");
    }

    @Test
    void a_caller_who_vanishes_in_the_middle_leaves_nothing() throws Exception {
        byte[] body = Envelopes.multipart(
                Part.root(Envelopes.submit(LETTER + Envelopes.included("a.pdf", "cid:a"))),
                Part.file("a", new byte[3 << 20]));
        try (SSLSocket socket =
                (SSLSocket) door.tls().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), door.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /services/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                            + OpenSoap.HOME_KEY + "\r\nContent-Type: " + Envelopes.MTOM + "\r\nContent-Length: "
                            + body.length + "\r\n\r\n")
                    .getBytes(UTF_8));
            out.write(body, 0, 2 << 20);
            out.flush();
            Awaitility.await().until(() -> door.spooled() > 0);
        }
        Awaitility.await().until(() -> door.spooled() == 0);
    }
}
