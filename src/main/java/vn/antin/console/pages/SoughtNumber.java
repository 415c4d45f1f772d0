package vn.antin.console.pages;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.antin.envelope.PlainText;

/**
 * A document number as people type it: "812", "Số 812", "812/SNV-CCHC", "số: 05/TB-UBND ngày 01/12/2026", or the end of
 * an identifier such as "H06.02,2026/12/01,812/SNV-CCHC".
 *
 * @param numbers spellings of the number: with and without a leading zero
 * @param rest notation, or notation and year, in lower case without accents; may be empty
 */
record SoughtNumber(Set<String> numbers, String rest) {

    private static final Pattern WRITTEN =
            Pattern.compile("(?:(?:van ban|cong van|cv|so|no|number|document)\\b[\\s.:]*)*"
                    + "(\\d{1,9}[a-z]?)(?:\\s*/\\s*(\\S+?))?(?:[\\s,]+(?:ngay|of|dated)\\b.*)?");

    /** Parses a text; empty when it is no number. */
    static Optional<SoughtNumber> of(String text) {
        String plain = PlainText.of(text.strip());
        Matcher written =
                WRITTEN.matcher(plain.substring(plain.lastIndexOf(",") + 1).strip());
        Matcher dated = WRITTEN.matcher(plain);
        Matcher found = dated.matches() ? dated : written;
        if (!found.matches()) {
            return Optional.empty();
        }
        String number = found.group(1);
        Set<String> numbers = new LinkedHashSet<>(Set.of(number));
        numbers.add(number.replaceFirst("^0+(?=\\d)", ""));
        if (number.matches("\\d[a-z]?")) {
            numbers.add("0" + number);
        }
        return Optional.of(new SoughtNumber(numbers, found.group(2) == null ? "" : found.group(2)));
    }

    /** Whether a document's number, notation and year match. */
    boolean means(String serial) {
        String plain = PlainText.of(serial);
        return rest.isEmpty() || numbers.stream().anyMatch(number -> plain.startsWith(number + "/" + rest));
    }
}
