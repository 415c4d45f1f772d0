package vn.antin.seal;

import java.util.Set;
import vn.antin.fault.Fault;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.Purpose;

/** Attacks on the signature itself: its references, its algorithms, its key. */
final class SignatureAttacks extends Variants {

    private static final Set<Fault> ALGORITHM = Set.of(Fault.SEAL_ALGORITHM);
    private static final String EXCLUSIVE = "<Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";

    SignatureAttacks(String sealed) {
        super(sealed);
        transforms();
        references();
        algorithms();
        keys();
        properties();
    }

    private void transforms() {
        transform(
                "transform-xslt",
                "http://www.w3.org/TR/1999/REC-xslt-19991116",
                "<x:stylesheet xmlns:x=\"http://www.w3.org/1999/XSL/Transform\" version=\"1.0\"/>");
        transform("transform-xpath", "http://www.w3.org/TR/1999/REC-xpath-19991116", "<XPath>1=0</XPath>");
        transform(
                "transform-xpath2",
                "http://www.w3.org/2002/06/xmldsig-filter2",
                "<XPath xmlns=\"http://www.w3.org/2002/06/xmldsig-filter2\" Filter=\"intersect\">here()</XPath>");
        transform("transform-base64", "http://www.w3.org/2000/09/xmldsig#base64", "");
        transform("transform-unknown", "urn:none", "");
        add("transforms-60", STRUCTURE, sealed.replaceFirst(EXCLUSIVE, EXCLUSIVE.repeat(60)));
        add(
                "transform-enveloped-missing",
                STRUCTURE,
                sealed.replaceFirst("<Transform Algorithm=\"[^\"]*enveloped-signature\"/>", ""));
        add("transforms-missing", STRUCTURE, sealed.replaceFirst("<Transforms>.*?</Transforms>", ""));
        add(
                "transform-with-inclusive-prefixes",
                STRUCTURE,
                sealed.replaceFirst(
                        EXCLUSIVE,
                        EXCLUSIVE.replace(
                                "/>",
                                "><InclusiveNamespaces xmlns=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"l\"/></Transform>")));
        add("c14n-with-comments", ALGORITHM, sealed.replace("xml-exc-c14n#", "xml-exc-c14n#WithComments"));
        add(
                "c14n-inclusive",
                ALGORITHM,
                sealed.replaceFirst(
                        "http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"));
    }

    private void references() {
        String first = between("<Reference URI", "</Reference>");
        String second = between("<Reference Type", "</Reference>");
        add("first-reference-removed", STRUCTURE, sealed.replace(first, ""));
        add("second-reference-removed", STRUCTURE, sealed.replace(second, ""));
        add("references-swapped", STRUCTURE, sealed.replace(first + second, second + first));
        add("references-200", STRUCTURE, sealed.replace(first, first.repeat(200)));
        add("reference-to-a-file", STRUCTURE, sealed.replace("URI=\"#e7\"", "URI=\"file:///etc/passwd\""));
        add("reference-to-http", STRUCTURE, sealed.replace("URI=\"#e7\"", "URI=\"http://127.0.0.1:1/x\""));
        add("reference-to-all", STRUCTURE, sealed.replace("URI=\"#e7\"", "URI=\"\""));
        add("reference-by-xpointer", STRUCTURE, sealed.replace("URI=\"#e7\"", "URI=\"#xpointer(id('e7'))\""));
        add("reference-without-uri", STRUCTURE, sealed.replace(" URI=\"#e7\"", ""));
        add("reference-type-removed", STRUCTURE, sealed.replaceFirst(" Type=\"[^\"]*\"", ""));
        add(
                "manifest",
                STRUCTURE,
                sealed.replaceFirst("Type=\"[^\"]*\"", "Type=\"http://www.w3.org/2000/09/xmldsig#Manifest\""));
        add("reference-id", STRUCTURE, sealed.replaceFirst("<Reference URI", "<Reference Id=\"r\" URI"));
    }

