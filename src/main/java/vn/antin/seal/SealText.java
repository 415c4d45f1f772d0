package vn.antin.seal;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.regex.Pattern;
import vn.antin.envelope.Digest;
import vn.antin.seal.pki.Certificates;

/**
 * The text of a seal. Everything digested or signed is in exclusive canonical form; in the document it has a shorter
 * form with the same canonical form.
 */
final class SealText {

    private static final Pattern EMPTY =
            Pattern.compile("></(?:CanonicalizationMethod|SignatureMethod|DigestMethod|Transform)>");
    private static final String XMLNS_DS = " xmlns=\"" + SealXml.DS + "\"";
    private static final String XMLNS_XADES = " xmlns=\"" + SealXml.XADES + "\"";

    private final String signatureId;
    private final String propertiesId;
    private final SealAlgorithm algorithm;
    private final String certificate;
    private final Digest certificateDigest;

    SealText(String signatureId, String propertiesId, SealAlgorithm algorithm, X509Certificate certificate) {
        this.signatureId = signatureId;
        this.propertiesId = propertiesId;
        this.algorithm = algorithm;
        this.certificate = SealXml.base64(Certificates.encoded(certificate));
        this.certificateDigest = Certificates.digest(certificate);
    }

    /** The signed properties, canonical. */
    String signedProperties(Instant time) {
        return "<SignedProperties" + XMLNS_XADES + " Id=\"" + propertiesId + "\"><SignedSignatureProperties>"
                + "<SigningTime>" + time + "</SigningTime><SigningCertificateV2><Cert><CertDigest>"
                + method("DigestMethod" + XMLNS_DS, SealXml.SHA256)
                + "<DigestValue" + XMLNS_DS + ">" + SealXml.base64(certificateDigest.bytes()) + "</DigestValue>"
                + "</CertDigest></Cert></SigningCertificateV2></SignedSignatureProperties></SignedProperties>";
    }

    /** The SignedInfo, canonical. */
    String signedInfo(String rootId, Digest content, Digest properties) {
        String exclusive = method("Transform", SealXml.EXCLUSIVE);
        return "<SignedInfo" + XMLNS_DS + ">"
                + method("CanonicalizationMethod", SealXml.EXCLUSIVE)
                + method("SignatureMethod", algorithm.uri())
                + reference(" URI=\"#" + rootId + "\"", method("Transform", SealXml.ENVELOPED) + exclusive, content)
                + reference(
                        " Type=\"" + SealXml.SIGNED_PROPERTIES_TYPE + "\" URI=\"#" + propertiesId + "\"",
                        exclusive,
                        properties)
                + "</SignedInfo>";
    }

    /** The Signature element to insert into the document. */
    String signature(String signedInfo, byte[] value, String properties) {
        String whole = "<Signature" + XMLNS_DS + " Id=\"" + signatureId + "\">"
                + signedInfo.replaceFirst(Pattern.quote(XMLNS_DS), "")
                + "<SignatureValue>" + SealXml.base64(value) + "</SignatureValue>"
                + "<KeyInfo><X509Data><X509Certificate>" + certificate + "</X509Certificate></X509Data></KeyInfo>"
                + "<Object><QualifyingProperties" + XMLNS_XADES + " Target=\"#" + signatureId + "\">"
                + properties.replaceFirst(Pattern.quote(XMLNS_XADES), "")
                + "</QualifyingProperties></Object></Signature>";
        return EMPTY.matcher(whole).replaceAll("/>");
    }

    private static String reference(String attributes, String transforms, Digest digest) {
        return "<Reference" + attributes + "><Transforms>" + transforms + "</Transforms>"
                + method("DigestMethod", SealXml.SHA256)
                + "<DigestValue>" + SealXml.base64(digest.bytes()) + "</DigestValue></Reference>";
    }

    private static String method(String opening, String uri) {
        String name = opening.split(" ", 2)[0];
        return "<" + opening + " Algorithm=\"" + uri + "\"></" + name + ">";
    }
}
