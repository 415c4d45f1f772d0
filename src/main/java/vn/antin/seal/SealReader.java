package vn.antin.seal;

import java.io.IOException;
import java.security.Provider;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.URIDereferencer;
import javax.xml.crypto.URIReferenceException;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.namespace.QName;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.SealCrypto;
import vn.antin.xml.SafeXml;

/** Opens sealed XML: returns what was sealed, or refuses. It does not check trust in the signer. */
public final class SealReader {

    private static final String SECURE = "org.jcp.xml.dsig.secureValidation";
    private static final String CACHE = "javax.xml.crypto.dsig.cacheReference";
    private static final String PROVIDER = "org.jcp.xml.dsig.internal.dom.SignatureProvider";

    private SealReader() {}

    /** Checks the strict profile, then the signature, then both digests; returns the bytes that were digested. */
    public static Opened open(byte[] xml, QName root) {
        SealProfile seal = SealProfile.of(SafeXml.parse(xml, SafeXml.XmlLimits.SEALED), root);
        try {
            byte[] content = validate(seal);
            return new Opened(content, seal.signer(), seal.signingTime());
        } catch (MarshalException | XMLSignatureException | IOException e) {
            throw new Refused(Fault.SEAL_STRUCTURE, e, "Signature");
        }
    }

    /**
     * Opens the bytes that a {@link Sealer} of this bus makes, without an XML parser: seal and content are written
     * again and must be the same bytes. Empty for all other bytes, of which {@link #open} decides; what is returned
     * here, {@link #open} would return, too.
     *
     * @param read reads the content; empty unless its own writer makes exactly these bytes of the result
     */
    public static <T> Optional<T> openExact(
            byte[] sealed, QName root, String rootId, Function<Opened, Optional<T>> read) {
        return SealForm.open(sealed, root, rootId).flatMap(read);
    }

    private static byte[] validate(SealProfile seal) throws MarshalException, XMLSignatureException, IOException {
        // one for each call: factories are not guaranteed to be thread-safe
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        DOMValidateContext context = context(seal, factory.getURIDereferencer());
        XMLSignature signature = factory.unmarshalXMLSignature(context);
        if (!signature.getSignatureValue().validate(context)) {
            throw new Refused(Fault.SEAL_SIGNATURE, Certificates.name(seal.signer()));
        }
        List<Reference> references = signature.getSignedInfo().getReferences();
        for (Reference reference : references) {
            if (!reference.validate(context)) {
                throw new Refused(Fault.SEAL_DIGEST, reference.getURI());
            }
        }
        return references.get(0).getDigestInputStream().readAllBytes();
    }

    private static DOMValidateContext context(SealProfile seal, URIDereferencer within) {
        PublicKey key = SealCrypto.forVerifying(seal.signer().getPublicKey());
        DOMValidateContext context = new DOMValidateContext(key, seal.signature());
        context.setProperty(SECURE, true);
        context.setProperty(CACHE, true);
        Provider provider = SealCrypto.forKey(key);
        if (provider != null) {
            context.setProperty(PROVIDER, provider);
        }
        context.setIdAttributeNS(seal.root(), null, "Id");
        context.setIdAttributeNS(seal.properties(), null, "Id");
        context.setURIDereferencer((reference, in) -> {
            if (!reference.getURI().startsWith("#")) {
                throw new URIReferenceException("only this document is read");
            }
            return within.dereference(reference, in);
        });
        return context;
    }
}
