package vn.antin.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Mode;
import vn.antin.envelope.Refused;
import vn.antin.seal.PrivateFile;

/**
 * What the province hands to an agency so that its node can join: who it is, where the hub is, whom to trust, and a
 * word that only the hub could have written.
 *
 * @param node the id the node will have
 * @param agencies the codes it will host
 * @param broker the hub's queues
 * @param https the hub's door
 * @param trust the province's trust file
 * @param token HMAC-SHA256 of the hub's secret over node, agencies and expiry
 * @param mode that of the hub; absent for production
 */
public record JoinFile(
        String province,
        String node,
        List<String> agencies,
        Config.Address broker,
        Config.Address https,
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
        agencies = List.copyOf(agencies);
    }

    /** The token for a node, as only the holder of the hub's secret can make it. */
    static String token(byte[] secret, String node, List<String> agencies, Instant expires) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            String words = node + "\n" + String.join(",", agencies) + "\n" + expires;
            return HexFormat.of().formatHex(mac.doFinal(words.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** Whether the hub with this secret wrote that token, compared in constant time. */
    static boolean holds(byte[] secret, String node, List<String> agencies, Instant expires, String token) {
        return MessageDigest.isEqual(
                token(secret, node, agencies, expires).getBytes(StandardCharsets.US_ASCII),
                token.getBytes(StandardCharsets.UTF_8));
    }

    public static JoinFile read(Path file) {
        try {
            return YAML.readValue(file.toFile(), JoinFile.class);
        } catch (JsonProcessingException e) {
            throw new Refused(Fault.CONFIGURATION, e, file.toString(), e.getOriginalMessage());
        } catch (IOException e) {
            throw new Refused(Fault.FILE_MISSING, e, file.toString());
        }
    }

    void write(Path file) throws IOException {
        String text = "# Antin: for " + node + " only. Keep it like a key until it has joined.\n"
                + YAML.writeValueAsString(this);
        PrivateFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
