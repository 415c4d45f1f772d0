package vn.antin.node.join;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.node.Node;
import vn.antin.node.Seams;
import vn.antin.node.broker.HubReachability;
import vn.antin.node.broker.Tls;
import vn.antin.node.broker.TlsMaterial;
import vn.antin.node.broker.TlsProbe;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.parts.HubParts;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.trial.Province;

/** What somebody with a join file, or with a node's keys and a place on the network, cannot become. */
class JoinAttackTest {

    private static final List<Purpose> PURPOSES =
            List.of(Purpose.SEAL, Purpose.ENCRYPTION, Purpose.CONNECTION, Purpose.DOOR);
    private static final List<String> HUBS_NAMES = List.of("hub.brvt.test", "*.brvt.test");

    @TempDir
    static Path folder;

    private static Province province;

    @BeforeAll
    static void open() {
        province = new Province(folder, HomeSetup.exampleAgencies(folder), KeyAlgorithm.EC_P256, Clock.systemUTC());
        joined("so-noi-vu", join("so-noi-vu"));
    }

    @AfterAll
    static void close() {
        province.close();
    }

    private static JoinFile join(String node) {
        return JoinFile.read(folder.resolve("hub/joins").resolve(node + ".join"));
    }

    private static Path joined(String name, JoinFile join) {
        new HomeSetup(Clock.systemUTC()).node(join, folder.resolve(name), 0, KeyAlgorithm.EC_P256);
        return folder.resolve(name);
    }

    @Test
    void a_request_that_names_hosts_is_refused() throws Exception {
        JoinFile join = join("so-y-te");
        String body = new String(JoinEndpoint.json(question(join, requests(join.node()))), UTF_8);
        String named = body.replaceFirst("\\{", "{\"names\":[\"hub.brvt.test\",\"*.brvt.test\"],");

        HttpResponse<byte[]> answer = post(named.getBytes(UTF_8), join.token());

        refused(answer, Fault.REQUEST_FORM, "names");
        assertThat(directory().node(new NodeId("so-y-te"))).isEmpty();
    }

    @Test
    void of_a_certificate_request_the_hub_takes_the_key_and_nothing_else() throws Exception {
        JoinFile join = join("so-tu-phap");
        Map<Purpose, byte[]> requests = new EnumMap<>(Purpose.class);
        for (Purpose purpose : PURPOSES) {
            requests.put(purpose, greedy(KeyPairs.generate(KeyAlgorithm.EC_P256)));
        }

        HttpResponse<byte[]> answer = post(JoinEndpoint.json(question(join, requests)), join.token());

        assertThat(answer.statusCode()).isEqualTo(200);
        JoinEndpoint.read(answer.body(), JoinEndpoint.JoinAnswer.class)
                .certificates()
                .forEach((purpose, der) -> assertThat(Certificates.parse(der)).satisfies(certificate -> {
                    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=so-tu-phap");
                    if (purpose == Purpose.DOOR) {
                        assertThat(certificate.getSubjectAlternativeNames().toString())
                                .isEqualTo("[[7, 127.0.0.1], [2, localhost]]");
                        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
                    } else {
                        assertThat(certificate.getSubjectAlternativeNames()).isNull();
                    }
                    if (purpose == Purpose.CONNECTION) {
                        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
                    }
                }));
    }

