package vn.antin.edxml;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recognizes the marks of state secrets, MẬT, TỐI MẬT, TUYỆT MẬT, and tells them from ordinary words that contain them:
 * bảo mật, mật khẩu, mật ong. A mark is the whole value of a field made for it, or is set off in a subject by brackets,
 * a colon or capitals.
 */
final class SecretMark {

    /** Fields in which software puts a degree of secrecy; the format itself has only the first. */
    private static final List<String> FIELDS =
            List.of("SphereOfPromulgation", "Security", "SecurityLevel", "Secret", "SecretLevel", "Confidentiality");

    /** Also without accents, as some old programs type all fields. */
    private static final Set<String> MARKS = Set.of("MẬT", "TỐI MẬT", "TUYỆT MẬT", "MAT", "TOI MAT", "TUYET MAT");

    /** Longer texts are refused elsewhere, so no pattern needs to run on them. */
    private static final int MAX_LENGTH = 2000;

    private static final int ANY_CASE = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final Pattern LABEL = Pattern.compile("^(ĐỘ MẬT|DO MAT)\\s*:\\s*");
    private static final Pattern AROUND = Pattern.compile("^[\\P{L}]+|[\\P{L}]+$");
    private static final Pattern IN_BRACKETS =
            Pattern.compile("[(\\[{<]\\s*((tuyệt|tối)\\s+)?mật\\s*[)\\]}>]", ANY_CASE);
    private static final Pattern AT_THE_START =
            Pattern.compile("^\\P{L}*(độ\\s+mật\\s*:\\s*)?((tuyệt|tối)\\s+)?mật\\s*(:|-|–|—|\\||/|\\.|$)", ANY_CASE);
    private static final Pattern CAPITALS_AT_THE_START = Pattern.compile("^\\P{L}*(TUYỆT|TỐI)\\s+MẬT(?!\\p{L})");

    /** Not used for a subject that is all in capitals. */
    private static final Pattern CAPITALS_AMONG_SMALL =
            Pattern.compile("(?<!\\p{L})(TUYỆT|TỐI)\\s+MẬT(?!\\p{L})|(?<!\\p{L})(?<!\\p{Lu}\\s)MẬT(?!\\s*\\p{L})");

    private SecretMark() {}

    /** Whether a message header has a mark, in any field that software uses for it. */
    static boolean in(Element header) {
        return FIELDS.stream().anyMatch(field -> below(header, field)) || inSubject(header);
    }

    private static boolean below(Element element, String field) {
        return element.children().stream()
                .anyMatch(child -> (child.is(field) && isMark(child.text())) || below(child, field));
    }

    private static boolean inSubject(Element header) {
        return header.all("Subject").anyMatch(subject -> inSubject(subject.text()));
    }

    /** Whether a value is a mark and nothing else. */
    static boolean isMark(String value) {
        String plain = LABEL.matcher(nfc(value).toUpperCase(Locale.ROOT)).replaceFirst("");
        return MARKS.contains(AROUND.matcher(plain).replaceAll("").replaceAll("\\s+", " "));
    }

    /** Whether a subject contains a mark. */
    static boolean inSubject(String subject) {
        String text = nfc(subject);
        boolean small = text.chars().anyMatch(Character::isLowerCase);
        return IN_BRACKETS.matcher(text).find()
                || AT_THE_START.matcher(text).find()
                || CAPITALS_AT_THE_START.matcher(text).find()
                || (small && CAPITALS_AMONG_SMALL.matcher(text).find());
    }

    private static String nfc(String text) {
        String begin = text.substring(0, Math.min(text.length(), MAX_LENGTH));
        return Normalizer.normalize(begin, Normalizer.Form.NFC).strip();
    }
}
