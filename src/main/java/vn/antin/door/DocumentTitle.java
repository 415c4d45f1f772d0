package vn.antin.door;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Renders a document's title as people write it: "812/SNV-CCHC ngày 01/12/2026". */
public final class DocumentTitle {

    /** Issuer, day, number and notation of an identifier in the form of QCVN 102:2016. */
    private static final Pattern IDENTIFIER = Pattern.compile("[^,]+,(\\d{4})/(\\d{1,2})/(\\d{1,2}),\\s*(\\S.*)");

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd/MM/yyyy");

    private DocumentTitle() {}

    /** Number, notation and day of a document's identifier; an identifier of another form is returned as it is. */
    public static String of(String documentId, Messages words) {
        Matcher parts = IDENTIFIER.matcher(documentId);
        if (!parts.matches()) {
            return documentId;
        }
        try {
            LocalDate day = LocalDate.of(number(parts, 1), number(parts, 2), number(parts, 3));
            return words.say("document.title", parts.group(4), DAY.format(day));
        } catch (DateTimeException notADay) {
            return documentId;
        }
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }
}
