package vn.antin.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import vn.antin.envelope.Fault;

/** Hostile variants of one sealed letter, each by the name of the attack, with the faults that may answer it. */
final class Attacks {

    private static final Set<Fault> STRUCTURE = Set.of(Fault.SEAL_STRUCTURE);
    private static final Set<Fault> ALGORITHM = Set.of(Fault.SEAL_ALGORITHM);
    private static final Set<Fault> DTD = Set.of(Fault.XML_DTD, Fault.XML_MALFORMED);
    private static final Set<Fault> LIMITS = Set.of(Fault.XML_TOO_DEEP, Fault.XML_TOO_MANY, Fault.TOO_LARGE);
    private static final String EXCLUSIVE = "<Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";
    private static final String EVIL = "<l:Letter xmlns:l=\"urn:test:letter\" Id=\"evil\"><l:Key>6666</l:Key>";

    /** One variant, and the faults that are a right answer. */
    record Attack(String xml, Set<Fault> answers) {}

    private final String sealed;
    private final String signature;
    private final String letter;
    private final Map<String, Attack> all = new LinkedHashMap<>();

    private Attacks(String sealed) {
        this.sealed = sealed;
        int from = sealed.indexOf("<Signature ");
        int to = sealed.indexOf("</Signature>") + "</Signature>".length();
        this.signature = sealed.substring(from, to);
        this.letter = sealed.substring(0, from) + sealed.substring(to);
    }

    static Map<String, Attack> on(byte[] sealed) {
        var attacks = new Attacks(new String(sealed, UTF_8));
        attacks.wrappings();
        attacks.ids();
        attacks.declarations();
        attacks.sizes();
        attacks.values();
        attacks.transforms();
        attacks.references();
        attacks.algorithms();
        attacks.keys();
        attacks.properties();
        attacks.places();
        return attacks.all;
    }

    /** The eight classic forms: the genuine letter is still there and still verifies, another one is read. */
    private void wrappings() {
        String evilWith = EVIL + "%s</l:Letter>";
        add("xsw-1 letter inside an object of its signature", STRUCTURE, evilWith.formatted(withObject(letter)));
        add("xsw-2 signature before the letter it signs", STRUCTURE, evilWith.formatted(signature + letter));
        add("xsw-3 sealed letter as a child", STRUCTURE, evilWith.formatted(sealed));
        add(
                "xsw-4 sealed letter as the last child under the same name",
                STRUCTURE,
                evilWith.formatted("<l:A/>" + sealed));
        add("xsw-5 signature outside, letter beside it", STRUCTURE, evilWith.formatted(letter + signature));
        add(
                "xsw-6 letter in an object, root has the same id",
                STRUCTURE,
                evilWith.replace("evil", "e7").formatted(withObject(letter)));
        add(
                "xsw-7 extension holds the letter",
                STRUCTURE,
                evilWith.formatted("<l:Extensions>" + letter + "</l:Extensions>" + signature));
        add(
                "xsw-8 object in the extension holds the letter",
                STRUCTURE,
                evilWith.formatted("<l:Extensions>" + withObject(letter) + "</l:Extensions>"));
        add(
                "xsw letter under its own id within another",
                STRUCTURE,
                evilWith.replace("evil", "x").formatted("<l:Old>" + letter + "</l:Old>" + signature));
        add(
                "signature moved under a child",
                STRUCTURE,
                letter.replace("</l:Letter>", "<l:X>" + signature + "</l:X></l:Letter>"));
        add(
                "second signature",
                STRUCTURE,
                sealed.replace(
                        "</l:Letter>",
                        signature.replace("Id=\"s\"", "Id=\"s2\"").replace("Id=\"p\"", "Id=\"p2\"") + "</l:Letter>"));
        add("no signature", STRUCTURE, letter);
        add("element after the signature", STRUCTURE, sealed.replace("</Signature>", "</Signature><l:More/>"));
        add("text after the signature", STRUCTURE, sealed.replace("</Signature>", "</Signature>x"));
        add("signature first", STRUCTURE, letter.replace("<l:Sender>", signature + "<l:Sender>"));
    }

