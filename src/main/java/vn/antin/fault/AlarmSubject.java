package vn.antin.fault;

import java.util.Optional;

/** The subject of an alarm that needs words: a code and a value, which people read in their language. */
public final class AlarmSubject {

    private static final String DEAD_LETTER = "DEAD_LETTER ";

    private AlarmSubject() {}

    /** Of the dead letters that a node left. */
    public static String deadLetter(String sender) {
        return DEAD_LETTER + sender;
    }

    /** The sender in such a subject; empty for the subject of another alarm. */
    public static Optional<String> deadLetterSender(String subject) {
        return subject.startsWith(DEAD_LETTER)
                ? Optional.of(subject.substring(DEAD_LETTER.length()))
                : Optional.empty();
    }
}
