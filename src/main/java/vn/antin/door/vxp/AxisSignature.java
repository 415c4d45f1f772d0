package vn.antin.door.vxp;

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
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.door.ApiKeys;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Authenticates calls of the national axis: the system id is an agency's code or alias, and the call's headers, as a
 * JSON object, are signed by HMAC-SHA256. The header that holds the JSON tells the two forms apart.
 *
 * <table>
 * <caption>Location of each value</caption>
 * <tr><th></th><th>the national SDK 2.0</th><th>the form of {@code vxp.py}</th></tr>
 * <tr><td>JSON</td><td>{@value #SIGN_HEADER}</td><td>{@value #HASH_HEADER}</td></tr>
 * <tr><td>HMAC</td><td>{@value #HASH_HEADER}</td><td>{@value #SIGN_HEADER}</td></tr>
 * <tr><td>system id</td><td>{@value #SYSTEM_ID}</td><td>{@value #SIGN_HEADER_KEY}</td></tr>
 * <tr><td>parameters</td><td>signed headers</td><td>query or body</td></tr>
 * </table>
 *
 * <p>The node stores only the SHA-256 of an API key, so the secret of this interface is that SHA-256 in lower-case
 * hexadecimal digits, as in {@code node.yaml}. The signature covers the JSON as it was sent, whatever its formatting;
 * each of its members must equal the header of that name.
 *
 * <p>The SDK signs neither the name of the call nor a nonce, and sends the same signed text for different calls. So no
 * call is refused as a replay; every call is idempotent (decision 36).
 */
final class AxisSignature {

    static final String PREFIX = "XroadVnpt-";
    static final String HASH_HEADER = PREFIX + "hash-header";
    static final String SIGN_HEADER = PREFIX + "sign-header";
    static final String SIGN_HEADER_KEY = PREFIX + "sign-header-key";
    static final String SYSTEM_ID = PREFIX + "systemid";
    static final String TIMESTAMP = PREFIX + "timestamp";

    /** Header with the SHA-256 of the package; with the prefix in the SDK's form. */
    static final String HASH_FILE = "hash-file";

    /** Tolerance for the caller's clock; in the form of {@code vxp.py} also the lifetime of a signature. */
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private static final int LONGEST = 8 << 10;

    /** Local time; the digits after the plus sign are milliseconds, where a zone would be. */
    private static final Pattern SDK_TIME = Pattern.compile("(\\d{8}T\\d{6})\\+\\d{1,4}");

    private static final DateTimeFormatter SDK_LOCAL =
            DateTimeFormatter.ofPattern("ddMMuuuu'T'HHmmss").withResolverStyle(ResolverStyle.STRICT);

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final ApiKeys keys;
    private final Supplier<Directory> directory;
    private final Duration sdkAge;
    private final Clock clock;

    /**
     * Builds the check.
     *
     * @param directory translates aliases
     * @param sdkAge greatest age of the time in a call of the SDK, which takes it when its service object is made
     */
    AxisSignature(ApiKeys keys, Supplier<Directory> directory, Duration sdkAge, Clock clock) {
        this.keys = keys;
        this.directory = directory;
        this.sdkAge = sdkAge;
        this.clock = clock;
    }

    /** Whether the call has the form of {@code vxp.py}; any other is read as one of the SDK. */
    static boolean plain(HttpServletRequest request) {
        @Nullable String text = request.getHeader(HASH_HEADER);
        return text != null && text.strip().startsWith("{");
    }

    /**
     * Checks the signature.
     *
     * @throws Refused AXIS_HEADER_MISSING, AXIS_SIGNATURE, AXIS_HEADER or AXIS_TIME, which name the wrong header; an
     *     unknown system id and a wrong secret are the same fault
     */
    AxisCaller check(HttpServletRequest request) {
        return plain(request) ? plainForm(request) : sdkForm(request);
    }

    private AxisCaller plainForm(HttpServletRequest request) {
        String text = header(request, HASH_HEADER);
        AgencyCode agency = signer(request, text, HASH_HEADER, SIGN_HEADER, SIGN_HEADER_KEY);
        timely(header(request, TIMESTAMP), WINDOW);
        Map<String, String> signed = matching(text, HASH_HEADER, request);
        required(signed, TIMESTAMP);
        @Nullable String fileHash = request.getHeader(HASH_FILE);
        if (fileHash != null) {
            required(signed, HASH_FILE);
        }
        return new AxisCaller(agency, null, fileHash);
    }

    /** Reads parameters from the signed headers only: nothing unsigned is used. */
    private AxisCaller sdkForm(HttpServletRequest request) {
        String text = header(request, SIGN_HEADER);
        AgencyCode agency = signer(request, text, SIGN_HEADER, HASH_HEADER, SYSTEM_ID);
        timely(header(request, TIMESTAMP), sdkAge);
        Map<String, String> signed = matching(text, SIGN_HEADER, request);
        required(signed, SYSTEM_ID);
        required(signed, TIMESTAMP);
        Map<String, String> parameters = new LinkedHashMap<>();
        signed.forEach((name, value) -> {
            if (name.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
                parameters.put(name.substring(PREFIX.length()), value);
            }
        });
        return new AxisCaller(agency, Collections.unmodifiableMap(parameters), parameters.get(HASH_FILE));
    }

    private static String header(HttpServletRequest request, String name) {
        @Nullable String value = request.getHeader(name);
        if (value == null || value.isBlank()) {
            throw new Refused(Fault.AXIS_HEADER_MISSING, name);
        }
        if (value.length() > LONGEST) {
            throw new Refused(Fault.AXIS_HEADER, name);
        }
        return value.strip();
    }

    private static void required(Map<String, String> signed, String name) {
        if (signed.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
            throw new Refused(Fault.AXIS_HEADER_MISSING, name);
        }
    }

    /** The agency whose key made the HMAC. */
    private AgencyCode signer(
            HttpServletRequest request, String text, String textHeader, String macHeader, String systemHeader) {
        String system = header(request, systemHeader);
        byte[] mac = bytes(header(request, macHeader), macHeader);
        Refused wrong = new Refused(Fault.AXIS_SIGNATURE, macHeader, textHeader, system + " (" + systemHeader + ")");
        AgencyCode code;
        try {
            code = new AgencyCode(system);
        } catch (Refused e) {
            wrong.addSuppressed(e);
            throw wrong;
        }
        AgencyCode agency = directory.get().agency(code).map(Agency::code).orElse(code);
        if (!made(agency, text, mac)) {
            throw wrong;
        }
        return agency;
    }

    /** Tries every key, each comparison in constant time. */
    private boolean made(AgencyCode agency, String text, byte[] given) {
        boolean found = false;
        for (Map<Digest, Set<AgencyCode>> some :
                List.of(keys.keys(), keys.made().get())) {
            for (Map.Entry<Digest, Set<AgencyCode>> key : some.entrySet()) {
                boolean theirs = key.getValue().contains(agency);
                found |= MessageDigest.isEqual(mac(key.getKey().hex(), text), given) && theirs;
            }
        }
        return found;
    }

    /** Decodes hexadecimal digits, as the SDK writes them, or base64. */
    private static byte[] bytes(String given, String header) {
        try {
            return given.matches("[0-9A-Fa-f]{64}")
                    ? HexFormat.of().parseHex(given)
                    : Base64.getDecoder().decode(given);
        } catch (IllegalArgumentException e) {
            throw new Refused(Fault.AXIS_HEADER, e, header);
        }
    }

    private static byte[] mac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }

    private void timely(String text, Duration age) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant time = time(text);
        if (time.isBefore(now.minus(age)) || time.isAfter(now.plus(WINDOW))) {
            throw new Refused(
                    Fault.AXIS_TIME,
                    time.toString(),
                    now.minus(age).toString(),
                    now.plus(WINDOW).toString());
        }
    }

    /** Parses seconds or milliseconds since 1970, RFC 3339, or the SDK's form. */
    private static Instant time(String text) {
        try {
            Matcher sdk = SDK_TIME.matcher(text);
            if (sdk.matches()) {
                return LocalDateTime.parse(sdk.group(1), SDK_LOCAL)
                        .atZone(VietnamTime.ZONE)
                        .toInstant();
            }
            if (text.matches("\\d{1,10}")) {
                return Instant.ofEpochSecond(Long.parseLong(text));
            }
            return text.matches("\\d{11,14}") ? Instant.ofEpochMilli(Long.parseLong(text)) : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Refused(Fault.AXIS_HEADER, e, TIMESTAMP);
        }
    }

    /** The members of the JSON; each must equal the header of its name. */
    private static Map<String, String> matching(String text, String textHeader, HttpServletRequest request) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Refused(Fault.AXIS_HEADER, e, textHeader);
        }
        Map<String, String> signed = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            String value = member.getValue().asText().strip();
            List<String> said = Collections.list(request.getHeaders(member.getKey()));
            if (said.isEmpty()) {
                throw new Refused(Fault.AXIS_HEADER_MISSING, member.getKey());
            }
            if (said.stream().map(String::strip).noneMatch(value::equals)) {
                throw new Refused(Fault.AXIS_HEADER, member.getKey());
            }
            signed.put(member.getKey(), value);
        }
        return signed;
    }
}
