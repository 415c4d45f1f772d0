package vn.antin.seal.timestamp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.antin.seal.SealProvince.MONDAY_NINE;
import static vn.antin.seal.SealProvince.TRUST;
import static vn.antin.seal.SealProvince.entry;
import static vn.antin.seal.SealProvince.nothingRevoked;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
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
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.Purpose;

/** A time-stamp authority on the loopback interface, correct and faulty. */
class HttpTimeStampsTest {

    private static final Digest IMPRINT = Digest.sha256("checkpoint".getBytes(UTF_8));
    private static final KeyEntry STAMPER = entry(KeyAlgorithm.RSA_2048, Purpose.TIME_STAMP);

    private HttpServer server;

    /** The answer of the authority to a request. */
    private interface Answering {
        byte[] answer(byte[] request) throws Exception;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private HttpTimeStamps authority(int status, Answering answering) {
        server.createContext("/", exchange -> {
            byte[] answer;
            try {
                answer = answering.answer(exchange.getRequestBody().readAllBytes());
            } catch (Exception e) {
                throw new IOException(e);
            }
            exchange.sendResponseHeaders(status, 0);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        return at(server.getAddress().getPort());
    }

    private static HttpTimeStamps at(int port) {
        return new HttpTimeStamps(URI.create("http://127.0.0.1:" + port + "/"), Duration.ofSeconds(2));
    }

    private static byte[] granted(byte[] request) throws Exception {
        var signer =
                new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withRSA", STAMPER.key(), STAMPER.certificate());
        var digests =
                new JcaDigestCalculatorProviderBuilder().build().get(new AlgorithmIdentifier(TSPAlgorithms.SHA256));
        var tokens = new TimeStampTokenGenerator(signer, digests, new ASN1ObjectIdentifier("2.999.2"));
        tokens.addCertificates(new JcaCertStore(List.of(STAMPER.certificate())));
        return new TimeStampResponseGenerator(tokens, Set.of(TSPAlgorithms.SHA256))
                .generate(new TimeStampRequest(request), BigInteger.ONE, Date.from(MONDAY_NINE))
                .getEncoded();
    }

    private static void assertUnavailable(HttpTimeStamps authority) {
        assertThatThrownBy(() -> authority.stamp(IMPRINT))
                .isInstanceOfSatisfying(
                        TryLater.class, e -> assertThat(e.fault()).isEqualTo(Fault.TIME_STAMP_UNAVAILABLE));
    }

    @Test
    void a_stamp_comes_over_http() {
        byte[] token = authority(200, HttpTimeStampsTest::granted).stamp(IMPRINT);

        assertThat(TimeStamps.verify(token, IMPRINT, TRUST, nothingRevoked())).isEqualTo(MONDAY_NINE);
    }

    @Test
    void an_old_answer_played_again_is_not_taken() throws Exception {
        byte[] old = granted(TimeStamps.request(IMPRINT).getEncoded());

        assertUnavailable(authority(200, request -> old));
    }

    @Test
    void an_answer_for_another_digest_is_not_taken() {
        assertUnavailable(authority(
                200,
                request -> granted(TimeStamps.request(Digest.sha256(request)).getEncoded())));
    }

    @Test
    void an_error_is_tried_later() {
        assertUnavailable(authority(500, request -> new byte[0]));
    }

    @Test
    void nonsense_is_not_taken() {
        assertUnavailable(authority(200, request -> "<html>".getBytes(UTF_8)));
    }

    @Test
    void an_endless_answer_is_given_up() {
        HttpTimeStamps endless = authority(200, request -> new byte[1 << 20]);

        assertThatThrownBy(() -> endless.stamp(IMPRINT))
                .isInstanceOf(TryLater.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void an_authority_that_is_away_or_silent_is_tried_later() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertUnavailable(at(silent.getLocalPort()));
        }
        assertUnavailable(at(1));
    }
}
