package vn.antin.node.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.console.login.LdapStaff;
import vn.antin.console.login.PeopleSettings;
import vn.antin.console.web.Role;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** {@code people} as it is written: what is absent takes its default. */
record RawPeople(@Nullable RawLdap ldap, @Nullable RawOidc oidc) {

    record RawLdap(
            @Nullable URI url,
            @Nullable Boolean plain,
            @Nullable String base,
            @Nullable String user,
            @Nullable String name,
            @Nullable String groups,
            @Nullable String bind,
            @Nullable String password,
            @Nullable Map<String, Role> roles,
            @Nullable String authorities,
            @Nullable Duration recheck) {}

    record RawOidc(
            @Nullable URI issuer,
            @Nullable String clientId,
            @Nullable String secret,
            @Nullable URI address,
            @Nullable String name,
            @Nullable String claim,
            @Nullable Map<String, Role> roles,
            @Nullable String authorities,
            @Nullable Duration session) {}

    PeopleSettings checked(Path file, Path folder) {
        return new PeopleSettings(
                ldap == null ? null : ldap(ldap, file, folder), oidc == null ? null : oidc(oidc, file, folder));
    }

    private static PeopleSettings.Ldap ldap(RawLdap raw, Path file, Path folder) {
        URI url = needed(raw.url(), "ldap: url", file);
        boolean plain = Boolean.TRUE.equals(raw.plain());
        boolean direct = "ldaps".equals(url.getScheme());
        if (url.getHost() == null || !(direct || "ldap".equals(url.getScheme())) || (direct && plain)) {
            throw wrong(file, "ldap: url: " + url + " is neither ldaps://HOST nor ldap://HOST (StartTLS)");
        }
        PeopleSettings.Ldap made = new PeopleSettings.Ldap(
                url,
                plain,
                needed(raw.base(), "ldap: base", file),
                or(raw.user(), "(&(objectClass=person)(uid={0}))"),
                or(raw.name(), "uid"),
                raw.groups(),
                needed(raw.bind(), "ldap: bind", file),
                folder.resolve(needed(raw.password(), "ldap: password", file)),
                roles(raw.roles(), "ldap", file),
                raw.authorities() == null ? null : folder.resolve(raw.authorities()),
                time(raw.recheck(), Duration.ofMinutes(15), "ldap: recheck", file));
        String fault = LdapStaff.fault(made);
        if (fault != null) {
            throw wrong(file, "ldap: " + fault);
        }
        return made;
    }

    private static PeopleSettings.Oidc oidc(RawOidc raw, Path file, Path folder) {
        URI issuer = needed(raw.issuer(), "oidc: issuer", file);
        URI address = needed(raw.address(), "oidc: address", file);
        if (!secure(issuer) || issuer.getQuery() != null) {
            throw wrong(file, "oidc: issuer: " + issuer + " is no https address");
        }
        boolean bare = address.getRawPath() == null
                || address.getRawPath().isEmpty()
                || address.getRawPath().equals("/");
        if (!secure(address) || !bare || address.getQuery() != null) {
            throw wrong(file, "oidc: address: " + address + " is not https://HOST[:PORT]");
        }
        String secret = raw.secret();
        return new PeopleSettings.Oidc(
                issuer,
                needed(raw.clientId(), "oidc: clientId", file),
                secret == null ? null : folder.resolve(secret),
                address,
                or(raw.name(), "preferred_username"),
                or(raw.claim(), "roles"),
                roles(raw.roles(), "oidc", file),
                raw.authorities() == null ? null : folder.resolve(raw.authorities()),
                time(raw.session(), Duration.ofHours(1), "oidc: session", file));
    }

    private static boolean secure(URI address) {
        return "https".equals(address.getScheme())
                && address.getHost() != null
                && address.getFragment() == null
                && address.getUserInfo() == null;
    }

    private static Map<String, Role> roles(@Nullable Map<String, Role> roles, String key, Path file) {
        Map<String, Role> given = needed(roles, key + ": roles", file);
        if (given.isEmpty() || given.containsValue(null)) {
            throw wrong(file, key + ": roles: none, or a group without one");
        }
        return given;
    }

    private static Duration time(@Nullable Duration value, Duration preset, String key, Path file) {
        Duration time = or(value, preset);
        if (time.compareTo(Duration.ofMinutes(1)) < 0 || time.compareTo(Duration.ofHours(12)) > 0) {
            throw wrong(file, key + ": " + time + " is not between PT1M and PT12H");
        }
        return time;
    }

    private static <T> T needed(@Nullable T value, String key, Path file) {
        if (value == null) {
            throw wrong(file, key + " is missing");
        }
        return value;
    }

    private static <T> T or(@Nullable T value, T preset) {
        return value == null ? preset : value;
    }

    private static Refused wrong(Path file, String what) {
        return new Refused(Fault.CONFIGURATION, file.toString(), "people: " + what);
    }
}
