package vn.antin.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;

/**
 * Keeps the last lines of the log without personal data and secrets: of the program's own lines the sentence with those
 * values that are ids, numbers, times or codes; of others' only the logger. Logback creates the only instance.
 */
public final class LogTail extends AppenderBase<ILoggingEvent> {

    private static final int MOST = 400;
    private static final int FRAMES = 12;
    private static final String OURS = "vn.antin.";
    private static final String MASK = "·";
    private static final Pattern PLACE = Pattern.compile("\\{}");
    private static final Pattern PLAIN = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
            + "|[A-Z][0-9]{2}(\\.[0-9]{2,3}){1,3}|-?[0-9]{1,19}|ANTIN-[0-9]{4}");
    private static final Deque<String> LINES = new ArrayDeque<>();

    @Override
    protected void append(ILoggingEvent event) {
        String line = line(event);
        synchronized (LINES) {
            LINES.addLast(line);
            while (LINES.size() > MOST) {
                LINES.removeFirst();
            }
        }
    }

    /** The last lines, oldest first. */
    public static List<String> lines() {
        synchronized (LINES) {
            return new ArrayList<>(LINES);
        }
    }

    private static String line(ILoggingEvent event) {
        boolean ours = event.getLoggerName().startsWith(OURS);
        StringBuilder line = new StringBuilder()
                .append(Instant.ofEpochMilli(event.getTimeStamp()))
                .append(' ')
                .append(event.getLevel())
                .append(' ')
                .append(event.getLoggerName());
        if (ours) {
            line.append(": ").append(said(String.valueOf(event.getMessage()), event.getArgumentArray()));
        }
        for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
            line.append("\n  ").append(cause.getClassName());
            var frames = cause.getStackTraceElementProxyArray();
            for (int at = 0; at < Math.min(FRAMES, frames.length); at++) {
                line.append("\n    ").append(frames[at].getSTEAsString());
            }
        }
        return line.toString();
    }

    private static String said(String sentence, Object @Nullable [] values) {
        int[] next = {0};
        return PLACE.matcher(sentence)
                .replaceAll(place -> Matcher.quoteReplacement(
                        values != null && next[0] < values.length ? plain(values[next[0]++]) : MASK));
    }

    private static String plain(@Nullable Object value) {
        boolean known = value == null
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Enum
                || value instanceof Duration
                || value instanceof Instant
                || value instanceof NodeId
                || value instanceof AgencyCode
                || value instanceof EnvelopeId;
        String text = String.valueOf(value);
        return known || PLAIN.matcher(text).matches() ? text : MASK;
    }
}
