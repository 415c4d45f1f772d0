package vn.antin.trial.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.cli.Run;
import vn.antin.door.Language;
import vn.antin.trial.demo.DemoFolder;

/** A sandbox, as vendors use it to try their software. */
class SandboxIT {

    private static final Sandbox.SandboxTimes PACE =
            new Sandbox.SandboxTimes(Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofMillis(200));

    @TempDir
    static Path dir;

    private static final List<String> STUMBLED = new CopyOnWriteArrayList<>();
    private static final List<Sandbox.Refusals> TOLD = new CopyOnWriteArrayList<>();
    private static Sandbox sandbox;
    private static SandboxControl control;
    private static AgencySoftware vendor;

    @BeforeAll
    static void start() {
        sandbox = new Sandbox(DemoFolder.open(dir.resolve("sandbox")), PACE, Language.EN, TOLD::add);
        control = new SandboxControl(sandbox, (trigger, why) -> STUMBLED.add(trigger + ": " + why));
        vendor = sandbox.vendor();
    }

    @AfterAll
    static void stop() throws Exception {
        control.close();
        sandbox.close();
        assertThat(STUMBLED).isEmpty();
    }

    private static Run run(Object... words) {
        return Run.of(words);
    }

    private static Path config() {
        return dir.resolve("sandbox/nha-phat-trien/node.yaml");
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void every_event_comes_when_it_is_triggered(Trigger trigger) {
        Run run = run("trigger", "document." + trigger.word(), "--dir", dir.resolve("sandbox"));

        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains(trigger == Trigger.BAD_SEAL ? "ANTIN-6003" : Trigger.PREFIX + trigger.word());
        if (trigger != Trigger.BAD_SEAL) {
            assertThat(run.err()).contains("TEST / THỬ NGHIỆM");
        }
    }

    private static void becomes(TestAgencies to, String state) {
        String id = vendor.send(to.code(), "V/v thử", Map.of());
        await().untilAsserted(() -> assertThat(vendor.states(id)).as(to.code()).containsExactly(state));
    }

    @Test
    void each_agency_does_what_its_name_says() {
        EventPoller feed = EventPoller.fromNow(vendor.rest(), "arrived,number-repeated,status-recall-asked");
        int refused = sandbox.refusals().times();

        becomes(TestAgencies.ACCEPT, "ACCEPTED_BY_RECIPIENT");
        becomes(TestAgencies.REJECT, "REFUSED_BY_RECIPIENT");
        becomes(TestAgencies.SLOW, "ACCEPTED_BY_RECIPIENT");
        becomes(TestAgencies.SILENT, "CONSIGNED");
        becomes(TestAgencies.RECALL, "ACCEPTED_BY_RECIPIENT");
        becomes(TestAgencies.DUP, "ACCEPTED_BY_RECIPIENT");
        becomes(TestAgencies.BADSIG, "ACCEPTED_BY_RECIPIENT");

        List<String> heard = new CopyOnWriteArrayList<>();
        await().untilAsserted(() -> {
            feed.next(0)
                    .forEach(event -> heard.add(event.path("type").asText().substring(Trigger.PREFIX.length()) + " of "
                            + event.at("/data/sender").asText()));
            assertThat(heard)
                    .contains(
                            "arrived of T00.RECALL",
                            "status-recall-asked of T00.RECALL",
                            "arrived of T00.DUP",
                            "number-repeated of T00.DUP");
            assertThat(TOLD).anySatisfy(one -> {
                assertThat(one.times()).isGreaterThan(refused);
                assertThat(one.code()).isEqualTo("ANTIN-6003");
            });
        });
        // Its report (03) has arrived, and nothing else from it.
        assertThat(heard).filteredOn(event -> event.endsWith("T00.BADSIG")).hasSize(1);
    }

    /** What a local program received over HTTP. */
    private record Got(String id, String timestamp, String signature, String body) {}

    @Test
    void events_are_handed_on_to_a_local_program_as_a_webhook_would() throws Exception {
        becomes(TestAgencies.ACCEPT, "ACCEPTED_BY_RECIPIENT");
        List<Got> got = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            got.add(new Got(
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                    exchange.getRequestHeaders().getFirst("webhook-signature"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            String to = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
            Run run = run(
                    "listen",
                    "--config",
                    config(),
                    "--after",
                    0,
                    "--types",
                    "sent,consigned",
                    "--count",
                    2,
                    "--forward-to",
                    to);

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).contains("vn.antin.document.consigned").contains("→ 204");
            assertThat(got).hasSizeGreaterThanOrEqualTo(2);
            Matcher secret = Pattern.compile("whsec_\\S+").matcher(run.out());
            assertThat(secret.find()).isTrue();
            assertThat(got)
                    .allSatisfy(one -> assertThat(one.signature()).startsWith(signed(secret.group(), one) + " v1a,"));
            assertThat(got).extracting(Got::id).doesNotHaveDuplicates();
        } finally {
            server.stop(0);
        }
    }

    /** The signature as a receiver computes it, without this project's code. */
    private static String signed(String secret, Got one) throws Exception {
        byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        byte[] words = (one.id() + "." + one.timestamp() + "." + one.body()).getBytes(StandardCharsets.UTF_8);
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(words));
    }

    @Test
    void who_asks_for_what_there_is_not_is_told_so() {
        assertThat(run("trigger", "document.burnt", "--dir", dir.resolve("sandbox"))
                        .code())
                .isEqualTo(2);
        Run nowhere = run("trigger", "document.received", "--dir", dir.resolve("none"));
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.err()).startsWith("ANTIN-1305");
        assertThat(run("listen", "--config", config(), "--forward-to", "ftp://x")
                        .code())
                .isEqualTo(2);
        assertThat(run("trigger", "--list").out())
                .contains("arrived | received", "T00.DUP sends you two documents with one number and notation");
    }
}
