package vn.antin.console.login;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.Role;

/**
 * Somebody whom a directory or a provider vouches for.
 *
 * @param name as it stands there, in small letters
 * @param role null when nothing there gives one here
 * @param subject what tells this person from another one who gets the same name later; empty where names are not reused
 */
public record ExternalAccount(String name, @Nullable Role role, String subject) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,62}");

    /** The one form that a name has here, however it was typed; nothing when it can be no name. */
    public static Optional<String> named(String typed) {
        String name = typed.strip().toLowerCase(Locale.ROOT);
        return FORM.matcher(name).matches() ? Optional.of(name) : Optional.empty();
    }
}
