package vn.antin.door;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A language the agencies are answered in; Vietnamese unless they ask for another. */
public enum Language {
    VI,
    EN;

    private static final List<String> TAGS = List.of("vi", "en");

    /** The best of an {@code Accept-Language} header; one that cannot be read is ignored. */
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
