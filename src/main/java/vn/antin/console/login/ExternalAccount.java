package vn.antin.console.login;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.PersonRole;

/**
 * A person whom a directory or a provider authenticated.
 *
 * @param name in lower case
 * @param role null when no group or claim gives one
 * @param subject identifies the person if the name is given to another one later; empty where names are not reused
 */
public record ExternalAccount(String name, @Nullable PersonRole role, String subject) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,62}");

    /** The canonical form of a typed name; empty when it cannot be a name. */
    public static Optional<String> named(String typed) {
        String name = typed.strip().toLowerCase(Locale.ROOT);
        return FORM.matcher(name).matches() ? Optional.of(name) : Optional.empty();
    }
}
