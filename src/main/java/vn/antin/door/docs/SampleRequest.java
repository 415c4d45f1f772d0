package vn.antin.door.docs;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call as a tool of a developer writes it, with {@code {{names}}} where a value is put in.
 *
 * @param id the operation of the contract
 * @param group the tag of the contract it stands under
 * @param agency who calls: {@code sender} or {@code recipient}; the variables of that name have address and key
 * @param template its path in the contract, with {@code {names}}
 * @param path the same as it is called
 * @param status what is to be answered; 0 if that is not said
 * @param keep the names of what later calls need, and where it stands in the answer (RFC 6901)
 */
record SampleRequest(
        String id,
        String group,
        String title,
        String method,
        String agency,
        String template,
        String path,
        List<Field> query,
        List<Field> headers,
        Optional<Body> body,
        int status,
        Map<String, String> keep) {

    /** A header or a parameter of the query; one that is not needed stays off until somebody wants it. */
    record Field(String name, String value, boolean on, String about) {}

    /** What is sent: text of a type, or the parts of a form, whose last ones are files of the caller's machine. */
    record Body(String type, String text, List<Part> parts) {}

    /** One part of a form; a file if the text is empty. */
    record Part(String name, String text) {}

    List<Field> needed() {
        return query.stream().filter(Field::on).toList();
    }
}
