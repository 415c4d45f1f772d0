package vn.antin.node.join;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;
import vn.antin.seal.Opened;
import vn.antin.seal.SealReader;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Purpose;
import vn.antin.xml.CanonicalReader;
import vn.antin.xml.CanonicalText;
import vn.antin.xml.Deflated;

/**
 * The requests that a hub sends to the province's authority on another machine, in one file under the hub's seal.
 *
 * @param made by the clock of the hub
 * @param directory the sealed edition in force
 * @param wantsList whether a new revocation list is to be made
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record AuthorityBundle(Instant made, byte[] directory, List<AuthorityRequest> requests, boolean wantsList) {

    private static final QName NAME = new QName("urn:antin:authority:1", "AuthorityBundle");
    private static final String ROOT = NAME.getLocalPart();
    private static final String ID = "bundle";
    private static final int LARGEST = 16 << 20;

    public AuthorityBundle {
        Objects.requireNonNull(made, "made");
        Objects.requireNonNull(directory, "directory");
        requests = List.copyOf(requests);
    }

    /** A bundle with the certificate that sealed it. */
    record SealedBundle(AuthorityBundle bundle, X509Certificate signer) {}

    /**
     * What the authority signed of a bundle: each certificate and the list carry its signature.
     *
     * @param authority SHA-256 of the authority's certificate, in hex
     * @param certificates in DER by the id of the request, in hex, and by purpose
     * @param list the new revocation list in DER; empty where none was wanted
     */
    public record SignedBundle(String authority, Map<String, Map<Purpose, byte[]>> certificates, byte[] list) {

        public SignedBundle {
            Objects.requireNonNull(authority, "authority");
            Objects.requireNonNull(list, "list");
            certificates = Map.copyOf(certificates);
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
