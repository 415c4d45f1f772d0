package vn.antin.door;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.query.DocumentLine.PagePosition;

/** The cursor of a list as callers carry it: opaque to them, meaningful only here. */
public final class Cursor {

    private static final Pattern FORM = Pattern.compile("1\\.(\\d{1,18})\\.([0-9a-f-]{36})");

    private Cursor() {}

    public static String of(PagePosition place) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, place.stored());
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("1." + micros + "." + place.document()).getBytes(US_ASCII));
    }

    public static @Nullable PagePosition read(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            Matcher form = FORM.matcher(new String(Base64.getUrlDecoder().decode(cursor), US_ASCII));
            if (form.matches()) {
                return new PagePosition(
                        Instant.EPOCH.plus(Long.parseLong(form.group(1)), ChronoUnit.MICROS),
                        UUID.fromString(form.group(2)));
            }
        } catch (IllegalArgumentException e) {
            throw new Refused(Fault.FIELD_INVALID, e, "cursor", cursor);
        }
        throw new Refused(Fault.FIELD_INVALID, "cursor", cursor);
    }
}