    private void ids() {
        add("dup-id same id on a child", STRUCTURE, sealed.replace("<l:Sender>", "<l:Sender Id=\"e7\">"));
        add("dup-id in lower case", STRUCTURE, sealed.replace("<l:Sender>", "<l:Sender id=\"e7\">"));
        add("dup-id in upper case", STRUCTURE, sealed.replace("<l:Sender>", "<l:Sender ID=\"e7\">"));
        add("dup-id as xml:id", STRUCTURE, sealed.replace("<l:Sender>", "<l:Sender xml:id=\"e7\">"));
        add("dup-id of the signature", STRUCTURE, sealed.replace("<l:Sender>", "<l:Sender Id=\"p\">"));
        add("root without an id", STRUCTURE, sealed.replace(" Id=\"e7\"", ""));
        add("root with another id", STRUCTURE, sealed.replace(" Id=\"e7\"", " Id=\"e8\""));
    }

    private void declarations() {
        declare("xxe-file", "[<!ENTITY x SYSTEM \"file:///etc/passwd\">]");
        declare("xxe-http", "[<!ENTITY x SYSTEM \"http://127.0.0.1:1/x\">]");
        declare("xxe-parameter", "[<!ENTITY % x SYSTEM \"http://127.0.0.1:1/x\"> %x;]");
        declare("dtd-external", "SYSTEM \"http://127.0.0.1:1/x.dtd\"");
        declare("dtd-empty", "[]");
        declare("dtd-id-attribute", "[<!ATTLIST Sender Any ID #IMPLIED>]");
        StringBuilder bomb = new StringBuilder("[<!ENTITY a0 \"lol\">");
        for (int i = 1; i < 12; i++) {
            bomb.append("<!ENTITY a")
                    .append(i)
                    .append(" \"")
                    .append(("&a" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        declare("entity-bomb", bomb.append("<!ENTITY x \"&a11;\">]").toString());
        declare("quadratic-blowup", "[<!ENTITY x \"" + "y".repeat(100_000) + "\">]");
        add("undeclared entity", Set.of(Fault.XML_MALFORMED, Fault.XML_DTD), sealed.replace("7aa3", "&x;"));
        add("pi-stylesheet", STRUCTURE, "<?xml-stylesheet href=\"http://127.0.0.1:1/x\"?>" + sealed);
        add(
                "xinclude",
                Set.of(Fault.SEAL_DIGEST),
                sealed.replace(
                        "7aa3",
                        "<i:include xmlns:i=\"http://www.w3.org/2001/XInclude\" href=\"file:///etc/passwd\"/>"));
        add("xml 1.1", STRUCTURE, "<?xml version=\"1.1\"?>" + sealed);
    }

    private void sizes() {
        add("deep-nesting", LIMITS, sealed.replace("7aa3", "<d>".repeat(20_000) + "</d>".repeat(20_000)));
        StringBuilder attributes = new StringBuilder("<l:Sender");
        StringBuilder spaces = new StringBuilder("<l:Sender");
        for (int i = 0; i < 5000; i++) {
            attributes.append(" a").append(i).append("=\"\"");
            spaces.append(" xmlns:n").append(i).append("=\"urn:n\"");
        }
        add("many-attributes", either(LIMITS, Fault.XML_MALFORMED), sealed.replace("<l:Sender", attributes));
        add("many-namespaces", either(LIMITS, Fault.XML_MALFORMED), sealed.replace("<l:Sender", spaces));
        add("many-elements", LIMITS, sealed.replace("7aa3", "<d/>".repeat(200_000)));
        add("long-name", either(LIMITS, Fault.XML_MALFORMED), sealed.replace("7aa3", "<" + "n".repeat(5000) + "/>"));
        add("large", LIMITS, sealed.replace("7aa3", "x".repeat(5 << 20)));
        add("encoding-unknown", Set.of(Fault.XML_MALFORMED), "<?xml version=\"1.0\" encoding=\"x-none\"?>" + sealed);
        add("empty", Set.of(Fault.XML_MALFORMED), "");
        add("not xml", Set.of(Fault.XML_MALFORMED), "PK\u0003\u0004");
    }

    private void values() {
        add("comment-splits-a-value", STRUCTURE, sealed.replace("7aa3", "7aa<!-- -->3"));
        add("comment-in-digest", STRUCTURE, sealed.replaceFirst("<DigestValue>", "<DigestValue><!-- -->"));
        add("comment-in-signature-value", STRUCTURE, sealed.replace("<SignatureValue>", "<SignatureValue><!-- -->"));
        add("comment-before-root", STRUCTURE, "<!-- -->" + sealed);
        add("comment-after-root", STRUCTURE, sealed + "<!-- -->");
        add("pi-in-value", STRUCTURE, sealed.replace("7aa3", "7aa<?x?>3"));
        add("cdata", STRUCTURE, sealed.replace("7aa3", "<![CDATA[7aa3]]>"));
        add("value changed", Set.of(Fault.SEAL_DIGEST), sealed.replace("7aa3", "7aa4"));
        add("value with a space", Set.of(Fault.SEAL_DIGEST), sealed.replace("7aa3", "7aa3 "));
        add(
                "prefix changed",
                Set.of(Fault.SEAL_DIGEST),
                sealed.replace("xmlns:l=", "xmlns:m=").replace("<l:", "<m:").replace("</l:", "</m:"));
        add("default attribute added", Set.of(Fault.SEAL_DIGEST), sealed.replace("<l:Sender>", "<l:Sender a=\"\">"));
        add(
                "inherited xml:lang",
                Set.of(Fault.SEAL_DIGEST),
                sealed.replace(" Id=\"e7\"", " Id=\"e7\" xml:lang=\"vi\""));
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
                withCertificate(Province.entry(KeyAlgorithm.RSA_2048, Purpose.SEAL)));
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

    private void places() {
        add("other root", STRUCTURE, sealed.replace("l:Letter", "l:Order"));
        add("other namespace", STRUCTURE, sealed.replace("urn:test:letter", "urn:test:order"));
        add("truncated", Set.of(Fault.XML_MALFORMED), sealed.substring(0, sealed.length() - 3));
        add("two documents", Set.of(Fault.XML_MALFORMED), sealed + sealed);
    }

    private void add(String name, Set<Fault> answers, String xml) {
        if (xml.equals(sealed) || all.put(name, new Attack(xml, answers)) != null) {
            throw new IllegalStateException(name + " changes nothing or is there already");
        }
    }

    private void declare(String name, String type) {
        add(
                name,
                DTD,
                "<!DOCTYPE l:Letter " + type + ">"
                        + sealed.replace("7aa3", type.contains("ENTITY x") ? "&x;" : "7aa3"));
    }

    private void transform(String name, String uri, String parameters) {
        String transform = "<Transform Algorithm=\"" + uri + "\">" + parameters + "</Transform>";
        add(name, STRUCTURE, sealed.replaceFirst(EXCLUSIVE, transform + EXCLUSIVE));
        add(name + " in place", either(ALGORITHM, Fault.SEAL_STRUCTURE), sealed.replaceFirst(EXCLUSIVE, transform));
    }

    private String withObject(String content) {
        return signature.replace("</Signature>", "<Object>" + content + "</Object></Signature>");
    }

    private String withCertificate(KeyEntry other) {
        return sealed.replaceFirst(
                "<X509Certificate>[^<]*<",
                "<X509Certificate>" + SealXml.base64(Certificates.encoded(other.certificate())) + "<");
    }

    private String between(String begin, String end) {
        int from = sealed.indexOf(begin);
        return sealed.substring(from, sealed.indexOf(end, from) + end.length());
    }

    private static Set<Fault> either(Set<Fault> some, Fault more) {
        var faults = new HashSet<>(some);
        faults.add(more);
        return faults;
    }
}
