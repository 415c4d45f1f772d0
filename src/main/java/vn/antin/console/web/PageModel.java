package vn.antin.console.web;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.door.AlarmSubjectText;
import vn.antin.door.DocumentTitle;
import vn.antin.door.Language;
import vn.antin.door.Messages;
import vn.antin.envelope.VietnamTime;
import vn.antin.ledger.query.DocumentLine;
import vn.antin.observe.HealthCheck;

/**
 * What every page needs: its words, who looks, and times, numbers and sizes as people of that language write them.
 *
 * @param who null before the login
 * @param form the word a form must carry to be taken
 * @param path of the page, without its question
 * @param house whose node or hub it is
 * @param pages the names of those there are here
 * @param critical how many alerts there are that cannot wait
 */
public record PageModel(
        Messages words,
        @Nullable SignedInPerson who,
        String form,
        String path,
        String house,
        Set<String> pages,
        Instant now,
        long critical) {

    private static final Set<String> MACHINE = Set.of(
            "/console/machine",
            "/console/routes",
            "/console/certificates",
            "/console/settings",
            "/console/connection",
            "/console/keys",
            "/console/backups",
            "/console/safe",
            "/console/diagnosis");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss");
    private static final Set<String> AUDITING = Set.of("register", "verify", "sample", "month", "requests");
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    /** The sentence of a key. */
    public String say(String key, Object... values) {
        return words.say(key, values);
    }

    /** The word for a state, an event or another name of the program. */
    public String word(String kind, String name) {
        return words.word(kind, name);
    }

    public String language() {
        return words.language().tag();
    }

    /** Whether there is a page of this name here: a hub has others than a node. */
    public boolean has(String page) {
        return pages.contains(page);
    }

    public boolean may(Action action) {
        return who != null && who.may(action);
    }

    /** Whether the page is one of those made of receipts. */
    public boolean auditing() {
        return AUDITING.contains(path.substring(path.lastIndexOf('/') + 1));
    }

    /** Whether it is one of the pages about the machine itself. */
    public boolean machine() {
        return MACHINE.contains(path);
    }

    /** "09:14" today, else with its day. */
    public String time(Instant at) {
        var local = at.atZone(VietnamTime.ZONE);
        return LocalDate.ofInstant(now, VietnamTime.ZONE).equals(local.toLocalDate())
                ? TIME.format(local)
                : MOMENT.format(local).substring(0, 16);
    }

    /** To the second, with its day. */
    public String moment(Instant at) {
        return MOMENT.format(at.atZone(VietnamTime.ZONE));
    }

    /** How long ago, in the largest unit that says it: "3 phút". */
    public String since(Instant at) {
        return lasting(Duration.between(at, now));
    }

    public String lasting(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 60) {
            return say("time.seconds", seconds);
        }
        if (seconds < 3600) {
            return say("time.minutes", seconds / 60);
        }
        return seconds < 172_800 ? say("time.hours", seconds / 3600) : say("time.days", seconds / 86_400);
    }

    /** Which of several a check or an alert is about, in words where there are some. */
    public String about(String rule, String subject) {
        int blank = subject.lastIndexOf(' ');
        if (rule.equals(HealthCheck.Rule.CERTIFICATE.name()) && blank > 0) {
            return subject.substring(0, blank) + " – " + word("purpose", subject.substring(blank + 1));
        }
        return rule.equals(HealthCheck.Rule.QUEUE.name()) ? word("queue", subject) : alarmSubject(subject);
    }

    /** A document as people call it; one without a name of its own, such as a report, by its id on the bus. */
    public String named(@Nullable String documentId, Object id) {
        return documentId == null || documentId.isBlank() ? id.toString() : DocumentTitle.of(documentId, words);
    }

    /** A document of a list; a report or a recall, which has no number, by what it is. */
    public String named(DocumentLine one) {
        String what = word("operation", one.operation().name());
        boolean nameless =
                one.documentId() == null && !what.equals(one.operation().name());
        return nameless ? what : named(one.documentId(), one.id());
    }

    /** Whom or what an alarm is about. */
    public String alarmSubject(String subject) {
        return AlarmSubjectText.in(words.language(), subject);
    }

    /** What a check measured, in its unit. */
    public String measured(HealthCheck.Rule rule, double value) {
        return switch (rule.unit()) {
            case "s" -> lasting(Duration.ofMillis((long) (value * 1000)));
            case "B" -> size((long) value);
            case "d" -> say("time.days", number((long) value));
            default -> number((long) value);
        };
    }

    public String number(long number) {
        return NumberFormat.getIntegerInstance(locale()).format(number);
    }

    /** "tháng 11/2026". */
    public String month(YearMonth month) {
        return say("time.month", month.getMonthValue(), Integer.toString(month.getYear()));
    }

    /** "97,5 %"; never rounded up to all of them. */
    public String percent(long part, long whole) {
        NumberFormat format = NumberFormat.getInstance(locale());
        format.setMaximumFractionDigits(1);
        format.setRoundingMode(RoundingMode.DOWN);
        return format.format(100.0 * part / whole) + " %";
    }

    /** "2,4 s", or as {@link #lasting} from a minute on. */
    public String seconds(long millis) {
        if (millis >= 60_000) {
            return lasting(Duration.ofMillis(millis));
        }
        NumberFormat format = NumberFormat.getInstance(locale());
        format.setMaximumFractionDigits(1);
        return say("time.seconds", format.format(millis / 1000.0));
    }

    /** As {@link #seconds}, and below a tenth of one "4 ms". */
    public String seconds(Duration took) {
        return took.toMillis() < 100 ? say("time.millis", number(took.toMillis())) : seconds(took.toMillis());
    }

    /** "12,3 MB", in powers of a thousand. */
    public String size(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 1000 && unit < UNITS.length - 1) {
            amount /= 1000;
            unit++;
        }
        NumberFormat format = NumberFormat.getInstance(locale());
        format.setMaximumFractionDigits(unit == 0 || amount >= 100 ? 0 : 1);
        return format.format(amount) + " " + UNITS[unit];
    }

    /** "0,023": two digits that say something, of what is a hundred and more none behind the comma. */
    public String rate(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(value < 100 ? 2 : 3));
        NumberFormat format = NumberFormat.getInstance(locale());
        format.setMaximumFractionDigits(Math.max(0, rounded.scale()));
        return format.format(rounded);
    }

    private Locale locale() {
        return words.language() == Language.EN ? Locale.UK : Locale.forLanguageTag("vi-VN");
    }
}
