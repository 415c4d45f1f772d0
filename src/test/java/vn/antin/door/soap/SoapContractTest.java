package vn.antin.door.soap;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jws.WebMethod;
import jakarta.jws.WebParam;
import jakarta.jws.WebResult;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Method;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Contract and code agree, and the door serves the contract. */
class SoapContractTest {

    private static final String WSDL = "http://schemas.xmlsoap.org/wsdl/";

    @TempDir
    Path spool;

    private OpenSoap door;

    @BeforeEach
    void open() throws Exception {
        door = new OpenSoap(spool);
    }

    @AfterEach
    void close() {
        door.close();
    }

    private static Document parsed(byte[] xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    }

    private static List<Element> all(Document document, String namespace, String name) {
        NodeList found = document.getElementsByTagNameNS(namespace, name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    @Test
    void every_operation_of_the_contract_is_a_method_and_none_is_more() throws Exception {
        Document wsdl = parsed(Files.readAllBytes(Path.of("schemas/documents.wsdl")));
        Element portType = all(wsdl, WSDL, "portType").get(0);
        NodeList operations = portType.getElementsByTagNameNS(WSDL, "operation");
        List<String> contract = new ArrayList<>();
        for (int i = 0; i < operations.getLength(); i++) {
            contract.add(((Element) operations.item(i)).getAttribute("name"));
        }

        List<String> code = new ArrayList<>();
        for (Method method : DocumentsPort.class.getDeclaredMethods()) {
            WebMethod web = method.getAnnotation(WebMethod.class);
            if (web != null) {
                code.add(web.operationName());
                assertThat(method.getParameters()[0]
                                .getAnnotation(WebParam.class)
                                .name())
                        .isEqualTo(web.operationName());
                assertThat(method.getAnnotation(WebResult.class).name()).isEqualTo(web.operationName() + "Response");
            }
        }

        assertThat(code).containsExactlyInAnyOrderElementsOf(contract);
        for (String version : new String[] {"soap", "soap12"}) {
            assertThat(all(wsdl, WSDL + version + "/", "operation"))
                    .extracting(operation -> operation.getAttribute("soapAction"))
                    .containsExactlyElementsOf(contract.stream()
                            .map(name -> "urn:antin:documents:1/" + name)
                            .toList());
        }
    }

    @Test
    void every_operation_is_explained_in_both_languages() throws Exception {
        Document wsdl = parsed(Files.readAllBytes(Path.of("schemas/documents.wsdl")));

        for (Element documentation : all(wsdl, WSDL, "documentation")) {
            NodeList words = documentation.getElementsByTagName("p");
            assertThat(Stream.of(0, 1).map(i -> ((Element) words.item(i)).getAttribute("xml:lang")))
                    .containsExactly("vi", "en");
        }
    }

    @Test
    void the_door_serves_the_contract_with_its_own_address_to_all() throws Exception {
        HttpResponse<byte[]> wsdl = get("/services/documents?wsdl");
        HttpResponse<byte[]> xsd = get("/services/documents.xsd");

        assertThat(wsdl.statusCode()).isEqualTo(200);
        assertThat(all(parsed(wsdl.body()), WSDL + "soap/", "address"))
                .extracting(address -> address.getAttribute("location"))
                .containsExactly("https://127.0.0.1:" + door.port() + "/services/documents");
        assertThat(xsd.body()).isEqualTo(Files.readAllBytes(Path.of("schemas/documents.xsd")));
    }

    @Test
    void a_host_header_that_names_somebody_else_is_not_in_the_contract() throws Exception {
        try (Socket socket = door.tls().getSocketFactory().createSocket("127.0.0.1", door.port())) {
            String ask = "GET /services/documents?wsdl HTTP/1.1\r\nHost: evil.example:444\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .contains("https://127.0.0.1:" + door.port() + "/services/documents")
                    .doesNotContain("evil.example");
        }
    }

    @Test
    void nothing_else_is_served() throws Exception {
        for (String path : new String[] {
            "/services/",
            "/services",
            "/services/documents",
            "/services/documents?xsd=1",
            "/services/other?wsdl",
            "/services/documents?wsdl=../../etc/passwd",
            "/services/documents/?stylesheet=1"
        }) {
            assertThat(get(path).statusCode()).as(path).isIn(404, 405);
        }
        for (String method : new String[] {"PUT", "DELETE", "TRACE", "OPTIONS", "PATCH"}) {
            HttpResponse<byte[]> answer = send(method, OpenSoap.PATH);
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return send("GET", path);
    }

    private HttpResponse<byte[]> send(String method, String path) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(door.tls())
                .build()
                .send(
                        door.request(path)
                                .method(method, java.net.http.HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofByteArray());
    }
}
