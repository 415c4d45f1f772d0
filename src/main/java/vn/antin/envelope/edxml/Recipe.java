package vn.antin.envelope.edxml;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;

/**
 * How a base64 text was laid out, so that it can be made again from the decoded bytes.
 *
 * @param leading white space before it
 * @param lineLength characters on each line but the last; 0 for a text on one line
 * @param separator white space between lines
 * @param trailing white space after it
 * @param padded whether it ends in {@code =} where the length asks for it
 */
record Recipe(String leading, int lineLength, String separator, String trailing, boolean padded) {

    static final int LONGEST_SPACE = 1024;

    /** White space as XML may spell it: a serializer writes the carriage return of a MIME line as a reference. */
    private static final Pattern SPACE = Pattern.compile("([ \\t\\r\\n]|&#(9|10|13|x[9aAdD]);)*");

    /** How this bus writes: one line, nothing around it. */
    static final Recipe ONE_LINE = new Recipe("", 0, "", "", true);

    Recipe {
        boolean lines = lineLength > 0 ? !separator.isEmpty() : lineLength == 0 && separator.isEmpty();
        if (!lines || !space(leading) || !space(separator) || !space(trailing)) {
            throw new Refused(Fault.ENVELOPE_FORM, "recipe");
        }
    }

    private static boolean space(String text) {
        return text.length() <= LONGEST_SPACE && SPACE.matcher(text).matches();
    }

    /** Reads the layout of the base64 text in {@code raw}; nothing if it follows no rule. */
    static Optional<Recipe> of(byte[] raw, Span span) {
        Layout layout = new Layout(raw, span.to());
        int start = layout.space(span.from());
        int lineEnd = layout.letters(start);
        int next = layout.space(lineEnd);
        int lineLength = lineEnd - start;
        int letters = lineLength;
        String separator = next < span.to() ? layout.text(lineEnd, next) : "";
        while (next < span.to()) {
            int begin = next;
            lineEnd = layout.letters(begin);
            next = layout.space(lineEnd);
            letters += lineEnd - begin;
            boolean last = next == span.to();
            if (begin == lineEnd || (!last && !separator.equals(layout.text(lineEnd, next)))) {
                return Optional.empty();
            }
        }
        String leading = layout.text(span.from(), start);
        String trailing = layout.text(lineEnd, span.to());
        boolean padded = letters % 4 == 0;
        return letters > 0 && Stream.of(leading, separator, trailing).allMatch(Recipe::space)
                ? Optional.of(new Recipe(leading, separator.isEmpty() ? 0 : lineLength, separator, trailing, padded))
                : Optional.empty();
    }
}
