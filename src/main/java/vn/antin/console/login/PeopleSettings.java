package vn.antin.console.login;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.PersonRole;
import vn.antin.setting.ConfigCheck;
import vn.antin.setting.ConfigKey;

/** External sources of accounts; both absent unless configured. */
public record PeopleSettings(
        @ConfigKey("directory of people; absent for none") @Nullable
        Ldap ldap,

        @ConfigKey("provider of OpenID Connect where people log in; absent for none") @Nullable
        Oidc oidc) {

    /** Local accounts only. */
    public static final PeopleSettings NONE = new PeopleSettings(null, null);

    /** An LDAP directory. */
    public record Ldap(
            @ConfigKey(required = true, value = "ldaps://HOST, or ldap://HOST for StartTLS")
            URI url,

            @ConfigKey(preset = "false", value = "true: no TLS at all, with ldap:// only")
            boolean plain,

            @ConfigKey(required = true, value = "DN below which people are looked for")
            String base,

            @ConfigKey(
                    preset = "(&(objectClass=person)(uid={0}))",
                    value = "filter that finds one person; {0} stands for the name")
            String user,

            @ConfigKey(preset = "uid", value = "attribute with the name that the person has here")
            String name,

            @ConfigKey(
                    "filter that finds a person's groups, {0} standing for the DN; absent for the attribute memberOf")
            @Nullable
            String groups,

            @ConfigKey(required = true, value = "DN of the account that may search")
            String bind,

            @ConfigKey(required = true, value = "file with its password")
            Path password,

            @ConfigKey(
                    required = true,
                    value = "what a group's members are here, by the group's DN; the first that fits counts")
            Map<String, PersonRole> roles,

            @ConfigKey("PEM file of the only certificates believed; absent for those of the Java runtime") @Nullable
            Path authorities,

            @ConfigKey(preset = "PT15M", least = "PT1M", most = "PT12H", value = "how long the directory's word holds")
            Duration recheck)
            implements ConfigCheck {

        public Ldap {
            roles = inOrder(roles);
        }

        @Override
        public void check() {
            boolean direct = "ldaps".equals(url.getScheme());
            if (url.getHost() == null || !(direct || "ldap".equals(url.getScheme())) || (direct && plain)) {
                throw new IllegalArgumentException(
                        "url: must be ldaps://HOST, or ldap://HOST (StartTLS, or nothing with plain), not " + url);
            }
            requireRoles(roles);
            String fault = LdapStaff.fault(this);
            if (fault != null) {
                throw new IllegalArgumentException(fault);
            }
        }
    }

    /** An OpenID Connect provider. */
    public record Oidc(
            @ConfigKey(required = true, value = "https address below which its metadata are")
            URI issuer,

            @ConfigKey(required = true, value = "the name it knows this console by")
            String clientId,

            @ConfigKey("file with the secret it knows this console by; absent for a public client") @Nullable
            Path secret,

            @ConfigKey(
                    required = true,
                    value = "where people reach this console, https://HOST[:PORT]; register"
                            + " ADDRESS/console/signed-on at the provider")
            URI address,

            @ConfigKey(preset = "preferred_username", value = "claim with the name that the person has here")
            String name,

            @ConfigKey(
                    preset = "roles",
                    value = "claim of the ID token with the words that roles are told by; dots lead into it")
            String claim,

            @ConfigKey(required = true, value = "what each word means here; the first that fits counts")
            Map<String, PersonRole> roles,

            @ConfigKey("PEM file of the only certificates believed; absent for those of the Java runtime") @Nullable
            Path authorities,

            @ConfigKey(
                    preset = "PT1H",
                    least = "PT1M",
                    most = "PT12H",
                    value = "longest before the provider is asked again")
            Duration session)
            implements ConfigCheck {

        public Oidc {
            roles = inOrder(roles);
        }

        @Override
        public void check() {
            if (!secure(issuer) || issuer.getQuery() != null) {
                throw new IllegalArgumentException("issuer: must be an https address, not " + issuer);
            }
            String path = address.getRawPath();
            boolean bare = path == null || path.isEmpty() || path.equals("/");
            if (!secure(address) || !bare || address.getQuery() != null) {
                throw new IllegalArgumentException("address: must be https://HOST[:PORT], not " + address);
            }
            requireRoles(roles);
        }
    }

    private static void requireRoles(Map<String, PersonRole> roles) {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("roles: must name at least one group and its role");
        }
    }

    private static boolean secure(URI address) {
        return "https".equals(address.getScheme())
                && address.getHost() != null
                && address.getFragment() == null
                && address.getUserInfo() == null;
    }

    private static Map<String, PersonRole> inOrder(Map<String, PersonRole> roles) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(roles));
    }
}
