package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;

/** Signature wrapping attacks on a sealed envelope, each form by its name. */
final class Wrappings {

    private final String sealed;
    private final String signature;
    private final String letter;
    private final String evil;
    private final Map<String, byte[]> all = new LinkedHashMap<>();

    private Wrappings(byte[] sealed, byte[] evil) {
        this.sealed = new String(sealed, UTF_8);
        int from = this.sealed.indexOf("<Signature ");
        int to = this.sealed.indexOf("</Signature>") + "</Signature>".length();
        this.signature = this.sealed.substring(from, to);
        this.letter = this.sealed.substring(0, from) + this.sealed.substring(to);
        this.evil = new String(evil, UTF_8);
    }

    /** The forms of the sealed envelope around another one without a seal. */
    static Map<String, byte[]> of(byte[] sealed, byte[] evil) {
        Wrappings wrappings = new Wrappings(sealed, evil);
        wrappings.make();
        return wrappings.all;
    }

    private void make() {
        String other = evil.replace("Id=\"envelope\"", "Id=\"evil\"");
        add("letter in an object of its signature", with(other, withObject()));
        add("signature before the letter it signs", with(other, signature + letter));
        add("sealed letter as a child", with(other, sealed));
        add("sealed letter as a child under the same id", with(evil, sealed));
        add("letter before its signature", with(other, letter + signature));
        add("letter in an object, the root under its id", with(evil, withObject()));
        add("letter in an extension", with(other, "<Extensions>" + letter + "</Extensions>" + signature));
        add("object in an extension", with(other, "<Extensions>" + withObject() + "</Extensions>"));
        add("the signature of another", with(evil, signature));
        add("the signature twice", with(letter, signature + signature));
        add("no signature", letter);
        add("signature first", letter.replaceFirst(">", ">" + signature.replace("$", "\\$")));
        add("signature in a child", with(letter, "<Extensions>" + signature + "</Extensions>"));
        add("comment in a value", sealed.replaceFirst("(<[^>]*EnvelopeId>..)", "$1<!-- -->"));
        add("a document type", "<!DOCTYPE Envelope [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>" + sealed);
    }

    private static String with(String root, String content) {
        int end = root.lastIndexOf("</");
        return root.substring(0, end) + content + root.substring(end);
    }

    private String withObject() {
        return signature.replace("</Signature>", "<Object>" + letter + "</Object></Signature>");
    }

    private void add(String name, String xml) {
        if (xml.equals(sealed) || all.put(name, xml.getBytes(UTF_8)) != null) {
            throw new IllegalStateException(name + " changes nothing or is there already");
        }
    }
}
