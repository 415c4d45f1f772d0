package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.MovingClock;
import vn.antin.Slow;
import vn.antin.fault.Fault;
import vn.antin.node.Seams;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.Purpose;
import vn.antin.trial.line.SimulatedLine;

/** A waiting document becomes overdue, then expires; late evidence still counts if it was issued in time. */
@Slow
class TimeIT {

    private static final Duration LATE = Duration.ofMinutes(20);
    private static final Duration LIFE = Duration.ofHours(1);

    @TempDir
    Path folder;

    private final MovingClock clock = new MovingClock();
    private CrashProvince town;
    private SimulatedLine line;
    private DocumentExchange post;

    @BeforeEach
    void start() throws Exception {
        town = new CrashProvince(folder, clock);
        line = new SimulatedLine();
        town.stop(CrashProvince.SENDER);
        town.reroute(
                CrashProvince.SENDER,
                line.to(town.province().hub().brokerPort()).number());
        town.start(CrashProvince.SENDER);
        town.settle();
        post = town.post();
    }

    @AfterEach
    void stop() throws Exception {
        town.close();
        line.close();
    }

    @Test
    void what_never_left_is_overdue_then_expires_with_evidence_and_is_not_sent_any_more() throws Exception {
        line.cut();
        String id = post.send(clock.instant().plus(LIFE));
        Software software = town.software(town.sender());

        clock.forward(LATE);
        await().until(() -> software.overdue(id));
        assertThat(software.states(id)).containsAnyOf("ACCEPTED", "SENDING");
        assertThat(CrashProvince.alarms(town.sender().repositories()))
                .anyMatch(alarm -> alarm.code().equals(Fault.RECEIPT_LATE.code())
                        && alarm.subject().equals(CrashProvince.TO));

        clock.forward(LIFE);
        await().until(() -> software.states(id).equals(List.of("EXPIRED")));
        assertThat(software.receipts(id)).extracting(Software.Receipt::event).contains("RelayFailure");

        line.restore();
        await().until(() -> software.receipts(id).stream().allMatch(Software.Receipt::witnessed));
        await().until(() -> CrashProvince.count(town.sender().repositories(), "outbox") == 0);
        assertThat(CrashProvince.count(town.recipient().repositories(), "document"))
                .isZero();
        assertThat(software.states(id)).containsExactly("EXPIRED");
        post.holds(id);
    }

    @Test
    void a_proof_that_comes_late_but_was_made_in_time_counts() throws Exception {
        town.stop(CrashProvince.RECIPIENT);
        String id = post.send(clock.instant().plus(LIFE));
        Software software = town.software(town.sender());
        await().until(() -> software.states(id).equals(List.of("RELAYED")));
        line.cut();
        town.start(CrashProvince.RECIPIENT);
        await().until(() -> CrashProvince.count(town.recipient().repositories(), "arrival") == 1);
        await().until(() -> CrashProvince.count(town.recipient().repositories(), "outbox") == 0);

        clock.forward(LIFE.plus(LATE));
        await().until(() -> software.states(id).equals(List.of("EXPIRED")));

        line.restore();
        await().until(() -> software.states(id).equals(List.of("CONSIGNED")));
        post.arrives();
    }

    @Test
    void a_recipient_refuses_what_it_first_sees_after_its_time() throws Exception {
        town.stop(CrashProvince.RECIPIENT);
        String id = post.send(clock.instant().plus(LIFE));
        Software software = town.software(town.sender());
        await().until(() -> software.states(id).equals(List.of("RELAYED")));

        clock.forward(LIFE.plus(LATE));
        town.start(CrashProvince.RECIPIENT);

        await().until(() -> software.receipts(id).stream()
                .anyMatch(receipt -> receipt.event().equals("ContentConsignmentFailure")));
        assertThat(software.states(id)).containsExactly("FAILED");
        assertThat(town.software(town.recipient()).inbox(0)).isEmpty();
        await().until(() -> software.receipts(id).stream().allMatch(Software.Receipt::witnessed));
        post.holds(id);
    }

    @Test
    void receipts_go_on_without_a_time_stamp_authority_and_are_stamped_later() throws Exception {
        HttpServer authority = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try {
            authority.createContext("/", exchange -> exchange.sendResponseHeaders(503, -1));
            authority.start();
            external(authority);
            String id = post.send();
            Software software = town.software(town.sender());
            await().untilAsserted(() -> {
                post.take();
                assertThat(software.states(id)).containsExactly("HANDED_OVER");
                assertThat(software.receipts(id))
                        .hasSize(4)
                        .allMatch(receipt ->
                                receipt.witnessed() || receipt.issuer().equals("hub"));
            });
            assertThat(software.receipts(id)).noneMatch(Software.Receipt::stamped);

            authority.removeContext("/");
            KeyEntry key = Seams.authority(folder.resolve("hub")).of(Purpose.TIME_STAMP);
            authority.createContext("/", exchange -> grant(exchange, key));

            await().until(() -> software.receipts(id).stream().allMatch(Software.Receipt::stamped));
            post.arrives();
        } finally {
            authority.stop(0);
        }
    }

    /** Restarts the hub with this time-stamp authority. */
    private void external(HttpServer authority) throws IOException {
        Path config = folder.resolve("hub/hub.yaml");
        String text = Files.readString(config);
        String own = "authority: { keys: authority.p12 }";
        String other = "authority: { keys: authority.p12, timeStamps: \"http://127.0.0.1:"
                + authority.getAddress().getPort() + "/\" }";
        assertThat(text).contains(own);
        town.province().stopHub();
        Files.writeString(config, text.replace(own, other));
        town.province().startHub();
    }

    private void grant(HttpExchange exchange, KeyEntry key) throws IOException {
        try {
            byte[] answer = granted(exchange.getRequestBody().readAllBytes(), key, clock.instant());
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        } catch (Exception e) {
            throw new IOException("no time-stamp", e);
        }
    }

    private static byte[] granted(byte[] request, KeyEntry key, Instant now) throws Exception {
        var signer = new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withECDSA", key.key(), key.certificate());
        var digests =
                new JcaDigestCalculatorProviderBuilder().build().get(new AlgorithmIdentifier(TSPAlgorithms.SHA256));
        var tokens = new TimeStampTokenGenerator(signer, digests, new ASN1ObjectIdentifier("2.999.2"));
        tokens.addCertificates(new JcaCertStore(List.of(key.certificate())));
        return new TimeStampResponseGenerator(tokens, Set.of(TSPAlgorithms.SHA256))
                .generate(new TimeStampRequest(request), BigInteger.ONE, Date.from(now))
                .getEncoded();
    }
}
