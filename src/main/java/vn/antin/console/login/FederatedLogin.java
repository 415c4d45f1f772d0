package vn.antin.console.login;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.PersonRole;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.Accounts;
import vn.antin.ledger.people.AuditLog;
import vn.antin.seal.LruCache;

/**
 * Accounts from a directory or a provider. A name belongs to the account that had it first: a local one is never taken
 * over. The role is the one that the directory or provider stated last; it is asked again before its statement expires.
 */
public final class FederatedLogin {

    /** Who authenticated the person. */
    public enum Origin {
        LDAP,
        OIDC
    }

    /** Pause after a failure of the directory, so that not every page asks it again. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private static final int REMEMBERED = 1_000;

    private final Ledger ledger;
    private final Timeline timeline;
    private final Accounts people;
    private final AuditLog audit;
    private final @Nullable StaffDirectory directory;
    private final @Nullable SignOn provider;
    private final Clock clock;
    private final Map<String, Instant> failedAt = LruCache.atMost(REMEMBERED);
    private final Map<String, Instant> silent = new ConcurrentHashMap<>();
    private final Set<String> heard = ConcurrentHashMap.newKeySet();

    public FederatedLogin(
            Repositories repositories,
            Accounts people,
            AuditLog audit,
            @Nullable StaffDirectory directory,
            @Nullable SignOn provider,
            Clock clock) {
        this.ledger = repositories.ledger();
        this.timeline = repositories.timeline();
        this.people = people;
        this.audit = audit;
        this.directory = directory;
        this.provider = provider;
        this.clock = clock;
    }

    boolean asksDirectory() {
        return directory != null;
    }

    /** The provider, if one is configured. */
    Optional<SignOn> provider() {
        return Optional.ofNullable(provider);
    }

    /** Asks the directory for a name and a password; empty when they are wrong. */
    Optional<ExternalAccount> enter(String name, String password) {
        StaffDirectory asked = directory;
        if (asked == null || name.isEmpty() || password.isEmpty()) {
            return Optional.empty();
        }
        return withAlarm(asked.place(), () -> asked.enter(name, password));
    }

    /** Runs a query; raises or ends the alarm that the directory or provider fails. */
    <T> T withAlarm(String place, Supplier<T> question) {
        try {
            T answer = question.get();
            if (heard.add(place)) {
                silent.remove(place);
                ledger.store("staff.heard", tx -> timeline.end(tx, Fault.STAFF_UNREACHABLE, place));
            }
            return answer;
        } catch (TryLater e) {
            heard.remove(place);
            Instant now = clock.instant();
            Instant told = silent.get(place);
            if (told == null || now.isAfter(told.plus(PAUSE))) {
                silent.put(place, now);
                ledger.store(
                        "staff.silent",
                        tx -> timeline.alarm(tx, Fault.STAFF_UNREACHABLE, place, String.valueOf(e.getMessage())));
            }
            throw e;
        }
    }

    /** Records an external account; refuses one whose name is another account's or that has no role here. */
    Accounts.Person accept(Origin origin, ExternalAccount member) {
        PersonRole role = member.role();
        return ledger.commit("console.vouch", tx -> {
                    Optional<Accounts.Person> known = people.find(tx, member.name());
                    boolean other = known.filter(person -> !person.origin().equals(origin.name())
                                    || !person.subject().equals(member.subject()))
                            .isPresent();
                    if (other) {
                        throw new Refused(Fault.LOGIN_NAME_TAKEN, member.name());
                    }
                    if (role == null) {
                        known.ifPresent(person -> people.deactivate(tx, person.name()));
                        audit.add(tx, member.name(), "LOGIN_NO_ROLE", member.name(), "", origin.name());
                        return Optional.<Accounts.Person>empty();
                    }
                    people.confirm(tx, member.name(), role.name(), origin.name(), member.subject());
                    return people.find(tx, member.name());
                })
                .orElseThrow(() -> new Refused(Fault.LOGIN_NO_ROLE, member.name()));
    }

    /**
     * Refreshes a session: with the role that the directory gives today; ends it once the last statement has expired.
     */
    Optional<Accounts.Login> still(Accounts.Login login) {
        Accounts.Person person = login.person();
        if (person.local()) {
            return Optional.of(login);
        }
        if (person.origin().equals(Origin.OIDC.name())) {
            return provider != null && clock.instant().isBefore(login.begun().plus(provider.session()))
                    ? Optional.of(login)
                    : Optional.empty();
        }
        StaffDirectory asked = directory;
        return asked == null ? Optional.empty() : still(asked, login);
    }

    private Optional<Accounts.Login> still(StaffDirectory asked, Accounts.Login login) {
        Accounts.Person person = login.person();
        Instant checked = person.checked() == null ? person.since() : person.checked();
        Instant now = clock.instant();
        boolean old = !now.isBefore(checked.plus(asked.recheck()));
        Instant failed = failedAt.get(person.name());
        boolean justAsked = failed != null && now.isBefore(failed.plus(PAUSE));
        if (now.isBefore(checked.plus(asked.recheck().dividedBy(2))) || justAsked) {
            return old ? Optional.empty() : Optional.of(login);
        }
        try {
            Optional<ExternalAccount> member = withAlarm(asked.place(), () -> asked.look(person.name()));
            return today(person, member)
                    .map(current -> new Accounts.Login(current, login.form(), login.begun(), login.seen()));
        } catch (TryLater e) {
            // The alarm tells it; the last statement holds for the rest of its time.
            failedAt.put(person.name(), now);
            return old ? Optional.empty() : Optional.of(login);
        }
    }

    private Optional<Accounts.Person> today(Accounts.Person before, Optional<ExternalAccount> member) {
        String name = before.name();
        String role = member.filter(found -> found.name().equals(name))
                .map(ExternalAccount::role)
                .map(PersonRole::name)
                .orElse("");
        return ledger.commit("console.today", tx -> {
            if (role.isEmpty()) {
                people.deactivate(tx, name);
                audit.add(tx, name, "SHUT_OUT", name, "", before.origin());
                return Optional.<Accounts.Person>empty();
            }
            if (!role.equals(before.role())) {
                audit.add(tx, name, "OTHER_ROLE", name, "", before.origin() + " " + before.role() + " -> " + role);
            }
            people.confirm(tx, name, role, before.origin(), before.subject());
            return people.find(tx, name);
        });
    }
}
