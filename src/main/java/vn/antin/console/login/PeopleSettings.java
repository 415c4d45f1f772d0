package vn.antin.console.login;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.Role;

/** Where people may be known besides here; both absent unless the configuration names them. */
public record PeopleSettings(@Nullable Ldap ldap, @Nullable Oidc oidc) {

    /** Only those who were invited here. */
    public static final PeopleSettings NONE = new PeopleSettings(null, null);

    /**
     * A directory of people.
     *
     * @param url ldaps://HOST, or ldap://HOST for StartTLS
     * @param plain no TLS at all; only where the file says so
     * @param base below which people are looked for
     * @param user filter that finds one person; {0} stands for the name
     * @param name attribute with the name that the person has here
     * @param groups filter that finds the groups of a person, {0} standing for the DN; null for the attribute memberOf
     * @param bind DN of the account that may search
     * @param password file with its password
     * @param roles what a group's members are here, by its DN: the first that fits counts
     * @param authorities PEM file of the certificates believed, and no others; null for those of the Java runtime
     * @param recheck a session ends after it when the directory has not been asked again
     */
    public record Ldap(
            URI url,
            boolean plain,
            String base,
            String user,
            String name,
            @Nullable String groups,
            String bind,
            Path password,
            Map<String, Role> roles,
            @Nullable Path authorities,
            Duration recheck) {

        public Ldap {
            roles = inOrder(roles);
        }
    }

    /**
     * A provider where people log in.
     *
     * @param issuer its address, below which its metadata are
     * @param secret file with the secret it knows us by; null for a public client
     * @param address where people reach this console, https://HOST[:PORT]
     * @param name claim with the name that the person has here
     * @param claim with the words that roles are told by; dots lead into it
     * @param roles what each word means here: the first that fits counts
     * @param authorities PEM file of the certificates believed, and no others; null for those of the Java runtime
     * @param session longest before the provider is asked again
     */
    public record Oidc(
            URI issuer,
            String clientId,
            @Nullable Path secret,
            URI address,
            String name,
            String claim,
            Map<String, Role> roles,
            @Nullable Path authorities,
            Duration session) {

        public Oidc {
            roles = inOrder(roles);
        }
    }

    private static Map<String, Role> inOrder(Map<String, Role> roles) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(roles));
    }
}
