package vn.antin.edxml;

import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Reads values from elements and collects what is missing or wrong, so that a sender learns everything at once. */
final class FieldReader {

    /** Vietnam has had this offset, without summer time, since before electronic documents. */
    static final ZoneOffset VIETNAM = ZoneOffset.ofHours(7);

    /** Placeholder for a missing or wrong code; {@link #refuse} ends the reading before it is used. */
    private static final AgencyCode NOBODY = new AgencyCode("0");

    private static final Pattern DAY = Pattern.compile("(\\d{4})[/-](\\d{1,2})[/-](\\d{1,2})");
    private static final Pattern MOMENT = Pattern.compile(
            "(\\d{4}[/-]\\d{1,2}[/-]\\d{1,2})[ T](\\d{1,2}):(\\d{2}):(\\d{2})(?:\\.\\d+)?(?:\\+07:?00)?");

    private final List<Refused> refusals = new ArrayList<>();

    void missing(String field) {
        refusals.add(new Refused(Fault.EDXML_FIELD_MISSING, field));
    }

    void invalid(String field, String value) {
        refusals.add(new Refused(Fault.EDXML_FIELD_INVALID, field, beginning(value)));
    }

    /** The beginning of a wrong value, enough to find it by. */
    private static String beginning(String value) {
        return value.substring(0, Math.min(value.length(), 64));
    }

    void note(Refused fault) {
        refusals.add(fault);
    }

    /**
     * Ends the reading if a fault was collected.
     *
     * @throws Refused with every fault
     */
    void refuse() {
        if (!refusals.isEmpty()) {
            throw Refused.of(refusals);
        }
    }

    /** A text in form NFC, empty when not given; too long a text is a fault. */
    String text(Element element, String path, int longest) {
        String text = Normalizer.normalize(element.text(path), Normalizer.Form.NFC);
        if (text.codePointCount(0, text.length()) > longest) {
            refusals.add(new Refused(Fault.FIELD_TOO_LONG, path, Integer.toString(longest)));
        }
        return text;
    }

    String required(Element element, String path, int longest) {
        String text = text(element, path, longest);
        if (text.isEmpty()) {
            missing(path);
        }
        return text;
    }

    /**
     * The code at a path below an element.
     *
     * @param field the sender's name for it
     */
    AgencyCode agency(Element element, String path, String field) {
        String text = element.text(path);
        if (text.isEmpty()) {
            missing(field);
            return NOBODY;
        }
        return code(text);
    }

    /** A given code; one of the wrong form is a fault. */
    AgencyCode code(String text) {
        try {
            return new AgencyCode(beginning(text));
        } catch (Refused e) {
            refusals.add(e);
            return NOBODY;
        }
    }

    /** A number from 0 to {@code highest}; 0 when not given. */
    int number(Element element, String path, int highest) {
        String text = element.text(path);
        if (text.isEmpty()) {
            return 0;
        }
        if (text.matches("[0-9]{1,4}") && Integer.parseInt(text) <= highest) {
            return Integer.parseInt(text);
        }
        invalid(path, text);
        return 0;
    }

    public Optional<LocalDate> day(Element element, String path) {
        String text = element.text(path);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<LocalDate> day = day(text);
        if (day.isEmpty()) {
            invalid(path, text);
        }
        return day;
    }

    /** A moment; without a zone it is Vietnam time, as the format specifies. */
    Optional<Instant> moment(Element element, String path) {
        String text = element.text(path);
        if (text.isEmpty()) {
            missing(path);
            return Optional.empty();
        }
        Matcher matcher = MOMENT.matcher(text);
        Optional<Instant> moment = matcher.matches() ? moment(matcher) : Optional.empty();
        if (moment.isEmpty()) {
            invalid(path, text);
        }
        return moment;
    }

    private static Optional<Instant> moment(Matcher matcher) {
        try {
            LocalTime time = LocalTime.of(
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)),
                    Integer.parseInt(matcher.group(4)));
            return day(matcher.group(1)).map(day -> day.atTime(time).toInstant(VIETNAM));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<LocalDate> day(String text) {
        Matcher matcher = DAY.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.of(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
