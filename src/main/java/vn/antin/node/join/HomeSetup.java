package vn.antin.node.join;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.directory.AgencyList;
import vn.antin.directory.Directory;
import vn.antin.directory.Edition;
import vn.antin.directory.NodeCertificate;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.node.broker.Tls;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.AbsentKey;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.KeyWords;
import vn.antin.seal.pki.Pkcs12Keys;
import vn.antin.seal.pki.PrivateFile;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Token;
import vn.antin.seal.pki.Trust;

/** Makes the folders of a hub and of a node: keys, trust, directory and configuration. Nothing there is overwritten. */
public final class HomeSetup {

    /**
     * What a new hub is to be.
     *
     * @param host the name or address that nodes reach it by
     * @param algorithm of the keys made for it
     * @param authorityApart the folder of an authority that will be carried to another machine; null for one at the hub
     */
    public record NewHub(
            String province,
            NodeId id,
            Path agencies,
            String host,
            int brokerPort,
            int httpsPort,
            KeyAlgorithm algorithm,
            Mode mode,
            @Nullable Path authorityApart) {

        /** A hub with its authority. */
        public NewHub(
                String province,
                NodeId id,
                Path agencies,
                String host,
                int brokerPort,
                int httpsPort,
                KeyAlgorithm algorithm,
                Mode mode) {
            this(province, id, agencies, host, brokerPort, httpsPort, algorithm, mode, null);
        }
    }

    static final Duration AUTHORITY_LIFE = Duration.ofDays(20 * 365);

    static final Duration STAMP_LIFE = Duration.ofDays(15 * 365);
    private static final Duration JOIN_LIFE = Duration.ofDays(90);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<Purpose> HUB = KeyFiles.purposes(Config.Role.HUB);
    private static final List<Purpose> NODE = KeyFiles.purposes(Config.Role.NODE);

    /** As {@link #nodeYaml} writes it. */
    private static final Pattern HUB_PORTS = Pattern.compile("(?m)(^hub:.*\\bport: )\\d+(, https: )\\d+");

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public HomeSetup(Clock clock) {
        this.clock = clock;
    }

    /** The folder of a hub, with a join file for each agency of the list under {@code joins/}. */
    public void hub(NewHub hub, Path folder) {
        hub(hub, folder, null);
    }

