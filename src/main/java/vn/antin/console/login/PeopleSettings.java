package vn.antin.console.login;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.Role;

/** External sources of accounts; both absent unless configured. */
public record PeopleSettings(@Nullable Ldap ldap, @Nullable Oidc oidc) {

    /** Local accounts only. */
    public static final PeopleSettings NONE = new PeopleSettings(null, null);

    /**
     * An LDAP directory.
     *
     * @param url ldaps://HOST, or ldap://HOST for StartTLS
     * @param plain without TLS; only where the configuration says so
     * @param base search base for people
     * @param user filter that finds one person; {0} stands for the name
     * @param name attribute with the person's name here
     * @param groups filter that finds the groups of a person, {0} standing for the DN; null for the attribute memberOf
     * @param bind DN of the service account
     * @param password file with its password
     * @param roles role of a group's members, by its DN: the first match counts
     * @param authorities PEM file of the only trusted certificates; null for those of the Java runtime
     * @param recheck a session ends when the directory could not be asked again for this long
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
     * An OpenID Connect provider.
     *
     * @param issuer its address, below which its metadata are
     * @param secret file with the client secret; null for a public client
     * @param address address of this console for people, https://HOST[:PORT]
     * @param name claim with the person's name here
     * @param claim claim that gives the roles; dots are path separators
     * @param roles role of each value: the first match counts
     * @param authorities PEM file of the only trusted certificates; null for those of the Java runtime
     * @param session longest session before the provider is asked again
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
