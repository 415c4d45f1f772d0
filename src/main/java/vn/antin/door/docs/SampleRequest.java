package vn.antin.door.docs;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call for a developer's tool, with {@code {{names}}} for variables.
 *
 * @param id operation id of the contract
 * @param group tag of the contract
 * @param agency who calls: {@code sender} or {@code recipient}; the variables of that name have address and key
 * @param template path of the contract, with {@code {names}}
 * @param path the same with its values
 * @param status expected status; 0 if none is stated
 * @param keep variables that later calls need, and the JSON pointer (RFC 6901) of each in the answer
 */
record SampleRequest(
        String id,
        String group,
        String title,
        String method,
        String agency,
        String template,
        String path,
        List<SampleField> query,
        List<SampleField> headers,
        Optional<SampleBody> body,
        int status,
        Map<String, String> keep) {

    /** A header or a query parameter; an optional one is off until the developer enables it. */
    record SampleField(String name, String value, boolean on, String about) {}

    /** A body: text of a media type, or the parts of a form, whose last ones are files of the caller's machine. */
    record SampleBody(String type, String text, List<SamplePart> parts) {}

    /** One part of a form; a file if the text is empty. */
    record SamplePart(String name, String text) {}

    List<SampleField> needed() {
        return query.stream().filter(SampleField::on).toList();
    }
}
