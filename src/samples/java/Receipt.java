import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Kiểm một biên nhận: bằng chứng nằm trong sổ nhật ký của bên cấp (cây Merkle, RFC 9162), và sổ có ấn ký của bên đó.
 * Verifies a receipt: the evidence stands in its issuer's log (Merkle tree), and the log is under the issuer's seal.
 *
 * Không kiểm ở đây: dấu thời gian, nhân chứng của trục, danh bạ, thu hồi chứng thư; "antin verify" kiểm tất cả.
 * Not verified here: time-stamp, the hub's witness, directory, revocation; "antin verify" does all of it.
 */
public final class Receipt {

    /** Một câu nói rõ điều gì sai. One sentence that says what is wrong. */
    public static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String sentence) {
            super(sentence);
        }
    }

    public final String event;
    public final String document;
    public final String issuer;
    public final String time;
    public final byte[] digest;
    public final byte[] previous;

    private Receipt(Element evidence, byte[] bytes) throws Exception {
        String uri = text(evidence, "ERDSEventId");
        event = uri.substring(uri.lastIndexOf('/') + 1);
        document = text(evidence, "MessageIdentifier");
        issuer = only(evidence, "EvidenceIssuerDetails").getAttribute("node");
        time = text(evidence, "EventTime");
        digest = sha256(bytes);
        NodeList before = evidence.getElementsByTagNameNS("*", "PreviousEvidence");
        previous = before.getLength() == 0 ? null : base64(before.item(0).getTextContent());
    }

    /** @param authority chứng thư gốc của tỉnh / the province's root certificate, from province.trust */
    public static Receipt verify(byte[] xml, X509Certificate authority) throws Exception {
        Element receipts = parse(xml);
        Element one = only(receipts, "Receipt");
        Element checkpoint = parse(base64(child(receipts, "Checkpoint").getTextContent()));
        byte[] evidence = base64(text(one, "Evidence"));
        byte[] root = root(
                sha256(new byte[] {0}, evidence),
                Long.parseLong(one.getAttribute("index")),
                Long.parseLong(text(checkpoint, "Size")),
                base64(child(one, "Proof").getTextContent()));
        if (!Arrays.equals(root, base64(text(checkpoint, "Root")))) {
            throw new Broken("Biên nhận đã bị sửa: bằng chứng không có trong sổ nhật ký."
                    + " / The receipt was changed: its evidence is not in the log.");
        }
        X509Certificate signer = sealed(checkpoint);
        trusted(signer, authority);
        Receipt receipt = new Receipt(parse(evidence), evidence);
        String owner = text(checkpoint, "Origin").split("/")[0];
        if (!receipt.issuer.equals(owner) || !signer.getSubjectX500Principal().getName().equals("CN=" + owner)) {
            throw new Broken("Ấn ký không phải của " + receipt.issuer + ". / The seal is not the issuer's.");
        }
        return receipt;
    }

    /** Chứng thư gốc: trong province.trust, hoặc một tệp PEM. The province's root: in province.trust, or a PEM file. */
    public static X509Certificate authority(Path file) throws Exception {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        String[] pem = text.substring(Math.max(0, text.indexOf("role: anchor"))).split("-----");
        return certificate(base64(pem[2]));
    }

    private static X509Certificate certificate(byte[] der) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    /** Ấn ký XML (XMLDSig) của điểm chốt sổ. The seal of the log's checkpoint; who made it. */
    private static X509Certificate sealed(Element checkpoint) throws Exception {
        Element signature = (Element) checkpoint.getLastChild();
        X509Certificate signer = certificate(base64(text(signature, "X509Certificate")));
        DOMValidateContext context = new DOMValidateContext(signer.getPublicKey(), signature);
        context.setProperty("org.jcp.xml.dsig.secureValidation", true);
        context.setIdAttributeNS(checkpoint, null, "Id");
        context.setIdAttributeNS(only(signature, "SignedProperties"), null, "Id");
        XMLSignature seal = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
        // Điều được ký phải là chính điểm chốt này, không phải phần khác. What is signed must be this very checkpoint.
        List<?> references = seal.getSignedInfo().getReferences();
        String first = references.size() == 2 ? ((Reference) references.get(0)).getURI() : "";
        if (!first.equals("#" + checkpoint.getAttribute("Id")) || !seal.validate(context)) {
            throw new Broken("Ấn ký của sổ nhật ký sai. / The seal of the log is wrong.");
        }
        return signer;
    }

    private static void trusted(X509Certificate signer, X509Certificate authority) throws Exception {
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(Collections.singletonList(signer));
        PKIXParameters parameters = new PKIXParameters(Collections.singleton(new TrustAnchor(authority, null)));
        parameters.setRevocationEnabled(false);
        try {
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
        } catch (java.security.cert.CertPathValidatorException e) {
            throw new Broken("Chứng thư của ấn ký không do tỉnh cấp: " + e.getMessage()
                    + " / The seal's certificate is not of this province.");
        }
    }

    /** Gốc cây mà lá và lời chứng dẫn tới. The root that leaf and proof lead to (RFC 9162, 2.1.3.2). */
    private static byte[] root(byte[] leaf, long index, long size, byte[] proof) throws Exception {
        byte[] hash = leaf;
        long last = size - 1;
        long node = index;
        for (int i = 0; i < proof.length; i += 32) {
            byte[] sibling = Arrays.copyOfRange(proof, i, i + 32);
            boolean right = (node & 1) == 1 || node == last;
            hash = right ? sha256(new byte[] {1}, sibling, hash) : sha256(new byte[] {1}, hash, sibling);
            while (right && (node & 1) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
            node >>= 1;
            last >>= 1;
        }
        return index >= 0 && index < size && last == 0 ? hash : new byte[0];
    }

    private static Element parse(byte[] xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml)).getDocumentElement();
    }

    private static Element only(Element parent, String name) throws Broken {
        NodeList found = parent.getElementsByTagNameNS("*", name);
        if (found.getLength() != 1) {
            throw new Broken("Biên nhận không đúng dạng: " + name + ". / Not the form of a receipt.");
        }
        return (Element) found.item(0);
    }

    private static Element child(Element parent, String name) throws Broken {
        for (org.w3c.dom.Node each = parent.getFirstChild(); each != null; each = each.getNextSibling()) {
            if (name.equals(each.getLocalName())) {
                return (Element) each;
            }
        }
        throw new Broken("Biên nhận không đúng dạng: " + name + ". / Not the form of a receipt.");
    }

    private static String text(Element parent, String name) throws Broken {
        return only(parent, name).getTextContent();
    }

    private static byte[] base64(String text) {
        return Base64.getMimeDecoder().decode(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] sha256(byte[]... pieces) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        for (byte[] piece : pieces) {
            sha.update(piece);
        }
        return sha.digest();
    }
}
