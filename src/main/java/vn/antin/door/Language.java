package vn.antin.door;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A language of answers; Vietnamese unless the caller asks for another. */
public enum Language {
    VI,
    EN;

    private static final List<String> TAGS = List.of("vi", "en");

    /** The best match of an {@code Accept-Language} header; a malformed header is ignored. */
    public static Language preferred(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return VI;
        }
        try {
            return "en".equals(Locale.lookupTag(Locale.LanguageRange.parse(header), TAGS)) ? EN : VI;
        } catch (IllegalArgumentException e) {
            return VI;
        }
    }

    /** The tag of RFC 5646: {@code vi} or {@code en}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
