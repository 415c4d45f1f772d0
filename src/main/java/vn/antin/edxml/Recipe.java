package vn.antin.edxml;

import java.util.Optional;
import java.util.stream.Stream;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

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

    /** How this bus writes: one line, nothing around it. */
    static final Recipe ONE_LINE = new Recipe("", 0, "", "", true);

    Recipe {
        boolean lines = lineLength > 0 ? !separator.isEmpty() : lineLength == 0 && separator.isEmpty();
        if (!lines || !Stream.of(leading, separator, trailing).allMatch(Recipe::shortEnough)) {
            throw new Refused(Fault.ENVELOPE_FORM, "recipe");
        }
    }

    private static boolean shortEnough(String space) {
        return space.length() <= LONGEST_SPACE;
    }

    /**
     * Reads the layout of the base64 text in {@code raw} off its first line; nothing if it holds anything but letters
     * and white space. That all lines are alike is not looked at here: making the text again tells.
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
        return letters > 0 && Stream.of(leading, separator, trailing).allMatch(Recipe::shortEnough)
                ? Optional.of(
                        new Recipe(leading, oneLine ? 0 : firstEnd - start, separator, trailing, letters % 4 == 0))
                : Optional.empty();
    }
}
