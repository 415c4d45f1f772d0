package vn.antin.door.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The files served unchanged: contracts, the style sheet, and the files of Swagger UI that its page needs. */
final class DocsFiles {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String WEBJAR = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

    /** By folder of src/samples; a jar cannot be listed portably. */
    private static final List<String> SAMPLES = List.of(
            "csharp/AntinClient.cs",
            "csharp/Certificates.cs",
            "csharp/EcdsaP256.cs",
            "csharp/Flow.cs",
            "csharp/Problem.cs",
            "csharp/Receipt.cs",
            "csharp/RsaPss.cs",
            "csharp/SoapFlow.cs",
            "csharp/Story.cs",
            "csharp/Webhook.cs",
            "edxml/letter.edxml",
            "edxml/recall.edxml",
            "edxml/status-02.edxml",
            "edxml/status-03.edxml",
            "generated/clients.sh",
            "generated/java/GeneratedFlow.java",
            "generated/python/aenum.py",
            "generated/python/flow.py",
            "generated/redocly.yaml",
            "generated/spectral.yaml",
            "generated/typescript/flow.ts",
            "java/AntinClient.java",
            "java/Flow.java",
            "java/Json.java",
            "java/Multipart.java",
            "java/Problem.java",
            "java/Receipt.java",
            "java/Webhook.java",
            "php/AntinClient.php",
            "php/Receipt.php",
            "php/RsaPss.php",
            "php/Webhook.php",
            "php/flow.php",
            "php/soap-flow.php",
            "php/story.php",
            "python/vxp.py",
            "soap-large.sh");

    /** A resource and its media type. */
    private record DocsResource(String resource, String type) {}

    /** The content of a file and its media type. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record DocsFile(String type, byte[] bytes) {}

    private final Map<String, DocsResource> places = new LinkedHashMap<>();

    DocsFiles() {
        String own = "/vn/antin/door/docs/";
        add("docs.css", own, "text/css;charset=utf-8");
        add("icon.svg", own, "image/svg+xml");
        add("api.js", own, "text/javascript;charset=utf-8");
        String swagger = "/META-INF/resources/webjars/swagger-ui/" + swaggerVersion() + "/";
        add("swagger-ui.css", swagger, "text/css;charset=utf-8");
        add("swagger-ui-bundle.js", swagger, "text/javascript;charset=utf-8");
        for (String contract : new String[] {"openapi.yaml", "asyncapi.yaml"}) {
            places.put("files/" + contract, new DocsResource("/schemas/" + contract, "application/yaml;charset=utf-8"));
        }
        for (String schema : new String[] {
            "documents.wsdl",
            "documents.xsd",
            "edxml.xsd",
            "envelope.xsd",
            "evidence.xsd",
            "checkpoint.xsd",
            "receipt.xsd",
            "directory.xsd"
        }) {
            places.put("files/" + schema, new DocsResource("/schemas/" + schema, "application/xml"));
        }
        for (String sample : SAMPLES) {
            places.put("samples/" + sample, new DocsResource("/samples/" + sample, "text/plain;charset=utf-8"));
        }
    }

    private void add(String name, String folder, String type) {
        places.put(name, new DocsResource(folder + name, type));
    }

    private static String swaggerVersion() {
        Properties properties = new Properties();
        try (InputStream in = open(WEBJAR)) {
            properties.load(in);
        } catch (IOException e) {
            throw new IllegalStateException(WEBJAR, e);
        }
        return properties.getProperty("version");
    }

    Optional<DocsFile> named(String name) {
        @Nullable DocsResource place = places.get(name);
        return place == null ? Optional.empty() : Optional.of(new DocsFile(place.type(), read(place.resource())));
    }

    static byte[] read(String resource) {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    /** Parses a YAML resource. */
    static JsonNode tree(String resource) {
        try {
            return YAML.readTree(read(resource));
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = DocsFiles.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException(resource + " is missing");
        }
        return in;
    }
}
