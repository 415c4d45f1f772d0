package vn.antin.node.join;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.HubEndpoint;
import vn.antin.door.OwnAddress;
import vn.antin.envelope.Mode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.PrivateFile;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/**
 * What the province hands to an agency so that its node can join: who it is, where the hub is, whom to trust, and a
 * key that only the hub could have made.
 *
 * @param node the id the node will have
 * @param agencies the codes it will host
 * @param broker the hub's queues
 * @param https the hub's door
 * @param hubCertificate SHA-256 of the hub's connection certificate: the only server the node asks
 * @param trust the province's trust file
 * @param token HMAC-SHA256 of the hub's secret over node, agencies and expiry, in hex: the key of the proof under a
 *     request to join, never sent
 * @param mode that of the hub; absent for production
 */
public record JoinFile(
        String province,
        String node,
        List<String> agencies,
        Config.Address broker,
        Config.Address https,
        String hubCertificate,
        String trust,
        Instant expires,
        String token,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Mode mode) {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(com.fasterxml.jackson.databind.SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .build();

    public JoinFile {
        Objects.requireNonNull(hubCertificate, "hubCertificate is missing: ask the province for a new join file");
        agencies = List.copyOf(agencies);
    }

    /** The join file of a node, as the hub of this configuration makes it on its own machine. */
    public static JoinFile of(Config hub, String province, String node, List<String> agencies, Instant expires) {
        X509Certificate certificate = KeyFiles.open(hub).of(Purpose.CONNECTION).certificate();
        byte[] secret = KeyFiles.read(hub.data().resolveSibling("join.secret"));
        return new JoinFile(
                province,
                node,
                agencies,
                reached(hub.brokerOrFail(), certificate),
                reached(hub.listen(), certificate),
                Certificates.digest(certificate).hex(),
                Trust.read(hub.trust()).write(),
                expires,
                token(secret, node, agencies, expires),
                hub.mode() == Mode.TEST ? Mode.TEST : null);
    }

    /** Where others find what listens there: for all addresses, under the first name in its certificate. */
    public static Config.Address reached(Config.Address listen, X509Certificate certificate) {
        return OwnAddress.isEverywhere(listen.host())
                ? OwnAddress.names(certificate).stream()
                        .findFirst()
                        .map(name -> new Config.Address(name, listen.port()))
                        .orElse(listen)
                : listen;
    }

    /** The same for a hub that the directory names at other places: the preferred one. */
    public JoinFile at(List<HubEndpoint> endpoints) {
        if (endpoints.isEmpty()) {
            return this;
        }
        HubEndpoint first = endpoints.get(0);
        return new JoinFile(
                province,
                node,
                agencies,
                new Config.Address(first.host(), first.port()),
                new Config.Address(first.host(), first.https()),
                hubCertificate,
                trust,
                expires,
                token,
                mode);
    }

    /** The token for a node, as only the holder of the hub's secret can make it. */
    static String token(byte[] secret, String node, List<String> agencies, Instant expires) {
        String words = node + "\n" + String.join(",", agencies) + "\n" + expires;
        return mac(secret, words.getBytes(StandardCharsets.UTF_8));
    }

    /** What proves that a request comes from the holder of the token: a MAC over every byte of it. */
    public static String proof(String token, byte[] request) {
        return mac(token.getBytes(StandardCharsets.US_ASCII), request);
    }

    /** Whether this is the proof of that request, compared in constant time. */
    static boolean proves(String token, byte[] request, String proof) {
        return MessageDigest.isEqual(
                proof(token, request).getBytes(StandardCharsets.US_ASCII), proof.getBytes(StandardCharsets.UTF_8));
    }

    private static String mac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** Reads a join file, or a text with the scanned codes of its sheet, one on each line. */
    public static JoinFile read(Path file) {
        try {
            byte[] text = Files.readAllBytes(file);
            return YAML.readValue(JoinCodes.are(text) ? JoinCodes.read(text) : text, JoinFile.class);
        } catch (ValueInstantiationException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new Refused(Fault.CONFIGURATION, e, file.toString(), String.valueOf(why.getMessage()));
        } catch (JsonProcessingException e) {
            throw new Refused(Fault.CONFIGURATION, e, file.toString(), e.getOriginalMessage());
        } catch (IOException e) {
            throw new Refused(Fault.FILE_MISSING, e, file.toString());
        }
    }

    public void write(Path file) throws IOException {
        PrivateFile.write(file, text().getBytes(StandardCharsets.UTF_8));
    }

    /** The content of the file. */
    public String text() {
        try {
            return "# Antin: for " + node + " only. Keep it like a key until it has joined.\n"
                    + YAML.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value that has no YAML", e);
        }
    }
}
