package vn.antin.edxml;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * An element of a package as it was read: children by local name, in whatever order they came.
 *
 * @param text the element's own text, stripped; the word {@code null} that some software writes counts as nothing
 * @param content the decoded base64 of a ContentTransferEncoded that is not blank
 */
record Element(
        String namespace,
        String name,
        List<Attribute> attributes,
        List<Element> children,
        String text,
        Optional<Content> content) {

    /** The namespace of all that is looked at; what lies in another is copied along, but not understood. */
    static final String NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016";

    /** An attribute of any namespace. */
    record Attribute(String namespace, String name, String value) {}

    /** Decoded bytes, which of the package's base64 texts they came from, and whether all of it was base64. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Content(byte[] bytes, int place, boolean intact) {}

    Element {
        attributes = List.copyOf(attributes);
        children = List.copyOf(children);
    }

    /** Stands for an element that is not there. */
    static Element empty(String name) {
        return new Element(NAMESPACE, name, List.of(), List.of(), "", Optional.empty());
    }

    boolean is(String localName) {
        return name.equals(localName) && namespace.equals(NAMESPACE);
    }

    /** All elements at a path such as {@code Code/CodeNumber}. */
    Stream<Element> all(String path) {
        Stream<Element> found = Stream.of(this);
        for (String step : path.split("/", -1)) {
            found = found.flatMap(element -> element.children.stream().filter(child -> child.is(step)));
        }
        return found;
    }

    /** The first element at a path. */
    Optional<Element> first(String path) {
        return all(path).findFirst();
    }

    /** The first text at a path that says something, else nothing. */
    String text(String path) {
        return all(path)
                .map(Element::text)
                .filter(Predicate.not(String::isEmpty))
                .findFirst()
                .orElse("");
    }

    /** Whether nothing is said anywhere in it: software writes empty elements for what it does not know. */
    boolean blank() {
        return text.isEmpty() && content.isEmpty() && children.stream().allMatch(Element::blank);
    }
}