    /**
     * The same with the hub's seal key in a token.
     *
     * @param token null for none
     */
    public void hub(NewHub hub, Path folder, @Nullable SealToken token) {
        empty(folder);
        Path apart = hub.authorityApart();
        if (apart != null) {
            empty(apart);
        }
        List<Agency> agencies = AgencyList.read(hub.agencies());
        try {
            Path pin = secret(folder.resolve("pin"), random(24));
            Path secret = secret(folder.resolve("join.secret"), random(32));
            char[] word = KeyFiles.pin(pin);
            Token above = token != null && token.authority() ? token.token() : null;
            Authority authority = Authority.create(
                    authorityName(hub.province()),
                    clock,
                    AUTHORITY_LIFE,
                    KeyPairs.generate(above, hub.algorithm()),
                    apart != null);
            KeyEntry directoryKey = issued(
                    authority,
                    KeyPairs.generate(above, hub.algorithm()),
                    hub.id() + "-directory",
                    Purpose.DIRECTORY,
                    apart == null ? STAMP_LIFE : ApartAuthority.DIRECTORY_LIFE);
            KeyEntry stampKey =
                    issued(authority, KeyPairs.generate(hub.algorithm()), hub.id() + "-time-stamp", Purpose.TIME_STAMP);
            Pkcs12Keys.write(
                    folder.resolve("authority.p12"),
                    word,
                    Map.of(
                            Purpose.AUTHORITY, apart == null ? authority.entry() : absent(authority.certificate()),
                            Purpose.DIRECTORY, directoryKey,
                            Purpose.TIME_STAMP, stampKey));
            Map<Purpose, KeyEntry> own = new EnumMap<>(Purpose.class);
            for (Purpose purpose : HUB) {
                KeyPair pair = purpose == Purpose.SEAL && token != null
                        ? token.sealKey(hub.algorithm())
                        : KeyPairs.generate(hub.algorithm());
                own.put(purpose, own(authority, hub, purpose, pair));
            }
            Pkcs12Keys.write(folder.resolve("keys.p12"), word, own);
            Trust trust = new Trust(
                    Set.of(authority.certificate()),
                    Set.of(directoryKey.certificate()),
                    Set.of(stampKey.certificate()));
            Files.writeString(folder.resolve("province.trust"), trust.write());
            if (apart != null) {
                AuthorityFolder.make(apart, authority, trust, random(24));
            }
            Files.write(folder.resolve("directory.xml"), directory(hub, agencies, own, authority, directoryKey));
            Files.writeString(folder.resolve("hub.yaml"), hubYaml(hub) + (token == null ? "" : token.yaml()));
            X509Certificate connection =
                    Objects.requireNonNull(own.get(Purpose.CONNECTION)).certificate();
            joins(
                    hub,
                    agencies,
                    connection,
                    trust,
                    KeyFiles.read(secret),
                    Files.createDirectories(folder.resolve("joins")));
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    private static KeyEntry own(Authority authority, NewHub hub, Purpose purpose, KeyPair pair) {
        List<String> names = purpose == Purpose.CONNECTION ? names(hub.host()) : List.of();
        X509Certificate certificate =
                authority.issue(pair.getPublic(), hub.id().value(), purpose, names, Registry.CERTIFICATE);
        return KeyEntry.of(pair.getPrivate(), certificate, authority.certificate());
    }

    /** The name of a province's first authority. */
    static String authorityName(String province) {
        return province + " - gốc tin cậy";
    }

    /** The name of an authority that follows the first one. */
    static String authorityName(String province, long number) {
        return authorityName(province) + " " + number;
    }

    /** The certificate of an authority whose key is on another machine. */
    static KeyEntry absent(X509Certificate certificate) {
        return KeyEntry.of(new AbsentKey(certificate.getPublicKey()), certificate);
    }

    /** A key that the authority certifies: a signer of the province. */
    static KeyEntry issued(Authority authority, KeyPair pair, String name, Purpose purpose) {
        return issued(authority, pair, name, purpose, STAMP_LIFE);
    }

    private static KeyEntry issued(Authority authority, KeyPair pair, String name, Purpose purpose, Duration life) {
        X509Certificate certificate = authority.issue(pair.getPublic(), name, purpose, List.of(), life);
        return KeyEntry.of(pair.getPrivate(), certificate, authority.certificate());
    }

    private byte[] directory(
            NewHub hub, List<Agency> agencies, Map<Purpose, KeyEntry> own, Authority authority, KeyEntry directoryKey) {
        Instant now = clock.instant();
        NodeEntry entry = new NodeEntry(hub.id(), true, List.of());
        for (Purpose purpose : HUB) {
            KeyEntry key = Objects.requireNonNull(own.get(purpose));
            entry = entry.with(new NodeCertificate(purpose, now.minus(Authority.BACKDATED), key.certificate()));
        }
        Edition edition = Edition.first(hub.province(), now, now.plus(Registry.EDITION))
                .withNode(entry)
                .withAgencies(agencies)
                .withCrl(authority.crl(
                        Map.of(),
                        1,
                        hub.authorityApart() == null ? Registry.REVOCATION_LIST : ApartAuthority.REVOCATION_LIST));
        SealAlgorithm algorithm =
                SealAlgorithm.defaultFor(directoryKey.certificate().getPublicKey());
        return new Directory(edition).seal(new Sealer(directoryKey, algorithm, clock));
    }

    private void joins(
            NewHub hub, List<Agency> agencies, X509Certificate connection, Trust trust, byte[] secret, Path folder)
            throws IOException {
        Instant expires = clock.instant().plus(JOIN_LIFE).truncatedTo(ChronoUnit.SECONDS);
        for (Agency agency : agencies) {
            String node = AgencyList.nodeIdFor(agency, agencies).value();
            List<String> codes = List.of(agency.code().value());
            Path file = folder.resolve(node + ".join");
            new JoinFile(
                            hub.province(),
                            node,
                            codes,
                            new Config.Address(hub.host(), hub.brokerPort()),
                            new Config.Address(hub.host(), hub.httpsPort()),
                            Certificates.digest(connection).hex(),
                            trust.write(),
                            expires,
                            JoinFile.token(secret, node, codes, expires),
                            hub.mode() == Mode.TEST ? Mode.TEST : null)
                    .write(file);
        }
    }

    private static String hubYaml(NewHub hub) {
        return """
                # Trục liên thông văn bản. Everything not here takes its default.
                role: hub
                node: %s
                broker: { host: "%s", port: %d }
                listen: { host: "%s", port: %d }
                authority: { keys: authority.p12 }
                %s""".formatted(hub.id(), hub.host(), hub.brokerPort(), hub.host(), hub.httpsPort(), modeYaml(hub.mode()));
    }

    private static String modeYaml(@Nullable Mode mode) {
        return mode == Mode.TEST ? "# " + Mode.STAMP + "\nmode: test\n" : "";
    }

    /**
     * The folder of a node: makes its keys here, has them certified by the hub, and writes its configuration and one
     * API key, whose text stands in {@code api.key} and nowhere else. Once it has asked, it can be done again wherever it
     * ends too early.
     *
     * @throws Refused UNREACHABLE, HUB_NOT_PINNED or what the hub answered; then the folder keeps the keys for another
     *     try
     */
    public void node(JoinFile join, Path folder, int httpsPort, KeyAlgorithm algorithm) {
        node(join, folder, httpsPort, algorithm, null, null);
    }

    /**
     * Makes the keys of a node that is to join with a certificate of an admitted authority for its seal.
     *
     * @param token null for none
     * @return the PKCS#10 request for that certificate; the same keys at every repeat
     */
    public byte[] sealRequest(JoinFile join, Path folder, KeyAlgorithm algorithm, @Nullable SealToken token) {
        JoinKeys kept = new JoinKeys(folder, token == null ? null : token.token());
        if (!kept.begun()) {
            empty(folder);
        }
        try {
            KeyPair seal = Objects.requireNonNull(made(kept, algorithm, token).get(Purpose.SEAL));
            return KeyPairs.request(seal, join.node());
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    private static Map<Purpose, KeyPair> made(JoinKeys kept, KeyAlgorithm algorithm, @Nullable SealToken token)
            throws IOException {
        return token == null
                ? kept.keep(NODE, algorithm)
                : kept.keep(NODE, algorithm, seal -> token.sealKey(algorithm));
    }

    /**
     * The same with the node's seal key in a token, or with a certificate of an admitted authority for it.
     *
     * @param token null for none
     * @param seal the certificate in DER; null to have the seal certified by the hub
     */
    public void node(
            JoinFile join,
            Path folder,
            int httpsPort,
            KeyAlgorithm algorithm,
            @Nullable SealToken token,
            byte @Nullable [] seal) {
        JoinKeys kept = new JoinKeys(folder, token == null ? null : token.token());
        if (!kept.begun()) {
            empty(folder);
        }
        try {
            Trust trust = Trust.parse(join.trust());
            Map<Purpose, KeyPair> pairs = made(kept, algorithm, token);
            Map<Purpose, byte[]> requests = new EnumMap<>(Purpose.class);
            pairs.forEach((purpose, pair) -> requests.put(purpose, KeyPairs.request(pair, join.node())));
            JoinEndpoint.JoinAnswer answer = ask(join, trust, requests, seal, pairs);
            X509Certificate issuer = certificate(answer.authority());
            Directory.open(answer.directory(), trust, clock.instant());
            Map<Purpose, KeyEntry> keys = new EnumMap<>(Purpose.class);
            pairs.forEach((purpose, pair) -> {
                X509Certificate own = certificate(answer.certificates(), purpose);
                X509Certificate above = purpose == Purpose.SEAL && seal != null ? trust.shownAbove(own) : issuer;
                keys.put(purpose, KeyEntry.of(pair.getPrivate(), own, above));
            });
            Path pin = secret(folder.resolve("pin"), random(24));
            Pkcs12Keys.write(folder.resolve("keys.p12"), KeyFiles.pin(pin), keys);
            Files.writeString(folder.resolve("province.trust"), join.trust());
            Files.write(folder.resolve("directory.xml"), answer.directory());
            String apiKey = (join.mode() == Mode.TEST ? "antin_test_" : "antin_live_") + random(24);
            secret(folder.resolve("api.key"), apiKey);
            Files.writeString(
                    folder.resolve("node.yaml"),
                    nodeYaml(join, httpsPort, apiKey) + (token == null ? "" : token.yaml()));
            kept.done();
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    /** The words of the keys are those of this node, whatever the hub says. */
    private JoinEndpoint.JoinAnswer ask(
            JoinFile join,
            Trust trust,
            Map<Purpose, byte[]> requests,
            byte @Nullable [] seal,
            Map<Purpose, KeyPair> pairs)
            throws IOException {
        try {
            return ask(join, trust, requests, seal);
        } catch (Refused refused) {
            if (refused.fault() != Fault.JOIN_WAITS && refused.fault() != Fault.AUTHORITY_AWAITED) {
                throw refused;
            }
            String words =
                    KeyWords.of(pairs.values().stream().map(KeyPair::getPublic).toList());
            throw new Refused(refused.fault(), refused, join.node(), words);
        }
    }

    private JoinEndpoint.JoinAnswer ask(
            JoinFile join, Trust trust, Map<Purpose, byte[]> requests, byte @Nullable [] seal) throws IOException {
        byte[] question = JoinEndpoint.json(new JoinEndpoint.JoinRequest(
                join.node(),
                join.agencies(),
                join.expires(),
                join.hubCertificate(),
                requests,
                seal == null ? new byte[0] : seal));
        HttpClient client = HttpClient.newBuilder()
                .sslContext(Tls.joining(trust.anchors(), Digest.ofHex(join.hubCertificate()), clock))
                .connectTimeout(PATIENCE)
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "https://" + join.https().host() + ":" + join.https().port() + JoinEndpoint.PATH))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header(JoinEndpoint.PROOF, JoinFile.proof(join.token(), question))
                .POST(HttpRequest.BodyPublishers.ofByteArray(question))
                .build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw refusal(response, join.node());
            }
            return JoinEndpoint.read(response.body(), JoinEndpoint.JoinAnswer.class);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(Fault.UNREACHABLE, e, join.https().host());
        } catch (IOException e) {
            throw new Refused(
                    notPinned(e) ? Fault.HUB_NOT_PINNED : Fault.UNREACHABLE,
                    e,
                    join.https().host() + ":" + join.https().port());
        }
    }

    private static boolean notPinned(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(CertificateException.class::isInstance);
    }

    /** What the hub said, by its code; of an answer that is not the hub's only the status is told. */
    private static Refused refusal(HttpResponse<byte[]> response, String node) {
        if (response.statusCode() == 403) {
            JoinEndpoint.JoinProblem problem = JoinEndpoint.read(response.body(), JoinEndpoint.JoinProblem.class);
            Optional<Fault> known = Fault.ofCode(problem.code());
            if (known.isPresent()) {
                return new Refused(known.get(), problem.detail().split(", ", -1));
            }
        }
        return new Refused(Fault.JOIN_REFUSED, node + ", HTTP " + response.statusCode());
    }

    private static X509Certificate certificate(Map<Purpose, byte[]> certificates, Purpose purpose) {
        byte[] der = certificates.get(purpose);
        if (der == null) {
            throw new Refused(Fault.JOIN_REFUSED, purpose.name());
        }
        return certificate(der);
    }

    private static X509Certificate certificate(byte[] der) {
        return Certificates.parse(der);
    }

    private static String nodeYaml(JoinFile join, int httpsPort, String apiKey) {
        return """
                # Nút liên thông của cơ quan. Everything not here takes its default.
                role: node
                node: %s
                hub: { host: "%s", port: %d, https: %d }
                listen: { host: 127.0.0.1, port: %d }
                apiKeys:
                  - { sha256: %s, agencies: [%s], name: first }
                %s""".formatted(
                        join.node(),
                        join.broker().host(),
                        join.broker().port(),
                        join.https().port(),
                        httpsPort,
                        Digest.sha256(apiKey.getBytes(StandardCharsets.UTF_8)).hex(),
                        String.join(
                                ", ",
                                join.agencies().stream()
                                        .map(AgencyCode::new)
                                        .map(code -> '"' + code.value() + '"')
                                        .toList()),
                        modeYaml(join.mode()));
    }

    /** From its next start on the node of this folder reaches its hub at other ports of the same host. */
    public static void reroute(Path folder, int brokerPort, int httpsPort) {
        Path file = folder.resolve("node.yaml");
        try {
            String text = Files.readString(file);
            Files.writeString(file, HUB_PORTS.matcher(text).replaceFirst("$1" + brokerPort + "$2" + httpsPort));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static List<String> names(String host) {
        return List.copyOf(new TreeSet<>(List.of("localhost", "127.0.0.1", host)));
    }

    private static void empty(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (var files = Files.list(folder)) {
                    if (files.findAny().isPresent()) {
                        throw new Refused(Fault.FOLDER_IN_USE, folder.toString());
                    }
                }
            }
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    private String random(int bytes) {
        byte[] word = new byte[bytes];
        random.nextBytes(word);
        return bytes == 24
                ? Base64.getUrlEncoder().withoutPadding().encodeToString(word)
                : HexFormat.of().formatHex(word);
    }

    private static Path secret(Path file, String word) throws IOException {
        PrivateFile.write(file, (word + "\n").getBytes(US_ASCII));
        return file;
    }

    /** The province's list of agencies that comes with the product, written where it can be read as a file. */
    public static Path exampleAgencies(Path folder) {
        Path file = folder.resolve("agencies.csv");
        try (InputStream in = HomeSetup.class.getResourceAsStream("/config/brvt-agencies.csv")) {
            if (in == null) {
                throw new IllegalStateException("the list of agencies is missing");
            }
            Files.createDirectories(folder);
            Files.write(file, in.readAllBytes());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
