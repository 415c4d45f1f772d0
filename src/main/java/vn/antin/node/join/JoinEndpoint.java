package vn.antin.node.join;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.json.Json;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.Purpose;

/**
 * Where a node hands in its certificate requests and gets its certificates: POST of a {@link JoinRequest}, with the MAC
 * over its bytes in a header. The hub decides what a certificate says; of the requests it takes the keys alone.
 */
public final class JoinEndpoint extends HttpServlet {

    public static final String PATH = "/join";

    /** The header with {@link JoinFile#proof}. */
    public static final String PROOF = "Antin-Join-Proof";

    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 64 << 10;
    private static final Logger log = LoggerFactory.getLogger(JoinEndpoint.class);

    private final transient Registry registry;
    private final transient JoinFiles files;
    private final transient DirectoryEditions directories;
    private final transient ProvinceSigners signers;
    private final transient Supplier<X509Certificate> connection;
    private final transient byte[] secret;
    private final transient Clock clock;

    /**
     * What a node asks.
     *
     * @param hubCertificate SHA-256 of the one the asked server shows: a request is good at this hub only
     * @param requests a PKCS#10 request for each purpose
     * @param seal the certificate of an admitted authority for the seal; empty or absent to have it certified here
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record JoinRequest(
            String node,
            List<String> agencies,
            Instant expires,
            String hubCertificate,
            Map<Purpose, byte[]> requests,
            byte[] seal) {

        public JoinRequest {
            seal = Objects.requireNonNullElseGet(seal, () -> new byte[0]);
            Objects.requireNonNull(node, "node");
            Objects.requireNonNull(agencies, "agencies");
            Objects.requireNonNull(expires, "expires");
            Objects.requireNonNull(requests, "requests");
        }
    }

    /** What it gets: certificates by purpose, the authority above them, and the directory that names it. */
    public record JoinAnswer(Map<Purpose, byte[]> certificates, byte[] authority, byte[] directory) {}

    /** Why it gets nothing. */
    public record JoinProblem(String code, String detail) {}

    public JoinEndpoint(
            Registry registry,
            JoinFiles files,
            DirectoryEditions directories,
            ProvinceSigners signers,
            Supplier<X509Certificate> connection,
            byte[] secret,
            Clock clock) {
        this.registry = registry;
        this.files = files;
        this.directories = directories;
        this.signers = signers;
        this.connection = connection;
        this.secret = secret.clone();
        this.clock = clock;
    }

    public static byte[] json(Object value) {
        try {
            return Json.MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("writing JSON", e);
        }
    }

    public static <T> T read(byte[] json, Class<T> type) {
        try {
            return Json.MAPPER.readValue(json, type);
        } catch (UnrecognizedPropertyException e) {
            throw new Refused(Fault.REQUEST_FORM, e, e.getPropertyName());
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
            response.getOutputStream().write(json(answer(body, String.valueOf(request.getHeader(PROOF)))));
        } catch (Refused refused) {
            refuse(response, refused.fault(), String.join(", ", refused.values()));
        } catch (TryLater later) {
            refuse(response, later.fault(), later.detail());
        }
    }

    private static void refuse(HttpServletResponse response, Fault fault, String detail) throws IOException {
        log.warn("join refused: {} {}", fault.code(), detail);
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.getOutputStream().write(json(new JoinProblem(fault.code(), detail)));
    }

    private JoinAnswer answer(byte[] body, String proof) {
        JoinRequest question = read(body, JoinRequest.class);
        NodeId node = new NodeId(question.node());
        List<AgencyCode> agencies =
                question.agencies().stream().map(AgencyCode::new).toList();
        String token = JoinFile.token(secret, question.node(), question.agencies(), question.expires());
        boolean ours = JoinFile.proves(token, body, proof)
                && Certificates.digest(connection.get()).hex().equals(question.hubCertificate());
        if (!ours || clock.instant().isAfter(question.expires())) {
            throw new Refused(Fault.JOIN_REFUSED, question.node());
        }
        Digest file = Digest.sha256(token.getBytes(StandardCharsets.US_ASCII));
        files.requireConfirmed(
                file, node, agencies, Registry.keys(question.requests()).values());
        Map<Purpose, byte[]> encoded = new EnumMap<>(Purpose.class);
        registry.join(
                        node,
                        agencies,
                        new Registry.ShownFile(file, question.expires()),
                        question.requests(),
                        question.seal())
                .forEach((purpose, certificate) -> encoded.put(purpose, Certificates.encoded(certificate)));
        byte[] directory = directories.sealed(directories.current().serial()).orElseThrow();
        return new JoinAnswer(encoded, Certificates.encoded(signers.authority().certificate()), directory);
    }
}
