package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Digest;
import vn.antin.seal.pki.Trust;

/**
 * The national axis' client library, unchanged and in a process of its own, makes all its calls between two agencies
 * over a real hub. Runs where {@code ANTIN_SHARED_VXP} names its folder; {@code .ci/run} downloads its dependencies to
 * {@code target/vxp-sdk}. {@code SdkExchangeTest} replays what it sends.
 */
class SdkIT {

    private static final Path NEEDED = Path.of("target/vxp-sdk");
    private static final Path CALLS = Path.of("src/test/interop/vxp/SdkCalls.java");
    private static final @Nullable String SHARED = System.getenv("ANTIN_SHARED_VXP");
    private static final String LIST = "level,name,parent_code,gso_code,code_qcvn102_SYNTHETIC,code_qd20_SYNTHETIC,"
            + "notation_abbrev,line_mbit,note\n"
            + "2,Sở Nội vụ,,,000.00.11.H06,H06.11,SNV,10,\n"
            + "2,Sở Y tế,,,000.00.12.H06,H06.12,SYT,10,\n";

    /** The library's report of one answer. */
    private record Said(String status, String code, String words, String result) {}

    @TempDir
    static Path folder;

    private static TestProvince town;
    private static Path trust;
    private static byte[] edxml;

    @BeforeAll
    static void open() throws Exception {
        assumeTrue(SHARED != null, "ANTIN_SHARED_VXP names no folder with the SDK");
        assertThat(NEEDED).as("see .ci/run").isDirectory();
        Path list = Files.writeString(folder.resolve("list.csv"), LIST);
        Map<String, List<String>> hosting =
                new LinkedHashMap<>(Map.of("so-noi-vu", List.of("H06.11"), "so-y-te", List.of("H06.12")));
        town = TestProvince.start(folder.resolve("town"), list, hosting, province -> {}, Map.of());
        trust = store(Trust.read(home("so-y-te").resolve("province.trust")).anchors());
        edxml = Packages.changed(
                Packages.changed(Packages.own("letter-no-prefix.edxml"), "H06.02", "H06.11"), "H06.35.08", "H06.12");
    }

    @AfterAll
    static void close() {
        if (SHARED != null) {
            town.close();
        }
    }

    private static Path home(String node) {
        return town.province().home(node);
    }

    private static Path store(Iterable<X509Certificate> anchors) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (X509Certificate anchor : anchors) {
            store.setCertificateEntry("anchor" + number++, anchor);
        }
        Path file = folder.resolve("anchors.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        return file;
    }

    /** Software with the SDK at one node. */
    private record Software(int port, String systemId, String secret, String zone, Path store) {

        static Software at(String node, String systemId, String zone) throws IOException {
            town.province().stop(node);
            Path configuration = home(node).resolve("node.yaml");
            if (!Files.readString(configuration).contains("vxp: true")) {
                Files.writeString(configuration, "vxp: true\n", StandardOpenOption.APPEND);
            }
            int port = town.province().start(node).port();
            byte[] key = Files.readString(home(node).resolve("api.key")).strip().getBytes(UTF_8);
            return new Software(port, systemId, Digest.sha256(key).hex(), zone, folder.resolve("store-" + node));
        }

        Software with(String otherSystemId, String otherSecret) {
            return new Software(port, otherSystemId, otherSecret, zone, store);
        }

