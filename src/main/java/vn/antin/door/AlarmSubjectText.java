package vn.antin.door;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.antin.fault.AlarmSubject;

/** Whom or what an alarm is about, in the reader's language: the ledger keeps a code and a value. */
public final class AlarmSubjectText {

    private static final Errors.Text DEAD_LETTER = new Errors.Text("thông điệp hỏng từ ", "dead letter from ");
    private static final Pattern CODED = Pattern.compile("((?:ANTIN-\\d{4} )?)(.*)", Pattern.DOTALL);

    private AlarmSubjectText() {}

    /** A subject as the ledger has it, also behind the alarm's code; any other stands for itself. */
    public static String in(Language language, String subject) {
        Matcher coded = CODED.matcher(subject);
        return coded.matches()
                ? AlarmSubject.deadLetterSender(coded.group(2))
                        .map(sender -> coded.group(1) + DEAD_LETTER.in(language) + sender)
                        .orElse(subject)
                : subject;
    }
}
