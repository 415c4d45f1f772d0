package vn.antin.adapter.vxp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import vn.antin.adapter.ApiKeys;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;

/**
 * Who calls: the system id is an agency's code, and the call's headers, written as JSON, are signed by HMAC-SHA256.
 *
 * <p>The node keeps no API key, only its SHA-256; so the secret of this interface is that SHA-256 in lower-case
 * hexadecimal digits, as it stands in {@code node.yaml}. The JSON is taken as it was sent, so that its writing does not
 * matter; each of its members must be what the header of that name says.
 */
final class Signature {

    static final String HASHED = "XroadVnpt-hash-header";
    static final String SIGNED = "XroadVnpt-sign-header";
    static final String SYSTEM = "XroadVnpt-sign-header-key";
    static final String TIME = "XroadVnpt-timestamp";
    static final String FILE = "hash-file";

    /** How far the caller's clock may be off, and how long a signature can be used. */
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private static final int LONGEST = 8 << 10;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final ApiKeys keys;
    private final Clock clock;

    Signature(ApiKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** The agency that signed; a doubt about who it is tells nothing about the key. */
    AgencyCode caller(HttpServletRequest request) {
        String hashed = header(request, HASHED);
        AgencyCode system = system(header(request, SYSTEM));
        if (!signed(system, hashed, header(request, SIGNED))) {
            throw refused(SIGNED);
        }
        timely(header(request, TIME));
        matches(hashed, request);
        return system;
    }

    private static Refused refused(String what) {
        return new Refused(Fault.NOT_SIGNED_IN, what);
    }

    private static String header(HttpServletRequest request, String name) {
        @Nullable String value = request.getHeader(name);
        if (value == null || value.isBlank() || value.length() > LONGEST) {
            throw refused(name);
        }
        return value.strip();
    }

    private static AgencyCode system(String code) {
        try {
            return new AgencyCode(code);
        } catch (Refused e) {
            throw new Refused(Fault.NOT_SIGNED_IN, e, SYSTEM);
        }
    }

    /** All keys of the agency are tried, each compared in constant time. */
    private boolean signed(AgencyCode system, String text, String given) {
        byte[] mac = bytes(given);
        boolean found = false;
        for (Map.Entry<Digest, Set<AgencyCode>> key : keys.keys().entrySet()) {
            boolean theirs = key.getValue().contains(system);
            found |= MessageDigest.isEqual(mac(key.getKey().hex(), text), mac) && theirs;
        }
        return found;
    }

    /** Hexadecimal digits or base64; which of them an axis takes is not known. */
    private static byte[] bytes(String given) {
        try {
            return given.matches("[0-9A-Fa-f]{64}")
                    ? HexFormat.of().parseHex(given)
                    : Base64.getDecoder().decode(given);
        } catch (IllegalArgumentException e) {
            throw new Refused(Fault.NOT_SIGNED_IN, e, SIGNED);
        }
    }

    static byte[] mac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }

    private void timely(String text) {
        Instant now = clock.instant();
        Instant time = time(text);
        if (time.isBefore(now.minus(WINDOW)) || time.isAfter(now.plus(WINDOW))) {
            throw new Refused(
                    Fault.AXIS_TIME,
                    time.toString(),
                    now.truncatedTo(ChronoUnit.SECONDS).toString());
        }
    }

    /** Seconds or milliseconds since 1970, or as RFC 3339 writes it. */
    private static Instant time(String text) {
        try {
            if (text.matches("\\d{1,10}")) {
                return Instant.ofEpochSecond(Long.parseLong(text));
            }
            return text.matches("\\d{11,14}") ? Instant.ofEpochMilli(Long.parseLong(text)) : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Refused(Fault.NOT_SIGNED_IN, e, TIME);
        }
    }

    /** The time and the file must be among what was signed, or an old signature would do for a new call. */
    private static void matches(String text, HttpServletRequest request) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Refused(Fault.NOT_SIGNED_IN, e, HASHED);
        }
        boolean timed = false;
        boolean filed = request.getHeader(FILE) == null;
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            @Nullable String said = request.getHeader(member.getKey());
            if (said == null || !said.strip().equals(member.getValue().asText().strip())) {
                throw refused(member.getKey());
            }
            timed |= member.getKey().toLowerCase(Locale.ROOT).equals(TIME.toLowerCase(Locale.ROOT));
            filed |= member.getKey().toLowerCase(Locale.ROOT).equals(FILE);
        }
        if (!timed || !filed) {
            throw refused(timed ? FILE : TIME);
        }
    }
}
