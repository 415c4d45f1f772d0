package vn.antin.envelope;

import java.util.Locale;
import java.util.regex.Pattern;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The code of an agency (QCVN 102:2016 or Decision 20/2020), compared without regard to case. */
public record AgencyCode(String value) implements Comparable<AgencyCode> {

    private static final int MAX_LENGTH = 35;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9]+(\\.[A-Za-z0-9]+){0,6}");

    public AgencyCode {
        if (value.length() > MAX_LENGTH || !FORM.matcher(value).matches()) {
            throw new Refused(Fault.AGENCY_CODE_FORM, value);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AgencyCode code && value.equalsIgnoreCase(code.value);
    }

    @Override
    public int hashCode() {
        return value.toUpperCase(Locale.ROOT).hashCode();
    }

    @Override
    public int compareTo(AgencyCode other) {
        return value.compareToIgnoreCase(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
