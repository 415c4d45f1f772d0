package vn.antin.console.login;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.console.web.PersonRole;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;

/**
 * Active Directory or another LDAP server: a service account finds the person, the person's own password must bind to
 * that entry, and the entry's groups give the role. Concurrent queries are bounded, so that a hanging server holds few
 * threads.
 */
public final class LdapStaff implements StaffDirectory {

    /** Placeholder of a value in a configured filter. */
    static final String PLACE = "{0}";

    private static final String MEMBER_OF = "memberOf";
    private static final int AT_A_TIME = 6;
    /** Results about the person or the password, not about the server. */
    private static final Set<ResultCode> WRONG = Set.of(
            ResultCode.INVALID_CREDENTIALS,
            ResultCode.CONSTRAINT_VIOLATION,
            ResultCode.INAPPROPRIATE_AUTHENTICATION,
            ResultCode.NO_SUCH_OBJECT,
            ResultCode.UNWILLING_TO_PERFORM);

    private static final Logger log = LoggerFactory.getLogger(LdapStaff.class);

    private final PeopleSettings.Ldap settings;
    private final LdapLine line;
    private final Semaphore turns = new Semaphore(AT_A_TIME);

    public LdapStaff(PeopleSettings.Ldap settings, LdapLine line) {
        this.settings = settings;
        this.line = line;
    }

    @Override
    public String place() {
        return settings.url().getHost();
    }

    @Override
    public Duration recheck() {
        return settings.recheck();
    }

    /** Refuses an empty password, which servers take for an unauthenticated bind that succeeds. */
    @Override
    public Optional<ExternalAccount> enter(String name, String password) {
        return password.isEmpty()
                ? Optional.empty()
                : asked(search -> {
                    SearchResultEntry entry = person(search, name);
                    return entry == null || !opens(entry.getDN(), password) ? Optional.empty() : member(search, entry);
                });
    }

    @Override
    public Optional<ExternalAccount> look(String name) {
        return asked(search -> {
            SearchResultEntry entry = person(search, name);
            return entry == null ? Optional.empty() : member(search, entry);
        });
    }

    private interface LdapQuery {
        Optional<ExternalAccount> ask(LDAPConnection search) throws LDAPException;
    }

    private Optional<ExternalAccount> asked(LdapQuery question) {
        if (!turns.tryAcquire()) {
            throw new TryLater(Fault.STAFF_UNREACHABLE, place() + ": busy");
        }
        try (LDAPConnection search = line.open()) {
            search.bind(new SimpleBindRequest(settings.bind(), line.password(settings.password())));
            return question.ask(search);
        } catch (LDAPException e) {
            log.warn("{} could not be asked: {}", place(), e.getResultCode());
            throw new TryLater(Fault.STAFF_UNREACHABLE, e);
        } finally {
            turns.release();
        }
    }

    private @Nullable SearchResultEntry person(LDAPConnection search, String name) throws LDAPException {
        SearchRequest request = new SearchRequest(
                settings.base(), SearchScope.SUB, filled(settings.user(), name), settings.name(), MEMBER_OF);
        request.setSizeLimit(2);
        try {
            List<SearchResultEntry> found = search.search(request).getSearchEntries();
            return found.size() == 1 ? found.get(0) : null;
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                log.warn("{} knows more than one person of a name that somebody typed", place());
                return null;
            }
            throw e;
        }
    }

    private boolean opens(String dn, String password) throws LDAPException {
        try (LDAPConnection own = line.open()) {
            return own.bind(new SimpleBindRequest(dn, password)).getResultCode().equals(ResultCode.SUCCESS);
        } catch (LDAPException e) {
            if (WRONG.contains(e.getResultCode())) {
                return false;
            }
            throw e;
        }
    }

    private Optional<ExternalAccount> member(LDAPConnection search, SearchResultEntry entry) throws LDAPException {
        String name = entry.getAttributeValue(settings.name());
        Optional<String> named = name == null ? Optional.empty() : ExternalAccount.named(name);
        if (named.isEmpty()) {
            log.warn("{}: an entry that was found has no {} that can be a name here", place(), settings.name());
            return Optional.empty();
        }
        return Optional.of(new ExternalAccount(named.get(), role(groups(search, entry)), ""));
    }

    private Set<DN> groups(LDAPConnection search, SearchResultEntry entry) throws LDAPException {
        Set<DN> groups = new HashSet<>();
        String[] told = entry.getAttributeValues(MEMBER_OF);
        for (String each : told == null ? new String[0] : told) {
            groups.add(new DN(each));
        }
        String filter = settings.groups();
        if (filter != null) {
            SearchRequest request = new SearchRequest(
                    settings.base(), SearchScope.SUB, filled(filter, entry.getDN()), SearchRequest.NO_ATTRIBUTES);
            for (SearchResultEntry each : search.search(request).getSearchEntries()) {
                groups.add(each.getParsedDN());
            }
        }
        return groups;
    }

    private @Nullable PersonRole role(Set<DN> groups) throws LDAPException {
        for (Map.Entry<String, PersonRole> each : settings.roles().entrySet()) {
            if (groups.contains(new DN(each.getKey()))) {
                return each.getValue();
            }
        }
        return null;
    }

    /** Escapes the value, so that it cannot change the filter. */
    static Filter filled(String filter, String value) throws LDAPException {
        return Filter.create(filter.replace(PLACE, Filter.encodeValue(value)));
    }

    /** The first error of the settings; null when there is none. */
    public static @Nullable String fault(PeopleSettings.Ldap settings) {
        for (String filter :
                settings.groups() == null ? List.of(settings.user()) : List.of(settings.user(), settings.groups())) {
            try {
                var unused = filled(filter, "a");
            } catch (LDAPException e) {
                return filter + " is no filter";
            }
            if (!filter.contains(PLACE)) {
                return filter + " lacks " + PLACE;
            }
        }
        for (String dn : settings.roles().keySet()) {
            if (!DN.isValidDN(dn)) {
                return "roles: " + dn + " is no DN of a group";
            }
        }
        return DN.isValidDN(settings.base()) && DN.isValidDN(settings.bind()) ? null : "base and bind must be DNs";
    }
}
