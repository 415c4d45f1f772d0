package vn.antin.seal;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import vn.antin.fault.Fault;

/** Variants of one sealed letter, named by the attack, with the faults that are right answers. */
class Variants {

    static final Set<Fault> STRUCTURE = Set.of(Fault.SEAL_STRUCTURE);

    /** A variant with the faults that are right answers. */
    record Attack(String xml, Set<Fault> answers) {}

    final String sealed;

    final String signature;
    final String letter;
    private final Map<String, Attack> all = new LinkedHashMap<>();

    Variants(String sealed) {
        this.sealed = sealed;
        int from = sealed.indexOf("<Signature ");
        int to = sealed.indexOf("</Signature>") + "</Signature>".length();
        this.signature = sealed.substring(from, to);
        this.letter = sealed.substring(0, from) + sealed.substring(to);
    }

    Map<String, Attack> all() {
        return all;
    }

    void add(String name, Set<Fault> answers, String xml) {
        if (xml.equals(sealed) || all.put(name, new Attack(xml, answers)) != null) {
            throw new IllegalStateException(name + " changes nothing or is there already");
        }
    }

    String withObject(String content) {
        return signature.replace("</Signature>", "<Object>" + content + "</Object></Signature>");
    }

    String between(String begin, String end) {
        int from = sealed.indexOf(begin);
        return sealed.substring(from, sealed.indexOf(end, from) + end.length());
    }

    static Set<Fault> either(Set<Fault> some, Fault more) {
        var faults = new HashSet<>(some);
        faults.add(more);
        return faults;
    }
}
