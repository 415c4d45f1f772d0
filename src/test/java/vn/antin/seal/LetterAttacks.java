package vn.antin.seal;

import java.util.Set;
import vn.antin.fault.Fault;

/** Attacks on the letter around a genuine signature: the text read would not be the text signed. */
final class LetterAttacks extends Variants {

    private static final Set<Fault> DTD = Set.of(Fault.XML_DTD, Fault.XML_MALFORMED);
    private static final Set<Fault> LIMITS = Set.of(Fault.XML_TOO_DEEP, Fault.XML_TOO_MANY, Fault.TOO_LARGE);
    private static final String EVIL = "<l:Letter xmlns:l=\"urn:test:letter\" Id=\"evil\"><l:Key>6666</l:Key>";

    LetterAttacks(String sealed) {
        super(sealed);
        wrappings();
        places();
        ids();
        declarations();
        sizes();
        values();
    }

    /**
     * The eight classic forms of signature wrapping: the genuine letter is still there and verifies, another one is
     * read.
     */
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
        add(
                "second signature before the genuine one",
                STRUCTURE,
                letter.replace("</l:Letter>", withoutIds() + signature + "</l:Letter>"));
        add("no signature", STRUCTURE, letter);
        add("element after the signature", STRUCTURE, sealed.replace("</Signature>", "</Signature><l:More/>"));
        add("text after the signature", STRUCTURE, sealed.replace("</Signature>", "</Signature>x"));
        add("signature first", STRUCTURE, letter.replace("<l:Sender>", signature + "<l:Sender>"));
    }

    private void places() {
        add("other root", STRUCTURE, sealed.replace("l:Letter", "l:Order"));
        add("other namespace", STRUCTURE, sealed.replace("urn:test:letter", "urn:test:order"));
        add("truncated", Set.of(Fault.XML_MALFORMED), sealed.substring(0, sealed.length() - 3));
        add("two documents", Set.of(Fault.XML_MALFORMED), sealed + sealed);
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

    private void declare(String name, String type) {
        add(
                name,
                DTD,
                "<!DOCTYPE l:Letter " + type + ">"
                        + sealed.replace("7aa3", type.contains("ENTITY x") ? "&x;" : "7aa3"));
    }

    private String withoutIds() {
        return signature.replace(" Id=\"s\"", "").replace(" Id=\"p\"", "");
    }
}
