package vn.antin.edxml;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The layout of a base64 text, from which it is rebuilt out of the decoded bytes.
 *
 * @param leading white space before it
 * @param lineLength characters on each line but the last; 0 for a single line
 * @param separator white space between lines
 * @param trailing white space after it
 * @param padded whether it ends in {@code =} where its length requires it
 */
record Recipe(String leading, int lineLength, String separator, String trailing, boolean padded) {

    static final int MAX_SPACE = 1024;

    /** The layout that this bus writes: a single line. */
    static final Recipe ONE_LINE = new Recipe("", 0, "", "", true);

    Recipe {
        boolean lines = lineLength > 0 ? !separator.isEmpty() : lineLength == 0 && separator.isEmpty();
        if (!lines || !Stream.of(leading, separator, trailing).allMatch(Recipe::isSpace)) {
            throw new Refused(Fault.ENVELOPE_FORM, "recipe");
        }
    }

    /** Whether white space is written as character references, which are ordinary text within CDATA. */
    boolean hasReferences() {
        return Stream.of(leading, separator, trailing).anyMatch(space -> space.indexOf('&') >= 0);
    }

    /** Whether it is white space, in any spelling of XML, and not too long. */
    private static boolean isSpace(String space) {
        byte[] bytes = space.getBytes(StandardCharsets.ISO_8859_1);
        return space.length() <= MAX_SPACE && new Layout(bytes, bytes.length).space(0) == bytes.length;
    }

    /**
     * Reads the layout from the first line of the base64 text in {@code raw}; empty if the text has anything but
     * letters and white space. Whether all lines are alike is not checked here, but by rebuilding the text.
     */
    static Optional<Recipe> of(byte[] raw, Span span) {
        Layout layout = new Layout(raw, span.to());
        int start = layout.space(span.from());
        int firstEnd = layout.letters(start);
        int secondStart = layout.space(firstEnd);
        int end = firstEnd;
        int letters = firstEnd - start;
        for (int next = secondStart; next < span.to(); next = layout.space(end)) {
            end = layout.letters(next);
            letters += end - next;
            if (end == next) {
                return Optional.empty();
            }
        }
        boolean oneLine = secondStart == span.to();
        String leading = layout.text(span.from(), start);
        String separator = oneLine ? "" : layout.text(firstEnd, secondStart);
        String trailing = layout.text(end, span.to());
        return letters > 0 && Stream.of(leading, separator, trailing).allMatch(Recipe::isSpace)
                ? Optional.of(
                        new Recipe(leading, oneLine ? 0 : firstEnd - start, separator, trailing, letters % 4 == 0))
                : Optional.empty();
    }
}
