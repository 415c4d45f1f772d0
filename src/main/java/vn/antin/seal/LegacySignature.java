package vn.antin.seal;

import java.io.ByteArrayInputStream;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.URIReferenceException;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import vn.antin.envelope.PackageSignature;
import vn.antin.envelope.PackageSignature.Policy;
import vn.antin.envelope.PackageSignature.Result;
import vn.antin.seal.pki.Certificates;
import vn.antin.xml.SafeXml;

/**
 * Checks the signature in the header of a national package (QCVN 102:2016) under the policy {@link Policy#LEGACY_SHA1}:
 * one reference to the whole document, RSA with SHA-1 or SHA-256, the certificate included. Most are in the package's
 * own namespace, where standard software does not find them; they are read as XML signatures. The check looks nothing
 * up and builds no certificate path, and nothing on this bus depends on its result.
 */
public final class LegacySignature {

    /** Largest package in bytes: the check needs the whole tree in memory. */
    public static final int MAX_BYTES = 8 << 20;

    private static final Set<String> CANONICAL =
            Set.of("http://www.w3.org/TR/2001/REC-xml-c14n-20010315", SealXml.EXCLUSIVE);
    private static final Set<String> SIGNING =
            Set.of(SealXml.DS + "rsa-sha1", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
    private static final Set<String> DIGESTS = Set.of(SealXml.DS + "sha1", SealXml.SHA256);
    private static final int MIN_BITS = 1024;
    private static final int MAX_BITS = 8192;

    /** Not a signature of this form. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String what) {
            super(what);
        }

        Unreadable(String what, Exception cause) {
            super(what, cause);
        }
    }

    private LegacySignature() {}

    /** The result for a package that was read before; empty when it has no signature. */
    public static Optional<PackageSignature> check(byte[] edxml) {
        if (edxml.length > MAX_BYTES) {
            return Optional.of(found(Result.TOO_LARGE, ""));
        }
        Document document = SafeXml.parse(edxml, SafeXml.XmlLimits.packages(MAX_BYTES));
        List<Element> signatures = named(document.getDocumentElement(), "edXMLEnvelope").stream()
                .flatMap(envelope -> named(envelope, "edXMLHeader").stream())
                .flatMap(header -> named(header, "Signature").stream())
                .toList();
        if (signatures.isEmpty()) {
            return Optional.empty();
        }
        String signer = "";
        try {
            Element signature = only(signatures);
            X509Certificate certificate = certificate(signature);
            signer = Certificates.name(certificate);
            profile(only(named(signature, "SignedInfo")));
            bare(signature);
            standard(document, signature);
            Result result = holds(signature, key(certificate)) ? Result.INTACT : Result.BROKEN;
            return Optional.of(found(result, signer));
        } catch (Unreadable e) {
            return Optional.of(found(Result.UNREADABLE, signer));
        }
    }

    private static PackageSignature found(Result result, String signer) {
        return new PackageSignature(Policy.LEGACY_SHA1, result, signer);
    }

    private static X509Certificate certificate(Element signature) throws Unreadable {
        Element data = only(named(only(named(signature, "KeyInfo")), "X509Data"));
        List<Element> certificates = named(data, "X509Certificate");
        if (certificates.isEmpty()) {
            throw new Unreadable("X509Certificate");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(certificates.get(0).getTextContent());
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException | IllegalArgumentException e) {
            throw new Unreadable("X509Certificate", e);
        }
    }

    private static PublicKey key(X509Certificate certificate) throws Unreadable {
        if (certificate.getPublicKey() instanceof RSAPublicKey rsa
                && rsa.getModulus().bitLength() >= MIN_BITS
                && rsa.getModulus().bitLength() <= MAX_BITS) {
            return rsa;
        }
        throw new Unreadable(certificate.getPublicKey().getAlgorithm());
    }

    /** Checks the form before any cryptography, because attacks use what general XML signatures allow beyond it. */
    private static void profile(Element signedInfo) throws Unreadable {
        algorithm(signedInfo, "CanonicalizationMethod", CANONICAL);
        algorithm(signedInfo, "SignatureMethod", SIGNING);
        Element reference = only(named(signedInfo, "Reference"));
        if (!reference.hasAttribute("URI") || !reference.getAttribute("URI").isEmpty()) {
            throw new Unreadable("Reference");
        }
        algorithm(reference, "DigestMethod", DIGESTS);
        List<Element> transforms = named(only(named(reference, "Transforms")), "Transform");
        if (transforms.isEmpty() || transforms.size() > 2) {
            throw new Unreadable("Transforms");
        }
        algorithm(transforms.get(0), Set.of(SealXml.ENVELOPED));
        if (transforms.size() == 2) {
            algorithm(transforms.get(1), CANONICAL);
        }
    }

    private static void algorithm(Element parent, String name, Set<String> known) throws Unreadable {
        algorithm(only(named(parent, name)), known);
    }

    private static void algorithm(Element element, Set<String> known) throws Unreadable {
        if (!known.contains(element.getAttribute("Algorithm"))
                || element.getElementsByTagName("*").getLength() > 0) {
            throw new Unreadable(element.getLocalName());
        }
    }

    /**
     * Removes KeyInfo and objects: they are unsigned, and the platform fails on an empty X509SubjectName, which is
     * common.
     */
    private static void bare(Element signature) {
        named(signature, "KeyInfo").forEach(signature::removeChild);
        named(signature, "Object").forEach(signature::removeChild);
    }

    /** Moves the signature's elements to the standard namespace; the signature is not part of what it signs. */
    private static void standard(Document document, Element signature) {
        if (!SealXml.DS.equals(signature.getNamespaceURI())) {
            String prefix = signature.getPrefix();
            rename(document, signature);
            signature.setAttributeNS(
                    XMLConstants.XMLNS_ATTRIBUTE_NS_URI, prefix == null ? "xmlns" : "xmlns:" + prefix, SealXml.DS);
        }
    }

    private static void rename(Document document, Element element) {
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                rename(document, child);
            }
        }
        document.renameNode(element, SealXml.DS, element.getNodeName());
    }

    private static boolean holds(Element signature, PublicKey key) throws Unreadable {
        DOMValidateContext context = new DOMValidateContext(key, signature);
        // Secure validation refuses SHA-1; the allowed algorithms were checked above.
        context.setProperty("org.jcp.xml.dsig.secureValidation", false);
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        context.setURIDereferencer((reference, in) -> {
            if (!reference.getURI().isEmpty()) {
                throw new URIReferenceException("only this document is read");
            }
            return factory.getURIDereferencer().dereference(reference, in);
        });
        try {
            return factory.unmarshalXMLSignature(context).validate(context);
        } catch (MarshalException | XMLSignatureException e) {
            throw new Unreadable("Signature", e);
        }
    }

    private static Element only(List<Element> found) throws Unreadable {
        if (found.size() != 1) {
            throw new Unreadable(found.size() + " elements");
        }
        return found.get(0);
    }

    private static List<Element> named(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && name.equals(element.getLocalName())) {
                found.add(element);
            }
        }
        return found;
    }
}