        /** Makes the calls in turn with one service object. */
        Map<String, Said> calls(String... calls) throws Exception {
            Path jar;
            try (Stream<Path> files = Files.list(Path.of(Objects.requireNonNull(SHARED)))) {
                jar = files.filter(file -> file.toString().endsWith(".jar"))
                        .findFirst()
                        .orElseThrow();
            }
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-Dfile.encoding=UTF-8",
                    "-Duser.timezone=" + zone,
                    "-Djavax.net.ssl.trustStore=" + trust,
                    "-Djavax.net.ssl.trustStorePassword=changeit",
                    "-cp",
                    jar + File.pathSeparator + NEEDED.resolve("*"),
                    CALLS.toString(),
                    "https://localhost:" + port + "/vxp",
                    systemId,
                    secret,
                    store.toString()));
            command.addAll(List.of(calls));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            Map<String, Said> said = new LinkedHashMap<>();
            output.lines().filter(line -> line.startsWith("## ")).forEach(line -> {
                String[] words = line.substring(3).split("\\|", 5);
                said.merge(words[0], new Said(words[1], words[2], words[3], words[4]), (first, again) -> again);
            });
            assertThat(said).as(output).isNotEmpty();
            return said;
        }
    }

    private static void ok(Map<String, Said> said, String... calls) {
        for (String call : calls) {
            assertThat(said.get(call)).as(call + " of " + said).isNotNull();
            assertThat(said.get(call).status()).as(said.toString()).isIn("OK", "SUCCESS");
            assertThat(said.get(call).code()).isEqualTo("0");
        }
    }

    @Test
    void every_call_of_the_sdk_does_what_it_says() throws Exception {
        Software sender = Software.at("so-noi-vu", "000.00.11.H06", "UTC");
        Software recipient = Software.at("so-y-te", "H06.12", "Asia/Ho_Chi_Minh");
        Path file = Files.write(folder.resolve("cong-van.edxml"), edxml);

        Map<String, Said> sent = sender.calls("agencies", "agencies20", "units", "send=" + file, "list", "sent");
        ok(sent, "agencies", "agencies20", "units", "send", "list", "sent");
        assertThat(sent.get("agencies").result()).isEqualTo("2");
        assertThat(sent.get("agencies20").result()).contains("H06.12 000.00.12.H06;");
        assertThat(sent.get("units").result()).isEqualTo("2");
        String id = sent.get("send").result();
        assertThat(sent.get("sent").result()).contains(id + " H06.12 ");
        Map<String, Said> again = sender.calls("send=" + file);
        assertThat(again.get("send").result()).as("sent again after a time-out").isEqualTo(id);

        AxisOffice arrivals = AxisOffice.at(home("so-y-te"), recipient.port(), "H06.12");
        await().until(() ->
                arrivals.call(arrivals.to("getReceivedEdocList")).path("data").size() == 1);
        Map<String, Said> listed = recipient.calls("list", "statuses", "countEdoc", "countStatus");
        ok(listed, "list", "statuses", "countEdoc", "countStatus");
        assertThat(listed.get("list").result()).isEqualTo(id + " H06.11 edoc;");
        assertThat(listed.get("statuses").result()).isEmpty();
        assertThat(listed.get("countEdoc").result()).isEqualTo("1");
        assertThat(listed.get("countStatus").result()).isEqualTo("0");

        Map<String, Said> got = recipient.calls("list", "get=" + id);
        ok(got, "get");
        Path taken = Path.of(got.get("get").result().split(" ", 2)[1]);
        assertThat(Files.readAllBytes(taken)).isEqualTo(edxml);
        Files.delete(taken);
        Map<String, Said> taking =
                recipient.calls("download=" + id, "processing=" + id, "done=" + id, "list", "countEdoc");
        ok(taking, "download", "processing", "done", "list", "countEdoc");
        assertThat(Files.readAllBytes(taken)).isEqualTo(edxml);
        assertThat(taking.get("list").result()).isEmpty();
        assertThat(taking.get("countEdoc").result()).isEqualTo("0");
        await().until(() -> sender.calls("sent").get("sent").result().contains(id + " H06.12 done done;"));
    }

    @Test
    void what_is_refused_is_told_in_the_form_of_the_sdk() throws Exception {
        Software software = Software.at("so-noi-vu", "H06.11", "Asia/Ho_Chi_Minh");
        Path file = Files.writeString(folder.resolve("no.edxml"), "no package");
        String unknown = "0193a5b2-7c44-7d1e-9a53-2f8f0a1c6e11";

        Map<String, Said> said = software.calls(
                "register", "delete", "send=" + file, "get=" + unknown, "download=" + unknown, "done=" + unknown);

        assertThat(said.get("register").words()).startsWith("ANTIN-2031: Không đăng ký hay xóa cơ quan");
        assertThat(said.get("delete").code()).isEqualTo("20");
        assertThat(said.get("send").status()).isEqualTo("FAIL");
        assertThat(said.get("send").code()).isEqualTo("22");
        assertThat(said.get("send").words()).startsWith("ANTIN-1001: Không đọc được XML");
        assertThat(said.get("get").words()).startsWith("ANTIN-3003: ");
        assertThat(said.get("download").status())
                .as("no error is stored as a package")
                .isEqualTo("FAIL");
        assertThat(said.get("done").words()).startsWith("ANTIN-3004: ");

        for (Software stranger : List.of(
                software.with("H06.11", "another"),
                software.with("H06.12", software.secret()),
                software.with("H06.99", software.secret()))) {
            Map<String, Said> refused = stranger.calls("agencies", "list", "send=" + file, "get=" + unknown, "sent");
            assertThat(refused).hasSize(5);
            refused.forEach((call, answer) -> {
                assertThat(answer.status()).as(call).isEqualTo("FAIL");
                assertThat(answer.code()).as(call).isEqualTo("15");
                assertThat(answer.words()).startsWith("ANTIN-2052: ").contains("XroadVnpt-hash-header");
            });
        }
    }
}