    @Test
    void a_proof_covers_every_byte_of_the_request_and_the_hub_it_is_for() throws Exception {
        JoinFile join = join("so-cong-thuong");
        byte[] body = JoinEndpoint.json(question(join, requests(join.node())));
        String text = new String(body, UTF_8);
        JoinEndpoint.JoinRequest elsewhere = new JoinEndpoint.JoinRequest(
                join.node(), join.agencies(), join.expires(), "00".repeat(32), requests(join.node()), new byte[0]);

        // Another first digit, whatever the token begins with.
        String other = (join.token().startsWith("0") ? "1" : "0") + join.token().substring(1);
        refused(post(body, other), Fault.JOIN_REFUSED, join.node());
        refused(send(body, join.token()), Fault.JOIN_REFUSED, join.node());
        refused(
                send(text.replace("\"agencies\"", " \"agencies\"").getBytes(UTF_8), JoinFile.proof(join.token(), body)),
                Fault.JOIN_REFUSED,
                join.node());
        refused(post(JoinEndpoint.json(elsewhere), join.token()), Fault.JOIN_REFUSED, join.node());
        refused(
                post(text.replace(join.agencies().get(0), "H06.03").getBytes(UTF_8), join.token()),
                Fault.JOIN_REFUSED,
                join.node());
        refused(
                post(
                        text.replace(
                                        join.expires().toString(),
                                        join.expires().plusSeconds(1).toString())
                                .getBytes(UTF_8),
                        join.token()),
                Fault.JOIN_REFUSED,
                join.node());
        assertThat(directory().node(new NodeId(join.node()))).isEmpty();
    }

    @Test
    void a_join_file_works_once_and_an_answer_that_was_lost_is_given_again() throws Exception {
        JoinFile join = join("so-tai-chinh");
        Map<Purpose, KeyPair> pairs = new EnumMap<>(Purpose.class);
        PURPOSES.forEach(purpose -> pairs.put(purpose, KeyPairs.generate(KeyAlgorithm.EC_P256)));

        HttpResponse<byte[]> first =
                post(JoinEndpoint.json(question(join, requests(join.node(), pairs))), join.token());
        long serial = directory().serial();
        HttpResponse<byte[]> again =
                post(JoinEndpoint.json(question(join, requests(join.node(), pairs))), join.token());
        pairs.put(Purpose.DOOR, KeyPairs.generate(KeyAlgorithm.EC_P256));
        HttpResponse<byte[]> other =
                post(JoinEndpoint.json(question(join, requests(join.node(), pairs))), join.token());

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        refused(other, Fault.JOIN_FILE_USED, join.node());
        assertThat(directory().serial()).isEqualTo(serial);

        province.stopHub();
        province.startHub();
        refused(
                post(JoinEndpoint.json(question(join, requests(join.node()))), join.token()),
                Fault.JOIN_FILE_USED,
                join.node());
    }

    @Test
    void joining_moves_no_agency_that_another_node_hosts() throws Exception {
        JoinFile stolen = JoinFile.of(hub(), "Tỉnh", "ke-gian", List.of("H06.03", "H06.02"), soon());
        JoinFile again = JoinFile.of(hub(), "Tỉnh", "so-noi-vu", List.of("H06.02"), soon());
        JoinFile asHub = JoinFile.of(hub(), "Tỉnh", "hub", List.of("H06.03"), soon());

        refused(
                post(JoinEndpoint.json(question(stolen, requests("ke-gian"))), stolen.token()),
                Fault.AGENCY_HOSTED,
                "H06.02, so-noi-vu");
        refused(
                post(JoinEndpoint.json(question(again, requests("so-noi-vu"))), again.token()),
                Fault.JOIN_REFUSED,
                "so-noi-vu");
        refused(post(JoinEndpoint.json(question(asHub, requests("hub"))), asHub.token()), Fault.JOIN_REFUSED, "hub");

        assertThat(directory().hosts(new NodeId("so-noi-vu"), new AgencyCode("H06.02")))
                .isTrue();
        assertThat(directory().node(new NodeId("ke-gian"))).isEmpty();
        assertThatThrownBy(() -> joined("ke-gian", stolen))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("ANTIN-2023 AGENCY_HOSTED H06.02, so-noi-vu");
    }

