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
import vn.antin.console.web.Role;
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
 * People whom a directory or a provider vouches for. A name belongs to whoever had it first: a local one is never taken
 * over. What they may do is what the other said last, asked again before its word grows old.
 */
public final class FederatedLogin {

    /** By whose word somebody is in. */
    public enum Origin {
        LDAP,
        OIDC
    }

    /** A directory that does not answer is not asked by every page. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private static final int REMEMBERED = 1_000;

    private final Ledger ledger;
    private final Timeline timeline;
    private final Accounts people;
    private final AuditLog audit;
    private final @Nullable StaffDirectory directory;
    private final @Nullable SignOn provider;
    private final Clock clock;
    private final Map<String, Instant> inVain = LruCache.atMost(REMEMBERED);
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

    /** Where people log in elsewhere, if there is such a place. */
    Optional<SignOn> provider() {
        return Optional.ofNullable(provider);
    }

    /** What the directory says to a name and a password; nothing when they are wrong. */
    Optional<ExternalAccount> enter(String name, String password) {
        StaffDirectory asked = directory;
        if (asked == null || name.isEmpty() || password.isEmpty()) {
            return Optional.empty();
        }
        return telling(asked.place(), () -> asked.enter(name, password));
    }

    /** Somebody else's word, or an alarm that it cannot be had; both are told on the page of this machine. */
    <T> T telling(String place, Supplier<T> question) {
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

    /** Notes whom another vouches for, or refuses: a name of somebody else's, or no role here. */
    Accounts.Person taken(Origin origin, ExternalAccount member) {
        Role role = member.role();
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

    /** A session as it is now: with the role that the other gives today, and gone once its word is too old. */
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
        Instant vain = inVain.get(person.name());
        boolean justAsked = vain != null && now.isBefore(vain.plus(PAUSE));
        if (now.isBefore(checked.plus(asked.recheck().dividedBy(2))) || justAsked) {
            return old ? Optional.empty() : Optional.of(login);
        }
        try {
            Optional<ExternalAccount> member = telling(asked.place(), () -> asked.look(person.name()));
            return today(person, member)
                    .map(current -> new Accounts.Login(current, login.form(), login.begun(), login.seen()));
        } catch (TryLater e) {
            // Told as an alarm; what was said last holds for the rest of its time.
            inVain.put(person.name(), now);
            return old ? Optional.empty() : Optional.of(login);
        }
    }

    private Optional<Accounts.Person> today(Accounts.Person before, Optional<ExternalAccount> member) {
        String name = before.name();
        String role = member.filter(found -> found.name().equals(name))
                .map(ExternalAccount::role)
                .map(Role::name)
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
