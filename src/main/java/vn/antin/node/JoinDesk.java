package vn.antin.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Fault;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Refused;
import vn.antin.ledger.Directories;
import vn.antin.seal.Authority;
import vn.antin.seal.Purpose;

/** Where a node hands in its join file's token and its certificate requests, and gets its certificates. */
final class JoinDesk extends HttpServlet {

    static final String PATH = "/join";

    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 64 << 10;
    private static final Logger log = LoggerFactory.getLogger(JoinDesk.class);
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(com.fasterxml.jackson.databind.SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final transient Registry registry;
    private final transient Directories directories;
    private final transient Authority authority;
    private final transient byte[] secret;
    private final transient Clock clock;

    /** What a node asks. */
    record Question(
            String node,
            List<String> agencies,
            Instant expires,
            String token,
            List<String> names,
            Map<Purpose, byte[]> requests) {}

    /** What it gets: certificates by purpose, the authority above them, and the directory that names it. */
    record Answer(Map<Purpose, byte[]> certificates, byte[] authority, byte[] directory) {}

    /** Why it gets nothing. */
    record Problem(String code, String detail) {}

    JoinDesk(Registry registry, Directories directories, Authority authority, byte[] secret, Clock clock) {
        this.registry = registry;
        this.directories = directories;
        this.authority = authority;
        this.secret = secret.clone();
        this.clock = clock;
    }

    static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("writing JSON", e);
        }
    }

    static <T> T read(byte[] json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (IOException e) {
            throw new Refused(Fault.REQUEST_FORM, e, type.getSimpleName());
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        try {
            byte[] body = request.getInputStream().readNBytes(LONGEST + 1);
            if (body.length > LONGEST) {
                throw new Refused(Fault.TOO_LARGE, Integer.toString(body.length), Integer.toString(LONGEST));
            }
            response.getOutputStream().write(json(answer(read(body, Question.class))));
        } catch (Refused refused) {
            log.warn("join refused: {}", refused.getMessage());
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            response.getOutputStream()
                    .write(json(new Problem(refused.fault().code(), String.join(", ", refused.values()))));
        }
    }

    private Answer answer(Question question) {
        boolean ours =
                JoinFile.holds(secret, question.node(), question.agencies(), question.expires(), question.token());
        if (!ours || clock.instant().isAfter(question.expires())) {
            throw new Refused(Fault.JOIN_REFUSED, question.node());
        }
        Map<Purpose, X509Certificate> certificates = registry.join(
                new NodeId(question.node()),
                question.agencies().stream().map(AgencyCode::new).toList(),
                question.requests(),
                question.names());
        Map<Purpose, byte[]> encoded = new EnumMap<>(Purpose.class);
        certificates.forEach((purpose, certificate) -> encoded.put(purpose, encoded(certificate)));
        byte[] directory = directories.sealed(directories.current().serial()).orElseThrow();
        return new Answer(encoded, encoded(authority.certificate()), directory);
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate of ours", e);
        }
    }
}