    @ParameterizedTest
    @EnumSource(Disguise.class)
    void a_node_that_joins_says_nothing_to_a_server_that_is_not_the_pinned_hub(Disguise disguise) throws Exception {
        JoinFile join = join("so-xay-dung");
        try (FakeHub fake = new FakeHub(disguise.tls())) {
            JoinFile led = new JoinFile(
                    join.province(),
                    join.node(),
                    join.agencies(),
                    join.broker(),
                    new Config.Address("127.0.0.1", fake.port()),
                    join.hubCertificate(),
                    join.trust(),
                    join.expires(),
                    join.token(),
                    join.mode());

            assertThatThrownBy(() -> joined("led-" + disguise, led))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.fault()).isEqualTo(Fault.HUB_NOT_PINNED));

            await().until(() -> !fake.handshakes.isEmpty());
            assertThat(fake.handshakes).containsExactly("refused");
        }
        assertThat(folder.resolve("led-" + disguise + "/keys.p12")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(Disguise.class)
    void a_running_node_asks_a_server_that_is_not_the_hub_of_its_directory_for_a_newer_one_only(Disguise disguise)
            throws Exception {
        Path home = folder.resolve("so-noi-vu");
        String real = Files.readString(home.resolve("node.yaml"));
        try (FakeHub broker = new FakeHub(disguise.tls());
                FakeHub https = new FakeHub(disguise.tls())) {
            HomeSetup.reroute(home, broker.port(), https.port());
            try (Node node = Node.start(
                            ConfigFile.read(home.resolve("node.yaml")), CrashPoints.NONE, Clock.systemUTC());
                    HubParts parts = Seams.parts(home, https.port())) {
                await().until(() -> node.line().trouble() == HubReachability.Trouble.HUB_NOT_TRUSTED);
                assertThatThrownBy(() -> parts.directory(1)).isInstanceOf(IOException.class);
                assertThat(node.greeted()).isFalse();
                TlsMaterial own = Tls.material(ConfigFile.read(home.resolve("node.yaml")));
                assertThat(new TlsProbe("127.0.0.1", https.port(), own, Duration.ofSeconds(5))
                                .once()
                                .trouble())
                        .isEqualTo(HubReachability.Trouble.HUB_NOT_TRUSTED);
            }
            await().until(() -> !broker.handshakes.isEmpty() && !https.handshakes.isEmpty());
            assertThat(broker.handshakes).containsOnly("refused");
            // The directory's own seal decides; the request tells nothing.
            assertThat(https.handshakes)
                    .contains("refused")
                    .allMatch(said -> said.equals("refused") || said.startsWith("GET /directory/newest HTTP/1.1"));
        } finally {
            Files.writeString(home.resolve("node.yaml"), real);
        }
    }

    @Test
    void a_join_file_of_before_is_told_to_be_one() throws Exception {
        Path old = folder.resolve("old.join");
        Files.writeString(
                old,
                Files.readString(folder.resolve("hub/joins/so-y-te.join")).replaceFirst("hubCertificate: .*\n", ""));

        assertThatThrownBy(() -> JoinFile.read(old))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("old.join, hubCertificate is missing: ask the province for a new join file");
    }

    /** What a server under the province's authority, with the right names, shows of itself. */
    enum Disguise {
        /** The door of a node that joined by right. */
        DOOR {
            @Override
            SSLContext tls() {
                return Tls.server(() -> Seams.keys(folder.resolve("so-noi-vu")).of(Purpose.DOOR));
            }
        },
        /** A connection certificate with a server's names, as nodes had before. */
        CONNECTION {
            @Override
            SSLContext tls() {
                Authority authority =
                        new Authority(Seams.authority(folder.resolve("hub")).of(Purpose.AUTHORITY), Clock.systemUTC());
                KeyPair pair = KeyPairs.generate(KeyAlgorithm.EC_P256);
                X509Certificate certificate = authority.issue(
                        pair.getPublic(),
                        "hub",
                        Purpose.CONNECTION,
                        List.of("127.0.0.1", "localhost"),
                        Duration.ofDays(1));
                KeyEntry entry = KeyEntry.of(pair.getPrivate(), certificate, authority.certificate());
                return Tls.server(() -> entry);
            }
        };

        abstract SSLContext tls();
    }

    private static Config hub() {
        return ConfigFile.read(folder.resolve("hub/hub.yaml"));
    }

    private static Instant soon() {
        return Instant.now().plus(Duration.ofHours(1)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    }

    private static Directory directory() {
        Repositories repositories = province.hub().repositories();
        Trust trust = Trust.read(folder.resolve("hub/province.trust"));
        return new DirectoryEditions(repositories.ledger(), repositories.log(), trust, Clock.systemUTC()).current();
    }

    private static JoinEndpoint.JoinRequest question(JoinFile join, Map<Purpose, byte[]> requests) {
        return new JoinEndpoint.JoinRequest(
                join.node(), join.agencies(), join.expires(), join.hubCertificate(), requests, new byte[0]);
    }

    private static Map<Purpose, byte[]> requests(String node) {
        Map<Purpose, KeyPair> pairs = new EnumMap<>(Purpose.class);
        PURPOSES.forEach(purpose -> pairs.put(purpose, KeyPairs.generate(KeyAlgorithm.EC_P256)));
        return requests(node, pairs);
    }

    private static Map<Purpose, byte[]> requests(String node, Map<Purpose, KeyPair> pairs) {
        Map<Purpose, byte[]> requests = new EnumMap<>(Purpose.class);
        pairs.forEach((purpose, pair) -> requests.put(purpose, KeyPairs.request(pair, node)));
        return requests;
    }

    /** A PKCS#10 request that asks for the hub's name and for everything a server may do. */
    private static byte[] greedy(KeyPair pair) throws Exception {
        ExtensionsGenerator asked = new ExtensionsGenerator();
        asked.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(HUBS_NAMES.stream()
                        .map(name -> new GeneralName(GeneralName.dNSName, name))
                        .toArray(GeneralName[]::new)));
        asked.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=hub"), pair.getPublic())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, asked.generate())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                .getEncoded();
    }

    private static void refused(HttpResponse<byte[]> answer, Fault fault, String detail) {
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(JoinEndpoint.read(answer.body(), JoinEndpoint.JoinProblem.class))
                .isEqualTo(new JoinEndpoint.JoinProblem(fault.code(), detail));
    }

    private static HttpResponse<byte[]> post(byte[] body, String token) throws Exception {
        return send(body, JoinFile.proof(token, body));
    }

    private static HttpResponse<byte[]> send(byte[] body, String proof) throws Exception {
        Trust trust = Trust.read(folder.resolve("hub/province.trust"));
        HttpClient client =
                HttpClient.newBuilder().sslContext(Tls.client(trust.anchors())).build();
        return client.send(
                HttpRequest.newBuilder(
                                URI.create("https://127.0.0.1:" + hub().listen().port() + "/join"))
                        .header(JoinEndpoint.PROOF, proof)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Listens where the hub should, and notes what a caller says to it. */
    private static final class FakeHub implements AutoCloseable {

        final List<String> handshakes = new CopyOnWriteArrayList<>();
        private final SSLServerSocket server;

        FakeHub(SSLContext tls) throws IOException {
            server = (SSLServerSocket)
                    tls.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
            Thread listener = new Thread(this::listen, "fake hub");
            listener.setDaemon(true);
            listener.start();
        }

        private void listen() {
            while (!server.isClosed()) {
                try (SSLSocket caller = (SSLSocket) server.accept()) {
                    handshakes.add(heard(caller));
                } catch (IOException closed) {
                    assertThat(server.isClosed()).isTrue();
                }
            }
        }

        /** The caller hangs up in the handshake, with an alert, or it says something. */
        private static String heard(SSLSocket caller) {
            try {
                byte[] said = new byte[8192];
                int count = caller.getInputStream().read(said);
                return count < 0 ? "refused" : new String(said, 0, count, UTF_8);
            } catch (IOException refused) {
                return "refused";
            }
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
