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
 * The model of every page: its texts, the signed-in person, and the formats of times, numbers and sizes in the reader's
 * language.
 *
 * @param who null before the login
 * @param form the token a form must carry
 * @param path of the page, without its query
 * @param house name of the agency or province
 * @param pages names of the pages that exist here
 * @param critical number of critical alerts
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
    private static final Set<String> AUDITING =
            Set.of("register", "verify", "sample", "month", "requests", "retention", "archive");
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    public String say(String key, Object... values) {
        return words.say(key, values);
    }

    /** The word for a state, an event or another identifier of the program. */
    public String word(String kind, String name) {
        return words.word(kind, name);
    }

    public String language() {
        return words.language().tag();
    }

    /** Whether a page of this name exists here: a hub has other pages than a node. */
    public boolean has(String page) {
        return pages.contains(page);
    }

    public boolean may(Action action) {
        return who != null && who.may(action);
    }

    /** Whether the page is one of the auditors'. */
    public boolean auditing() {
        return AUDITING.contains(path.substring(path.lastIndexOf('/') + 1));
    }

    /** Whether the page is about the machine itself. */
    public boolean machine() {
        return MACHINE.contains(path);
    }

    /** "09:14" today, else with its date. */
    public String time(Instant at) {
        var local = at.atZone(VietnamTime.ZONE);
        return LocalDate.ofInstant(now, VietnamTime.ZONE).equals(local.toLocalDate())
                ? TIME.format(local)
                : MOMENT.format(local).substring(0, 16);
    }

    /** With seconds and date. */
    public String moment(Instant at) {
        return MOMENT.format(at.atZone(VietnamTime.ZONE));
    }

    /** How long ago, in the largest suitable unit: "3 phút". */
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

    /** The subject of a check or an alert, in words where there are some. */
    public String about(String rule, String subject) {
        int blank = subject.lastIndexOf(' ');
        if (rule.equals(HealthCheck.Rule.CERTIFICATE.name()) && blank > 0) {
            return subject.substring(0, blank) + " – " + word("purpose", subject.substring(blank + 1));
        }
        return rule.equals(HealthCheck.Rule.QUEUE.name()) ? word("queue", subject) : alarmSubject(subject);
    }

    /** The title of a document; a document without a number, such as a report, is named by its id. */
    public String named(@Nullable String documentId, Object id) {
        return documentId == null || documentId.isBlank() ? id.toString() : DocumentTitle.of(documentId, words);
    }

    /** The title of a document in a list; a report or a recall, which has no number, is named by its kind. */
    public String named(DocumentLine one) {
        String what = word("operation", one.operation().name());
        boolean nameless =
                one.documentId() == null && !what.equals(one.operation().name());
        return nameless ? what : named(one.documentId(), one.id());
    }

    /** The subject of an alarm, in the reader's language. */
    public String alarmSubject(String subject) {
        return AlarmSubjectText.in(words.language(), subject);
    }

    /** A measured value of a check, with its unit. */
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

    /** "97,5 %"; never rounded up to 100 %. */
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

    /** As {@link #seconds}, and below a tenth of a second "4 ms". */
    public String seconds(Duration took) {
        return took.toMillis() < 100 ? say("time.millis", number(took.toMillis())) : seconds(took.toMillis());
    }

    /** "12,3 MB", in powers of 1000. */
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

    /** "0,023": two significant digits; none after the comma from 100 on. */
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
