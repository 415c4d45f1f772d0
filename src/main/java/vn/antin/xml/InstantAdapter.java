package vn.antin.xml;

import jakarta.xml.bind.annotation.adapters.XmlAdapter;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Maps {@code xs:dateTime} to an instant; refuses one without a zone, which is no point in time. */
public final class InstantAdapter extends XmlAdapter<@Nullable String, @Nullable Instant> {

    @Override
    public @Nullable Instant unmarshal(@Nullable String text) {
        return text == null ? null : OffsetDateTime.parse(text.strip()).toInstant();
    }

    @Override
    public @Nullable String marshal(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
