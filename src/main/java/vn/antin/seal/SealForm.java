package vn.antin.seal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.xml.namespace.QName;
import vn.antin.envelope.Digest;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.Certificates;

/**
 * The one form in which a {@link Sealer} writes a seal, read without an XML parser: the seal is written again from the
 * values in it, and must be the same bytes. Only the content is not read here.
 */
final class SealForm {

    /** Larger documents are left to the general reader, which has limits for each kind of excess. */
    private static final int MAX_BYTES = 128 << 10;

    private static final String START =
            "<Signature xmlns=\"" + SealXml.DS + "\" Id=\"" + Sealer.SIGNATURE_ID + "\"><SignedInfo>";

    private SealForm() {}

    /** What was sealed, if these are the bytes of a sealer with a valid signature; empty for anything else. */
    static Optional<Opened> open(byte[] sealed, QName root, String rootId) {
        if (sealed.length > MAX_BYTES) {
            return Optional.empty();
        }
        // One character for each byte: a seal is ASCII, and what is not differs from the seal that is written again.
        String text = new String(sealed, ISO_8859_1);
        int begin = text.lastIndexOf(START);
        if (begin < 0) {
            return Optional.empty();
        }
        try {
            return opened(sealed, begin, text.substring(begin), "</" + root.getLocalPart() + ">", rootId);
        } catch (Refused | IllegalArgumentException | DateTimeException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static Optional<Opened> opened(byte[] sealed, int begin, String seal, String end, String rootId)
            throws GeneralSecurityException {
        SealAlgorithm algorithm = SealAlgorithm.ofUri(between(seal, "<SignatureMethod Algorithm=\"", "\""));
        byte[] value = decoded(between(seal, "<SignatureValue>", "</SignatureValue>"));
        X509Certificate signer = Certificates.parse(decoded(between(seal, "<X509Certificate>", "</X509Certificate>")));
        Instant time = Instant.parse(between(seal, "<SigningTime>", "</SigningTime>"));
        algorithm.check(signer.getPublicKey());
        byte[] content = content(sealed, begin, end);
        SealText text = new SealText(Sealer.SIGNATURE_ID, Sealer.PROPERTIES_ID, algorithm, signer);
        String properties = text.signedProperties(time);
        String signedInfo = text.signedInfo(rootId, Digest.sha256(content), Digest.sha256(properties.getBytes(UTF_8)));
        boolean same = seal.equals(text.signature(signedInfo, value, properties) + end);
        return same && algorithm.verify(signer.getPublicKey(), signedInfo.getBytes(UTF_8), value)
                ? Optional.of(new Opened(content, signer, time))
                : Optional.empty();
    }

    /** The document without its seal. */
    private static byte[] content(byte[] sealed, int begin, String end) {
        var content = new ByteArrayOutputStream(begin + end.length());
        content.write(sealed, 0, begin);
        content.writeBytes(end.getBytes(ISO_8859_1));
        return content.toByteArray();
    }

    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start) + start.length();
        int to = text.indexOf(end, from);
        if (from < start.length() || to < 0) {
            throw new IllegalArgumentException(start);
        }
        return text.substring(from, to);
    }
}
