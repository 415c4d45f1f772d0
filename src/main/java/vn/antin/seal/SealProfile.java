package vn.antin.seal;

import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import javax.xml.namespace.QName;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.Certificates;

/**
 * The only form of a seal on this bus, checked before any cryptography: its position, its elements, its algorithms.
 * Attacks use what general XML signatures allow beyond it.
 */
record SealProfile(
        Element root,
        Element signature,
        Element properties,
        SealAlgorithm algorithm,
        X509Certificate signer,
        Instant signingTime) {

    static SealProfile of(Document document, QName expectedRoot) {
        int signatures = PlainXml.check(document).signatures();
        Element root = document.getDocumentElement();
        Node last = root.getLastChild();
        boolean isLast = last instanceof Element && StrictElement.name(last).equals(SealXml.SIGNATURE);
        if (!StrictElement.name(root).equals(expectedRoot) || signatures != 1 || !isLast) {
            throw new Refused(Fault.SEAL_STRUCTURE, root.getNodeName());
        }
        return read(root, (Element) last);
    }

    private static SealProfile read(Element root, Element signature) {
        StrictElement.attributes(signature, "Id");
        List<Element> parts = StrictElement.children(
                signature,
                SealXml.ds("SignedInfo"),
                SealXml.ds("SignatureValue"),
                SealXml.ds("KeyInfo"),
                SealXml.ds("Object"));
        Element properties = properties(signature, parts.get(3));
        SealAlgorithm algorithm = algorithm(parts.get(0), root.getAttribute("Id"), properties.getAttribute("Id"));
        StrictElement.base64(parts.get(1));
        X509Certificate signer = certificate(parts.get(2));
        Instant time = signed(properties, Certificates.digest(signer));
        algorithm.check(signer.getPublicKey());
        return new SealProfile(root, signature, properties, algorithm, signer, time);
    }

    /** Requires exactly two references: the root without this signature, and the signed properties. */
    private static SealAlgorithm algorithm(Element signedInfo, String rootId, String propertiesId) {
        StrictElement.attributes(signedInfo);
        List<Element> parts = StrictElement.children(
                signedInfo,
                SealXml.ds("CanonicalizationMethod"),
                SealXml.ds("SignatureMethod"),
                SealXml.ds("Reference"),
                SealXml.ds("Reference"));
        StrictElement.algorithm(parts.get(0), SealXml.EXCLUSIVE);
        SealAlgorithm algorithm = SealAlgorithm.ofUri(parts.get(1).getAttribute("Algorithm"));
        StrictElement.algorithm(parts.get(1), algorithm.uri());
        StrictElement.attributes(parts.get(2), "URI");
        reference(parts.get(2), rootId, SealXml.ENVELOPED, SealXml.EXCLUSIVE);
        StrictElement.attributes(parts.get(3), "Type", "URI");
        StrictElement.attribute(parts.get(3), "Type", SealXml.SIGNED_PROPERTIES_TYPE);
        reference(parts.get(3), propertiesId, SealXml.EXCLUSIVE);
        return algorithm;
    }

    private static void reference(Element reference, String id, String... transforms) {
        if (id.isEmpty()) {
            throw StrictElement.refused(reference);
        }
        StrictElement.attribute(reference, "URI", "#" + id);
        List<Element> parts = StrictElement.children(
                reference, SealXml.ds("Transforms"), SealXml.ds("DigestMethod"), SealXml.ds("DigestValue"));
        StrictElement.attributes(parts.get(0));
        QName[] expected = new QName[transforms.length];
        Arrays.fill(expected, SealXml.ds("Transform"));
        List<Element> found = StrictElement.children(parts.get(0), expected);
        for (int i = 0; i < transforms.length; i++) {
            StrictElement.algorithm(found.get(i), transforms[i]);
        }
        StrictElement.digest(parts.get(1), parts.get(2));
    }

    /** Requires the certificate itself: nothing that would have to be looked up or fetched. */
    private static X509Certificate certificate(Element keyInfo) {
        StrictElement.attributes(keyInfo);
        Element data = StrictElement.child(keyInfo, SealXml.ds("X509Data"));
        StrictElement.attributes(data);
        return Certificates.parse(StrictElement.base64(StrictElement.child(data, SealXml.ds("X509Certificate"))));
    }

    private static Element properties(Element signature, Element object) {
        StrictElement.attributes(object);
        Element qualifying = StrictElement.child(object, SealXml.xades("QualifyingProperties"));
        StrictElement.attributes(qualifying, "Target");
        StrictElement.attribute(qualifying, "Target", "#" + signature.getAttribute("Id"));
        Element properties = StrictElement.child(qualifying, SealXml.xades("SignedProperties"));
        StrictElement.attributes(properties, "Id");
        return properties;
    }

    private static Instant signed(Element properties, Digest certificate) {
        Element signed = StrictElement.child(properties, SealXml.xades("SignedSignatureProperties"));
        StrictElement.attributes(signed);
        List<Element> parts =
                StrictElement.children(signed, SealXml.xades("SigningTime"), SealXml.xades("SigningCertificateV2"));
        StrictElement.attributes(parts.get(1));
        Element cert = StrictElement.child(parts.get(1), SealXml.xades("Cert"));
        StrictElement.attributes(cert);
        Element certDigest = StrictElement.child(cert, SealXml.xades("CertDigest"));
        StrictElement.attributes(certDigest);
        List<Element> digest =
                StrictElement.children(certDigest, SealXml.ds("DigestMethod"), SealXml.ds("DigestValue"));
        if (!StrictElement.digest(digest.get(0), digest.get(1)).equals(certificate)) {
            throw new Refused(Fault.SEAL_CERTIFICATE, "SigningCertificateV2");
        }
        return time(parts.get(0));
    }

    private static Instant time(Element signingTime) {
        StrictElement.attributes(signingTime);
        try {
            return OffsetDateTime.parse(StrictElement.text(signingTime)).toInstant();
        } catch (DateTimeException e) {
            throw new Refused(Fault.SEAL_STRUCTURE, e, signingTime.getNodeName());
        }
    }
}
