package vn.antin.edxml;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * An element of a parsed package, with its children in their order.
 *
 * @param text the element's own text, stripped; empty for {@code null}, which some software writes
 * @param content the decoded base64 of a ContentTransferEncoded that is not blank
 */
record Element(
        String namespace,
        String name,
        List<Attribute> attributes,
        List<Element> children,
        String text,
        Optional<DecodedContent> content) {

    /** The namespace of the format; elements of another one are carried along without being understood. */
    static final String NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016";

    /** An attribute of any namespace. */
    record Attribute(String namespace, String name, String value) {}

    /** Decoded bytes, the index of their base64 text in the package, and whether the whole text was base64. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record DecodedContent(byte[] bytes, int place, boolean intact) {}

    Element {
        attributes = List.copyOf(attributes);
        children = List.copyOf(children);
    }

    /** A placeholder for a missing element. */
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

    /** The first non-empty text at a path; empty without one. */
    String text(String path) {
        return all(path)
                .map(Element::text)
                .filter(Predicate.not(String::isEmpty))
                .findFirst()
                .orElse("");
    }

    /** Whether it contains no text at all: some software writes empty elements for unknown values. */
    boolean blank() {
        return text.isEmpty() && content.isEmpty() && children.stream().allMatch(Element::blank);
    }
}
