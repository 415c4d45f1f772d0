package vn.antin.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.w3c.dom.Document;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.xml.CanonicalText;
import vn.antin.xml.SafeXml;

/**
 * Seals XML: the canonical form of the document with one XAdES-B-B signature as the root's last child.
 *
 * <p>It writes the parts of the signature in canonical form directly; the reader, which uses the platform's XML
 * signature implementation, checks that independently.
 */
public final class Sealer {

    /** Sealed bytes, with the signer and the signing time that they state. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record SealedXml(byte[] bytes, X509Certificate signer, Instant signingTime) {}

    /** Bytes of a signature with the largest certificate and key allowed, rounded up. */
    private static final int MAX_SIGNATURE = 64 << 10;

    static final String SIGNATURE_ID = "s";
    static final String PROPERTIES_ID = "p";
    private static final Pattern ID = Pattern.compile("[A-Za-z_][A-Za-z0-9._-]{0,99}");

    private final Supplier<KeyEntry> keys;
    private final Function<PublicKey, SealAlgorithm> algorithms;
    private final Clock clock;
    private volatile SealingKey last;

    /** A key with what all its seals share. */
    private record SealingKey(KeyEntry key, SealAlgorithm algorithm, SealText text) {

        static SealingKey of(KeyEntry key, SealAlgorithm algorithm) {
            algorithm.check(key.certificate().getPublicKey());
            return new SealingKey(
                    key, algorithm, new SealText(SIGNATURE_ID, PROPERTIES_ID, algorithm, key.certificate()));
        }
    }

    public Sealer(KeyEntry key, SealAlgorithm algorithm, Clock clock) {
        this(() -> key, any -> algorithm, clock);
    }

    /** Seals with the key that is in use at that moment. */
    public Sealer(Supplier<KeyEntry> keys, Function<PublicKey, SealAlgorithm> algorithms, Clock clock) {
        this.keys = keys;
        this.algorithms = algorithms;
        this.clock = clock;
        KeyEntry first = keys.get();
        this.last = SealingKey.of(first, algorithms.apply(first.certificate().getPublicKey()));
    }

    private SealingKey current() {
        KeyEntry key = keys.get();
        SealingKey known = last;
        if (known.key() != key) {
            known = SealingKey.of(key, algorithms.apply(key.certificate().getPublicKey()));
            last = known;
        }
        return known;
    }

    /** Seals the document whose root has this Id; refuses what a {@link SealReader} would refuse. */
    public byte[] seal(byte[] xml, String rootId) {
        check(SafeXml.parse(xml, SafeXml.XmlLimits.SEALED), rootId);
        return sign(Canonical.exclusive(xml), rootId).bytes();
    }

    /**
     * Seals a text of {@link CanonicalText} without reading it: that writer makes the exclusive canonical form and
     * refuses characters that XML cannot hold.
     *
     * @param canonical a document without an attribute {@code id} but the root's Id
     * @throws Refused TOO_LARGE above the limit of a reader
     */
    public SealedXml sealCanonical(byte[] canonical, String rootId) {
        int limit = SafeXml.XmlLimits.SEALED.bytes() - MAX_SIGNATURE;
        if (canonical.length > limit) {
            throw new Refused(Fault.TOO_LARGE, Integer.toString(canonical.length), Integer.toString(limit));
        }
        return sign(canonical, rootId);
    }

    private SealedXml sign(byte[] content, String rootId) {
        Instant time = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        SealingKey sealing = current();
        SealText text = sealing.text();
        String properties = text.signedProperties(time);
        String signedInfo = text.signedInfo(rootId, Digest.sha256(content), Digest.sha256(properties.getBytes(UTF_8)));
        byte[] value = sign(sealing, signedInfo.getBytes(UTF_8));
        byte[] sealed =
                insert(content, text.signature(signedInfo, value, properties).getBytes(UTF_8));
        return new SealedXml(sealed, sealing.key().certificate(), time);
    }

    private static void check(Document document, String rootId) {
        PlainXml plain = PlainXml.check(document);
        boolean named = ID.matcher(rootId).matches()
                && document.getDocumentElement().getAttribute("Id").equals(rootId);
        boolean free = !plain.ids().contains(SIGNATURE_ID) && !plain.ids().contains(PROPERTIES_ID);
        if (!named || !free || plain.signatures() > 0) {
            throw new Refused(Fault.SEAL_STRUCTURE, rootId);
        }
    }

    private static byte[] sign(SealingKey sealing, byte[] signedInfo) {
        try {
            return sealing.algorithm().sign(sealing.key().key(), signedInfo);
        } catch (GeneralSecurityException e) {
            throw new Refused(
                    Fault.KEYS_UNREADABLE, e, Certificates.name(sealing.key().certificate()));
        }
    }

    /** Canonical XML ends with the root's end tag, without space inside. */
    private static byte[] insert(byte[] content, byte[] signature) {
        int end = content.length;
        do {
            end--;
        } while (content[end] != '<');
        var sealed = new ByteArrayOutputStream(content.length + signature.length);
        sealed.write(content, 0, end);
        sealed.writeBytes(signature);
        sealed.write(content, end, content.length - end);
        return sealed.toByteArray();
    }
}
