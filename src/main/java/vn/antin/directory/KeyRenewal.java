package vn.antin.directory;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.Opened;
import vn.antin.seal.SealReader;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Purpose;
import vn.antin.xml.CanonicalXml;
import vn.antin.xml.renewal.Key;
import vn.antin.xml.renewal.Renewal;

/**
 * A node's statement that these are its next keys, under its seal key in force ({@code renewal.xsd}).
 *
 * @param keys by purpose the SHA-256 of the public key in DER
 */
public record KeyRenewal(NodeId node, Instant made, Map<Purpose, Digest> keys) {

    static final QName NAME = new QName("urn:antin:renewal:1", "Renewal");
    private static final String ID = "renewal";

    public KeyRenewal {
        keys = Map.copyOf(keys);
    }

    /** A statement with the key that sealed it. Whether that key may is the caller's question. */
    public record SealedRenewal(KeyRenewal renewal, X509Certificate signer) {}

    /** The digest by which a statement names a key. */
    public static Digest digest(PublicKey key) {
        return Digest.sha256(key.getEncoded());
    }

    /** Whether the statement names the key of this certificate, for that purpose. */
    public boolean names(Purpose purpose, X509Certificate certificate) {
        return Objects.equals(digest(certificate.getPublicKey()), keys.get(purpose));
    }

    /** The sealed bytes. */
    public byte[] seal(Sealer sealer) {
        Renewal xml = new Renewal();
        xml.setId(ID);
        xml.setNode(node.value());
        xml.setMade(made);
        new EnumMap<>(keys).forEach((purpose, digest) -> {
            Key key = new Key();
            key.setPurpose(purpose.name().toLowerCase(Locale.ROOT));
            key.setDigest(digest.bytes());
            xml.getKey().add(key);
        });
        return sealer.seal(CanonicalXml.write(xml), ID);
    }

    /**
     * Opens a statement whose seal holds.
     *
     * @throws Refused RENEWAL_FORM when it is none, or what is wrong with the seal
     */
    public static SealedRenewal open(byte[] sealed) {
        Opened opened = SealReader.open(sealed, NAME);
        Renewal xml = CanonicalXml.read(opened.content(), Renewal.class, Fault.RENEWAL_FORM);
        Map<Purpose, Digest> keys = new EnumMap<>(Purpose.class);
        for (Key key : xml.getKey()) {
            Digest before = keys.put(purpose(given(key.getPurpose())), Digest.of(given(key.getDigest())));
            if (before != null) {
                throw new Refused(Fault.RENEWAL_FORM, key.getPurpose());
            }
        }
        KeyRenewal renewal = new KeyRenewal(new NodeId(given(xml.getNode())), given(xml.getMade()), keys);
        return new SealedRenewal(renewal, opened.signer());
    }

    private static Purpose purpose(String word) {
        return switch (word) {
            case "seal" -> Purpose.SEAL;
            case "encryption" -> Purpose.ENCRYPTION;
            case "connection" -> Purpose.CONNECTION;
            case "door" -> Purpose.DOOR;
            default -> throw new Refused(Fault.RENEWAL_FORM, word);
        };
    }

    private static <T> T given(@Nullable T value) {
        if (value == null) {
            throw new Refused(Fault.RENEWAL_FORM, "something missing");
        }
        return value;
    }
}
