package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.envelope.Digest;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.Merkle;
import vn.antin.receipt.Receipts;

/** The samples work with two agencies over a real hub, and detect a wrong key and forged receipts. */
class SamplesIT {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final String CHANGED = "The receipt was changed: its evidence is not in the log.";

    @TempDir
    static Path folder;

    private static final Set<Sample.Platform> BUILT = new TreeSet<>();

    private static TestProvince town;
    private static Office home;
    private static Office health;

    @BeforeAll
    static void start() {
        town = TestProvince.start(
                folder.resolve("town"), Map.of("so-noi-vu", List.of("H06.11"), "so-y-te", List.of("H06.12")));
        home = town.office("H06.11");
        health = town.office("H06.12");
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_document_goes_all_the_way_with_each_sample(Sample sample) {
        Sample.Ran ran = run(sample, environment());

        assertThat(ran.exit()).as(ran.output()).isZero();
        assertThat(ran.output()).contains("ANTIN-2001").doesNotContain("�", "?v");
        String id = id(ran);
        assertThat(home.states(id)).containsExactly("ACCEPTED_BY_RECIPIENT");
        assertThat(home.receipts(id))
                .contains("ContentHandover.1", "ConsignmentAcceptance.1")
                .allSatisfy(receipt -> assertThat(ran.output()).contains(receipt.substring(0, receipt.indexOf('.'))));
        var report = home.get("/documents/" + id + "/status").json().path("reports");
        assertThat(report.findValuesAsText("code")).containsExactly("03");
        assertThat(health.inbox()).extracting(offer -> offer.get("id").asText()).doesNotContain(id);
        assertThat(home.get("/documents?direction=OUT&operation=NEW").json().findValuesAsText("id"))
                .as("sent twice with one key, and there is one")
                .containsOnlyOnce(id);
    }

    @ParameterizedTest
    @EnumSource
    void a_wrong_key_ends_each_sample_with_the_sentence_of_the_node(Sample sample) {
        Map<String, String> environment = environment();
        environment.put("ANTIN_KEY", "antin_" + "k".repeat(40));

        Sample.Ran ran = run(sample, environment);

        assertThat(ran.exit()).as(ran.output()).isNotZero();
        assertThat(ran.output()).contains("ANTIN-2011 Thiếu khóa API hoặc khóa API không đúng.");
    }

    @ParameterizedTest
    @EnumSource
    void a_node_of_another_province_is_not_believed_by_any_sample(Sample sample) throws IOException {
        Map<String, String> environment = environment();
        String trust = Files.readString(Path.of(environment.get("ANTIN_CA")));
        String notTheRoot = trust.substring(trust.indexOf("role: directory")).replaceFirst("role: directory\\s+", "");
        environment.put(
                "ANTIN_CA",
                Files.writeString(folder.resolve("other.pem"), notTheRoot).toString());

        Sample.Ran ran = run(sample, environment);

        assertThat(ran.exit()).as(ran.output()).isNotZero();
        assertThat(ran.output()).doesNotContain("ANTIN-").doesNotContainPattern(ID);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = ".*_SOAP")
    void a_forged_receipt_ends_each_sample_with_a_sentence(Sample sample) throws IOException {
        String id = home.letter(List.of("H06.12"), "V/v biên nhận", Office.Part.file("a.pdf", new byte[10]))
                .id();
        byte[] good = receipt(id);
        Receipts read = Receipts.read(good);
        Receipts.Receipt one = read.receipts().get(0);
        byte[] other = Evidence.read(one.evidence()).handedTo("kẻ khác").write().bytes();

        assertThat(verify(sample, good).exit()).isZero();
        assertRefused(
                sample, with(read, read.checkpoint(), new Receipts.Receipt(other, one.index(), one.proof())), CHANGED);
        assertRefused(
                sample,
                with(read, rewritten(read.checkpoint(), Merkle.leaf(other)), new Receipts.Receipt(other, 0, List.of())),
                "The seal of the log is wrong.");
    }

    private static void assertRefused(Sample sample, byte[] receipt, String sentence) throws IOException {
        Sample.Ran ran = verify(sample, receipt);
        assertThat(ran.exit()).as(ran.output()).isNotZero();
        assertThat(ran.output()).contains(sentence);
    }

    private static Sample.Ran verify(Sample sample, byte[] receipt) throws IOException {
        Path file = Files.write(folder.resolve("receipt.xml"), receipt);
        return run(sample, environment(), "verify", file.toString());
    }

    private static byte[] with(Receipts receipts, byte[] checkpoint, Receipts.Receipt receipt) {
        return new Receipts(checkpoint, null, List.of(receipt), receipts.witness()).write();
    }

    /** A checkpoint that matches the forged evidence, with the seal of the real one. */
    private static byte[] rewritten(byte[] checkpoint, Digest root) {
        return new String(checkpoint, US_ASCII)
                .replaceFirst("<Size>[0-9]+", "<Size>1")
                .replaceFirst(
                        "<Root>[^<]+",
                        "<Root>" + Matcher.quoteReplacement(Base64.getEncoder().encodeToString(root.bytes())))
                .getBytes(US_ASCII);
    }

    private static byte[] receipt(String id) {
        String path = "/documents/" + id + "/receipts/SubmissionAcceptance.1.so-noi-vu";
        return await().until(() -> home.get(path), answer -> answer.status() == 200)
                .body();
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("ANTIN_URL", url("so-noi-vu"));
        environment.put("ANTIN_KEY", key("so-noi-vu"));
        environment.put("ANTIN_PEER_URL", url("so-y-te"));
        environment.put("ANTIN_PEER_KEY", key("so-y-te"));
        environment.put("ANTIN_TO", "H06.12");
        environment.put(
                "ANTIN_CA",
                town.province().home("so-noi-vu").resolve("province.trust").toString());
        environment.put("TMPDIR", folder.toString());
        return environment;
    }

    private static String url(String node) {
        return "https://localhost:" + town.node(node).port();
    }

    private static String key(String node) {
        try {
            return Files.readString(town.province().home(node).resolve("api.key"))
                    .strip();
        } catch (IOException e) {
            throw new IllegalStateException(node, e);
        }
    }

    /** Builds it the first time, and prints its output. */
    private static Sample.Ran run(Sample sample, Map<String, String> environment, String... arguments) {
        sample.platform().require();
        if (BUILT.add(sample.platform())) {
            sample.platform().build(folder);
        }
        Sample.Ran ran = sample.run(folder, environment, arguments);
        System.out.println(sample + " " + Arrays.toString(arguments) + " -> " + ran.exit() + "\n" + ran.output());
        return ran;
    }

    private static String id(Sample.Ran ran) {
        Matcher found = ID.matcher(ran.output());
        assertThat(found.find()).as(ran.output()).isTrue();
        return found.group();
    }
}
