package vn.antin.seal;

import java.io.IOException;
import java.security.Provider;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.URIDereferencer;
import javax.xml.crypto.URIReferenceException;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.namespace.QName;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.BouncyCastle;
import vn.antin.seal.pki.Certificates;
import vn.antin.xml.SafeXml;

/** Opens sealed XML: what comes out is what was sealed, or a refusal. It says nothing about trust in the signer. */
public final class SealReader {

    private static final String SECURE = "org.jcp.xml.dsig.secureValidation";
    private static final String CACHE = "javax.xml.crypto.dsig.cacheReference";
    private static final String PROVIDER = "org.jcp.xml.dsig.internal.dom.SignatureProvider";

    /**
     * A checkpoint comes with each of its receipts, and an envelope is looked at again for each of them: what was opened
     * last is not opened anew. Only what is small is kept, 8 MiB at most.
     */
    private static final int REMEMBERED_BYTES = 16 << 10;

    private static final Map<Question, Opened> REMEMBERED = LruCache.atMost(512);

    private SealReader() {}

    /** Checks the strict profile, then the signature, then both digests; the content is the bytes that were digested. */
    public static Opened open(byte[] xml, QName root) {
        if (xml.length > REMEMBERED_BYTES) {
            return opened(xml, root);
        }
        Question question = new Question(Digest.sha256(xml), root);
        Opened known = REMEMBERED.get(question);
        if (known == null) {
            known = opened(xml, root);
            REMEMBERED.put(question, known);
        }
        return known;
    }

    private static Opened opened(byte[] xml, QName root) {
        SealProfile seal = SealProfile.of(SafeXml.parse(xml, SafeXml.Limits.SEALED), root);
        try {
            byte[] content = validate(seal);
            return new Opened(content, seal.signer(), seal.signingTime());
        } catch (MarshalException | XMLSignatureException | IOException e) {
            throw new Refused(Fault.SEAL_STRUCTURE, e, "Signature");
        }
    }

    /** The same bytes give the same answer for ever, whoever asks. */
    private record Question(Digest sealed, QName root) {}

    private static byte[] validate(SealProfile seal) throws MarshalException, XMLSignatureException, IOException {
        // one per call: factories are not promised to be thread-safe
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
        PublicKey key = BouncyCastle.forVerifying(seal.signer().getPublicKey());
        DOMValidateContext context = new DOMValidateContext(key, seal.signature());
        context.setProperty(SECURE, true);
        context.setProperty(CACHE, true);
        Provider provider = BouncyCastle.forKey(key);
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
