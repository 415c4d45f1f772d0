package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that openapi-generator makes from the contract have every operation, compile, and take a document all the way
 * between two agencies over a real hub. Their tools are downloaded to target/clients, so this runs only with
 * ANTIN_CLIENTS=all.
 */
class GeneratedClientsIT {

    private static final Path BUILT = Path.of("target/clients").toAbsolutePath();
    private static final Pattern DONE = Pattern.compile("^done=(\\S+)$", Pattern.MULTILINE);

    @TempDir
    static Path folder;

    private static TestProvince town;

    /** A language, the folder of its operations, and the command of its flow. */
    private enum Client {
        JAVA("java/src/main/java/org/openapitools/client/api", "java -cp java/classes:java-lib/* GeneratedFlow"),
        TYPESCRIPT("typescript/apis", "node typescript/js/flow.js"),
        PYTHON("python/antin_client/api", "python/python3 python/flow.py");

        private final String calls;
        private final String run;

        Client(String calls, String run) {
            this.calls = calls;
            this.run = run;
        }

        private String source() {
            try (Stream<Path> files = Files.list(BUILT.resolve(calls))) {
                StringBuilder source = new StringBuilder();
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    source.append(Files.readString(file));
                }
                return source.toString();
            } catch (IOException e) {
                throw new IllegalStateException(calls, e);
            }
        }

        private String method(String operationId) {
            return this == PYTHON
                    ? "def " + operationId.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT) + "("
                    : " " + operationId + "(";
        }
    }

    @BeforeAll
    static void start() {
        assumeTrue("all".equals(System.getenv("ANTIN_CLIENTS")), "runs with ANTIN_CLIENTS=all, as in .ci/run");
        town = TestProvince.start(
                folder.resolve("town"), Map.of("so-noi-vu", List.of("H06.11"), "so-y-te", List.of("H06.12")));
    }

    @AfterAll
    static void stop() {
        if (town != null) {
            town.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_document_goes_all_the_way_with_each_generated_client(Client client) throws Exception {
        build(client.name().toLowerCase(java.util.Locale.ROOT));

        String source = client.source();
        assertThat(operations())
                .hasSizeGreaterThan(40)
                .allSatisfy(id -> assertThat(source).contains(client.method(id)));

        String said = run(List.of(client.run.split(" ", -1)), environment());
        System.out.println(client + "\n" + said);
        assertThat(said)
                .contains("uploadBytes=4800000000\n", "agency=", "valid=", "offset=3145728", "reports=03")
                .contains(
                        client == Client.JAVA ? "part=cong-van.txt 11\n" : "part=Công văn thử.txt 11\n",
                        "part=Lớn.bin 3145728\n")
                .contains("receipt=ConsignmentAcceptance", "recall-asked", "recall-agreed");
        Matcher done = DONE.matcher(said);
        assertThat(done.find()).isTrue();
        assertThat(town.office("H06.11").states(done.group(1))).containsExactly("ACCEPTED_BY_RECIPIENT");
    }

    @Test
    void spectral_and_redocly_find_nothing_in_the_contract() throws Exception {
        build("lint");
    }

    private static List<String> operations() throws IOException {
        List<String> ids = new ArrayList<>();
        new YAMLMapper()
                .readTree(Path.of("schemas/openapi.yaml").toFile())
                .path("paths")
                .forEach(path -> path.forEach(
                        operation -> ids.add(operation.path("operationId").textValue())));
        return ids;
    }

    private static void build(String what) throws Exception {
        Files.createDirectories(BUILT);
        String script =
                Path.of("src/samples/generated/clients.sh").toAbsolutePath().toString();
        System.out.println(run(List.of("bash", script, what, BUILT.toString()), Map.of()));
    }

    private static Map<String, String> environment() throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put(
                "ANTIN_URL", "https://localhost:" + town.node("so-noi-vu").port());
        environment.put("ANTIN_KEY", key("so-noi-vu"));
        environment.put(
                "ANTIN_PEER_URL", "https://localhost:" + town.node("so-y-te").port());
        environment.put("ANTIN_PEER_KEY", key("so-y-te"));
        environment.put("ANTIN_TO", "H06.12");
        String trust = Files.readString(town.province().home("so-noi-vu").resolve("province.trust"));
        Matcher root = Pattern.compile(
                        "role: anchor.*?(-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----)", Pattern.DOTALL)
                .matcher(trust);
        assertThat(root.find()).isTrue();
        String pem = Files.writeString(folder.resolve("root.pem"), root.group(1).replaceAll("(?m)^\\s+", "") + "\n")
                .toString();
        environment.put("ANTIN_CA", pem);
        environment.put("NODE_EXTRA_CA_CERTS", pem);
        environment.put("TMPDIR", folder.toString());
        environment.put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
        return environment;
    }

    private static String key(String node) throws IOException {
        return Files.readString(town.province().home(node).resolve("api.key")).strip();
    }

    private static String run(List<String> command, Map<String, String> environment) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(BUILT.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
