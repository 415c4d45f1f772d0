package vn.antin.node.join;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;
import vn.antin.seal.Opened;
import vn.antin.seal.SealReader;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.Purpose;
import vn.antin.xml.CanonicalReader;
import vn.antin.xml.CanonicalText;
import vn.antin.xml.Deflated;

/**
 * The requests that a hub sends to the province's authority on another machine, in one file under the hub's seal.
 *
 * @param made by the clock of the hub
 * @param authority SHA-256 of the certificate of the authority that certifies now, in hex
 * @param directory the sealed edition in force
 * @param wantsList whether a new revocation list is to be made
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record AuthorityBundle(
        Instant made, String authority, byte[] directory, List<AuthorityRequest> requests, boolean wantsList) {

    private static final QName NAME = new QName("urn:antin:authority:1", "AuthorityBundle");
    private static final String ROOT = NAME.getLocalPart();
    private static final String ID = "bundle";
    private static final int LARGEST = 16 << 20;

    public AuthorityBundle {
        Objects.requireNonNull(made, "made");
        Objects.requireNonNull(authority, "authority");
        Objects.requireNonNull(directory, "directory");
        requests = List.copyOf(requests);
    }

    /** A bundle with the certificate that sealed it. */
    record SealedBundle(AuthorityBundle bundle, X509Certificate signer) {}

    /**
     * What the authority signed of a bundle: each certificate and list carries its signature.
     *
     * @param authority SHA-256 of its certificate, in hex
     * @param certificates in DER by the id of the request, in hex, and by purpose
     * @param cross the certificate by which it vouches for the authority that comes next, in DER; empty without one
     * @param lists the new revocation list of each authority in the folder, in DER; none where none was wanted
     */
    public record SignedBundle(
            String authority, Map<String, Map<Purpose, byte[]>> certificates, byte[] cross, List<byte[]> lists) {

        public SignedBundle {
            Objects.requireNonNull(authority, "authority");
            Objects.requireNonNull(cross, "cross");
            lists = List.copyOf(lists);
            certificates = Map.copyOf(certificates);
        }

        /** The certificates for one request. */
        static SignedBundle of(String authority, Digest id, Map<Purpose, X509Certificate> certificates) {
            Map<Purpose, byte[]> encoded = new EnumMap<>(Purpose.class);
            certificates.forEach((purpose, certificate) -> encoded.put(purpose, Certificates.encoded(certificate)));
            return new SignedBundle(authority, Map.of(id.hex(), encoded), new byte[0], List.of());
        }

        /** The certificates for a request; none when it was not signed. */
        Map<Purpose, X509Certificate> of(Digest id) {
            Map<Purpose, X509Certificate> parsed = new EnumMap<>(Purpose.class);
            certificates
                    .getOrDefault(id.hex(), Map.of())
                    .forEach((purpose, der) -> parsed.put(purpose, Certificates.parse(der)));
            return parsed;
        }

        public byte[] write() {
            return JoinEndpoint.json(this);
        }

        /**
         * The answer of its bytes.
         *
         * @throws Refused BUNDLE_FORM
         */
        public static SignedBundle read(byte[] json) {
            return AuthorityBundle.read(json, SignedBundle.class);
        }
    }

    byte[] seal(Sealer sealer) {
        byte[] xml = new CanonicalText(4 << 10)
                .start(ROOT)
                .attribute("xmlns", NAME.getNamespaceURI())
                .attribute("Id", ID)
                .inside()
                .base64(Deflated.of(JoinEndpoint.json(this)))
                .end(ROOT)
                .bytes();
        return sealer.sealCanonical(xml, ID).bytes();
    }

    /**
     * Opens a bundle whose seal holds. Whether the signer may is the caller's question.
     *
     * @throws Refused BUNDLE_FORM when it is none, or what is wrong with the seal
     */
    static SealedBundle open(byte[] sealed) {
        Opened opened = SealReader.open(sealed, NAME);
        byte[] json = new CanonicalReader(opened.content(), Fault.BUNDLE_FORM)
                .expect("<" + ROOT + " xmlns=\"" + NAME.getNamespaceURI() + "\" Id=\"" + ID + "\">")
                .base64();
        return new SealedBundle(read(Deflated.inflate(json, LARGEST), AuthorityBundle.class), opened.signer());
    }

    private static <T> T read(byte[] json, Class<T> type) {
        try {
            @Nullable T read = Json.MAPPER.readValue(json, type);
            if (read != null) {
                return read;
            }
        } catch (IOException e) {
            throw new Refused(Fault.BUNDLE_FORM, e, type.getSimpleName());
        }
        throw new Refused(Fault.BUNDLE_FORM, type.getSimpleName());
    }
}