    private void algorithms() {
        String method = "<SignatureMethod Algorithm=\"[^\"]*\"/>";
        for (String uri : new String[] {
            "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
            "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
            "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
            "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1",
            "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
            "http://www.w3.org/2009/xmldsig11#dsa-sha256",
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
            "none",
            ""
        }) {
            add("alg " + uri, ALGORITHM, sealed.replaceFirst(method, "<SignatureMethod Algorithm=\"" + uri + "\"/>"));
        }
        add(
                "hmac-truncation",
                STRUCTURE,
                sealed.replaceFirst(
                        "(<SignatureMethod [^/]*[^>]*\")/>",
                        "$1><HMACOutputLength>8</HMACOutputLength></SignatureMethod>"));
        add(
                "digest sha1",
                ALGORITHM,
                sealed.replaceFirst(
                        "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1"));
        add("signature value empty", STRUCTURE, sealed.replaceFirst("<SignatureValue>[^<]*<", "<SignatureValue><"));
        add(
                "signature value of zeros",
                Set.of(Fault.SEAL_SIGNATURE, Fault.SEAL_STRUCTURE),
                sealed.replaceFirst("<SignatureValue>[^<]*<", "<SignatureValue>" + "A".repeat(344) + "<"));
        char last = sealed.charAt(sealed.indexOf("==</SignatureValue>") - 1);
        add(
                "signature value written otherwise",
                STRUCTURE,
                sealed.replace(last + "==</SignatureValue>", (char) (last + 1) + "==</SignatureValue>"));
        add("digest value shorter", STRUCTURE, sealed.replaceFirst("<DigestValue>[^<]*<", "<DigestValue>AAAA<"));
    }

    private void keys() {
        String info = between("<KeyInfo>", "</KeyInfo>");
        add("keyinfo-missing", STRUCTURE, sealed.replace(info, ""));
        add("keyinfo-empty", STRUCTURE, sealed.replace(info, "<KeyInfo/>"));
        add("keyinfo-name", STRUCTURE, sealed.replace(info, "<KeyInfo><KeyName>so-y-te</KeyName></KeyInfo>"));
        add(
                "keyinfo-retrieval",
                STRUCTURE,
                sealed.replace(info, "<KeyInfo><RetrievalMethod URI=\"http://127.0.0.1:1/x\"/></KeyInfo>"));
        add("keyinfo-value-beside", STRUCTURE, sealed.replace("</KeyInfo>", "<KeyValue/></KeyInfo>"));
        add(
                "keyinfo-two-certificates",
                STRUCTURE,
                sealed.replaceFirst("(<X509Certificate>[^<]*</X509Certificate>)", "$1$1"));
        add(
                "keyinfo-junk-after-certificate",
                either(STRUCTURE, Fault.SEAL_CERTIFICATE),
                sealed.replace("</X509Certificate>", "AAAA</X509Certificate>"));
        add(
                "certificate-of-another",
                Set.of(Fault.SEAL_CERTIFICATE),
                withCertificate(SealProvince.entry(KeyAlgorithm.RSA_2048, Purpose.SEAL)));
    }

    private void properties() {
        String object = between("<Object>", "</Object>");
        add("xades-removed", STRUCTURE, sealed.replace(object, ""));
        add("xades-emptied", STRUCTURE, sealed.replace(object, "<Object/>"));
        add("xades-target", STRUCTURE, sealed.replace("Target=\"#s\"", "Target=\"#e7\""));
        add(
                "xades-time-changed",
                Set.of(Fault.SEAL_DIGEST),
                sealed.replace("2026-11-02T02:00:00Z", "2026-11-03T02:00:00Z"));
        add("xades-time-nonsense", STRUCTURE, sealed.replace("2026-11-02T02:00:00Z", "yesterday"));
        add(
                "xades-certificate-digest",
                Set.of(Fault.SEAL_CERTIFICATE),
                sealed.replaceFirst("(#\">)[^<]{43}=(</DigestValue>)", "$1" + "A".repeat(43) + "=$2"));
        add(
                "xades-unsigned-properties",
                STRUCTURE,
                sealed.replace("</SignedProperties>", "</SignedProperties><UnsignedProperties/>"));
        add(
                "xades-certificate-removed",
                STRUCTURE,
                sealed.replaceFirst("<SigningCertificateV2>.*</SigningCertificateV2>", ""));
        add("second object", STRUCTURE, sealed.replace("</Object>", "</Object><Object/>"));
    }

    private void transform(String name, String uri, String parameters) {
        String transform = "<Transform Algorithm=\"" + uri + "\">" + parameters + "</Transform>";
        add(name, STRUCTURE, sealed.replaceFirst(EXCLUSIVE, transform + EXCLUSIVE));
        add(name + " in place", either(ALGORITHM, Fault.SEAL_STRUCTURE), sealed.replaceFirst(EXCLUSIVE, transform));
    }

    private String withCertificate(KeyEntry other) {
        return sealed.replaceFirst(
                "<X509Certificate>[^<]*<",
                "<X509Certificate>" + SealXml.base64(Certificates.encoded(other.certificate())) + "<");
    }
}
