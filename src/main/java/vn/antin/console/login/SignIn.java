package vn.antin.console.login;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.console.web.Action;
import vn.antin.console.web.PersonRole;
import vn.antin.console.web.SignedInPerson;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.people.Accounts;
import vn.antin.ledger.people.Approvals;
import vn.antin.ledger.people.AuditLog;
import vn.antin.seal.Passwords;

/** Authenticates people by an invitation link and then a password of their own; throttles guessing. */
public final class SignIn {

    static final int SHORTEST = 12;

    private static final int LONGEST = 200;
    private static final int LONGEST_NAME = 63;
    private static final Duration LINK_HOLDS = Duration.ofHours(24);
    private static final Duration UNUSED = Duration.ofMinutes(30);
    private static final Duration LONGEST_SESSION = Duration.ofHours(12);
    private static final Duration SEEN_EVERY = Duration.ofMinutes(1);
    private static final int SESSIONS = 5;
    private static final int SECRET_BYTES = 32;
    /** Name in the audit log of the operator at the machine itself. */
    public static final String AT_MACHINE = "machine";

    private static final String UNKNOWN = "?";
    /** Name in the throttle before the provider has answered. */
    private static final String NOBODY = "";

    private static final Logger log = LoggerFactory.getLogger(SignIn.class);

    private final Ledger ledger;
    private final Accounts people;
    private final AuditLog audit;
    private final Approvals approvals;
    private final LoginThrottle throttle;
    private final KnownBrowsers browsers;
    private final Clock clock;
    private final FederatedLogin federated;
    private final Passwords passwords = new Passwords();
    private final SecureRandom random = new SecureRandom();
    /** Hash that an unknown name is compared with, so that it takes as long as a known one. */
    private final String nobody = passwords.nobodys();

    /** An open session; its cookie is given out once. */
    public record Session(SignedInPerson person, String cookie, String form) {}

    public SignIn(Ledger ledger, Accounts people, AuditLog audit, FederatedLogin federated, Clock clock) {
        this.ledger = ledger;
        this.people = people;
        this.audit = audit;
        this.approvals = new Approvals(clock);
        this.throttle = new LoginThrottle(clock);
        this.browsers = new KnownBrowsers(ledger, people, clock);
        this.clock = clock;
        this.federated = federated;
    }

    /** An invitation for the first administrator, as long as nobody has a password; empty afterwards. */
    public Optional<String> firstLink(String name) {
        if (ledger.read(this::anyPassword)) {
            return Optional.empty();
        }
        return ledger.commit("console.first", tx -> {
            if (anyPassword(tx)) {
                return Optional.empty();
            }
            people.add(tx, name, PersonRole.ADMIN.name());
            return Optional.of(link(tx, name));
        });
    }

    /** A new link for an account; only its digest is stored. */
    private String link(Tx tx, String name) {
        String link = secret();
        people.link(tx, name, digest(link), clock.instant().plus(LINK_HOLDS));
        return link;
    }

    /** Whether any account has a password. */
    private boolean anyPassword(Tx tx) {
        return people.all(tx).stream().anyMatch(person -> person.secret() != null);
    }

    /**
     * Creates an account and its invitation link.
     *
     * @throws Refused LOGIN_NAME_TAKEN when there is one of that name, SECOND_PERSON_NEEDED for an administrator where
     *     a second person can decide
     */
    public String invite(SignedInPerson by, String name, PersonRole role) {
        return ledger.commit("console.link", tx -> {
            if (people.find(tx, name).isPresent()) {
                throw new Refused(Fault.LOGIN_NAME_TAKEN, name);
            }
            if (decided(tx, by, name, role)) {
                throw new Refused(Fault.SECOND_PERSON_NEEDED);
            }
            people.add(tx, name, role.name());
            audit.add(tx, by.by(), "LINK", name, "", role.name());
            return link(tx, name);
        });
    }

    /** A new link for a forgotten password; the role stays. */
    public String renew(SignedInPerson by, String name) {
        return ledger.commit("console.link", tx -> {
            audit.add(tx, by.by(), "LINK", name, "", localPerson(tx, name).role());
            return link(tx, name);
        });
    }

    /**
     * A link for the operator at the machine itself: for an existing account with its role, or for a new administrator.
     *
     * @return empty when a directory or a provider authenticates that name
     */
    public Optional<String> linkAtMachine(String name) {
        return ledger.commit("console.link", tx -> {
            Optional<Accounts.Person> known = people.find(tx, name);
            if (known.filter(person -> !person.local()).isPresent()) {
                return Optional.empty();
            }
            people.add(tx, name, PersonRole.ADMIN.name());
            String role = known.map(Accounts.Person::role).orElse(PersonRole.ADMIN.name());
            audit.add(tx, AT_MACHINE, "LINK", name, "", role);
            return Optional.of(link(tx, name));
        });
    }

    /**
     * Changes a role, or asks for a second person where one is needed.
     *
     * @return whether the role was changed
     */
    public boolean changeRole(SignedInPerson by, String name, PersonRole role, String reason) {
        return ledger.commit("console.role", tx -> {
            Accounts.Person person = localPerson(tx, name);
            String change = person.role() + " -> " + role;
            if (person.role().equals(role.name())) {
                return true;
            }
            if (decided(tx, by, name, role)) {
                approvals.ask(tx, Approvals.ApprovalKind.ROLE, name + " " + change, by.name(), reason, 0);
                audit.add(tx, by.by(), "ASKED_ROLE", name, reason, change);
                return false;
            }
            people.role(tx, name, role.name());
            audit.add(tx, by.by(), "CHANGED_ROLE", name, reason, change);
            return true;
        });
    }

    /** Whether a second person must approve a new administrator: where one exists who can. */
    private boolean decided(Tx tx, SignedInPerson by, String name, PersonRole role) {
        return role == PersonRole.ADMIN
                && people.all(tx).stream()
                        .filter(person -> !person.name().equals(by.name())
                                && !person.name().equals(name))
                        .filter(person -> person.secret() != null || !person.local())
                        .anyMatch(person -> PersonRole.valueOf(person.role()).may(Action.DECIDE));
    }

    private Accounts.Person localPerson(Tx tx, String name) {
        return people.find(tx, name)
                .filter(Accounts.Person::local)
                .orElseThrow(() -> new Refused(Fault.FIELD_INVALID, "name", name));
    }

    /** The name of the account that a valid link belongs to. */
    Optional<String> invited(String link) {
        return ledger.read(tx -> people.byLink(tx, digest(link)).map(Accounts.Person::name));
    }

    /**
     * Sets the password of an invited account and opens its session.
     *
     * @param address of the browser
     */
    public Session choose(String link, String password, String address) {
        String kept = kept(password);
        return ledger.commit("console.choose", tx -> {
            Accounts.Person person = people.byLink(tx, digest(link)).orElseThrow(() -> new Refused(Fault.LINK_OVER));
            people.secret(tx, person.name(), kept);
            audit.add(tx, new AuditLog.Actor(person.name(), address), "PASSWORD", person.name(), "", "");
            return open(tx, person);
        });
    }

    /**
     * Changes the password of a signed-in person who knows the present one; ends that person's other sessions.
     *
     * @throws Refused LOGIN_WRONG, LOGIN_PACED as at a login; NOT_YOURS_TO_DO for accounts whose password is kept
     *     elsewhere
     */
    public Session change(SignedInPerson who, String present, String password, String address, String cookie) {
        String name = who.name();
        Accounts.Person person = ledger.read(tx -> people.find(tx, name))
                .filter(Accounts.Person::local)
                .orElseThrow(() -> new Refused(Fault.NOT_YOURS_TO_DO));
        String kept = kept(password);
        LoginThrottle.From from = from(name, address, cookie);
        LoginThrottle.LoginAttempt attempt = accepted(name, from);
        if (!matches(present, person)) {
            throw wrong(name, from, attempt);
        }
        throttle.right(name, from);
        return ledger.commit("console.choose", tx -> {
            people.secret(tx, name, kept);
            audit.add(tx, who.by(), "PASSWORD", name, "", "");
            return open(tx, person);
        });
    }

    /** Whether this account has a local password. */
    boolean hasPassword(SignedInPerson who) {
        return ledger.read(tx -> people.find(tx, who.name()))
                .filter(Accounts.Person::local)
                .isPresent();
    }

    private String kept(String password) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            throw new Refused(Fault.PASSWORD_WEAK, Integer.toString(SHORTEST));
        }
        return passwords.keep(password);
    }

    private boolean matches(String password, Accounts.@Nullable Person person) {
        String secret = person == null ? null : person.secret();
        return passwords.matches(password.length() <= LONGEST ? password : "", secret == null ? nobody : secret)
                && secret != null
                && password.length() <= LONGEST;
    }

    FederatedLogin federated() {
        return federated;
    }

    /**
     * Opens a session by name and password; the error does not say which of them is wrong, nor does its timing.
     *
     * @param address of the browser
     * @param cookie by which the browser is recognised; empty when absent
     */
    public Session enter(String typed, String password, String address, String cookie) {
        String name = federated.asksDirectory() ? ExternalAccount.named(typed).orElse("") : typed;
        LoginThrottle.From from = from(name, address, cookie);
        LoginThrottle.LoginAttempt attempt = accepted(name, from);
        Optional<Accounts.Person> found = ledger.read(tx -> people.find(tx, name));
        // Local accounts come first, so that a directory's administrator cannot take over a local name.
        Optional<Accounts.Person> local = found.filter(Accounts.Person::local);
        if (federated.asksDirectory() && local.isEmpty()) {
            return enterByDirectory(name, password, from, attempt);
        }
        if (!matches(password, local.orElse(null))) {
            throw wrong(name, from, attempt);
        }
        throttle.right(name, from);
        Accounts.Person person = local.orElseThrow();
        return ledger.commit("console.enter", tx -> {
            audit.add(tx, new AuditLog.Actor(name, address), "LOGIN", name, "", "");
            return open(tx, person);
        });
    }

    /** Checks a password at the directory; guesses are throttled and recorded as those of local accounts. */
    private Session enterByDirectory(
            String name, String password, LoginThrottle.From from, LoginThrottle.LoginAttempt attempt) {
        Optional<ExternalAccount> member;
        try {
            member = password.length() <= LONGEST ? federated.enter(name, password) : Optional.empty();
        } catch (TryLater unreachable) {
            throttle.undecided(name, from);
            throw unreachable;
        }
        if (member.isEmpty()) {
            throw wrong(name, from, attempt);
        }
        throttle.right(name, from);
        return openExternal(FederatedLogin.Origin.LDAP, member.get(), from.address());
    }

    /** Opens a session by a provider's statement; invalid answers are throttled and recorded as wrong passwords. */
    Session signedOn(Supplier<ExternalAccount> provider, String address) {
        LoginThrottle.From from = new LoginThrottle.From(address, null);
        LoginThrottle.LoginAttempt attempt = accepted(NOBODY, from);
        ExternalAccount member;
        try {
            member = provider.get();
        } catch (TryLater unreachable) {
            throttle.undecided(NOBODY, from);
            throw unreachable;
        } catch (Refused refused) {
            var unused = wrong(NOBODY, from, attempt);
            throw refused;
        }
        throttle.right(NOBODY, from);
        return openExternal(FederatedLogin.Origin.OIDC, member, address);
    }

    private LoginThrottle.From from(String name, String address, String cookie) {
        return new LoginThrottle.From(address, browsers.known(name, cookie).orElse(null));
    }

    /** The cookie by which this browser is recognised from now on. */
    public String browser(Session session) {
        return browsers.cookie(session.person().name());
    }

    /**
     * Refuses an attempt within a pause before any work is done. Records the first refused attempt, the 10th and the
     * 100th.
     */
    private LoginThrottle.LoginAttempt accepted(String name, LoginThrottle.From from) {
        LoginThrottle.LoginAttempt attempt = throttle.attempt(name, from);
        if (!attempt.accepted()) {
            if (Long.toString(attempt.refused()).matches("10*")) {
                note(name, from, "LOGIN_WAITS", Long.toString(attempt.refused()));
            }
            throw new Refused(
                    Fault.LOGIN_PACED,
                    Long.toString(attempt.left().plusMillis(999).toSeconds()));
        }
        return attempt;
    }

    /** Records a wrong attempt and the pause that follows. */
    private Refused wrong(String name, LoginThrottle.From from, LoginThrottle.LoginAttempt attempt) {
        boolean slowed = !attempt.pause().isZero();
        String pause = slowed ? attempt.pause().toSeconds() + " s" : "";
        note(name, from, slowed ? "LOGIN_SLOWED" : "LOGIN_WRONG", pause);
        return new Refused(Fault.LOGIN_WRONG);
    }

    /** Does not record an unknown name, which may be a password typed into the wrong field. */
    private void note(String name, LoginThrottle.From from, String what, String detail) {
        ledger.store("console.wrong", tx -> {
            boolean somebody = people.find(tx, name).isPresent() || federated.asksDirectory();
            String shown = !somebody || name.isEmpty() || name.length() > LONGEST_NAME ? UNKNOWN : name;
            audit.add(tx, new AuditLog.Actor(shown, from.address()), what, shown, "", detail);
        });
    }

    /** Opens a session for an external account, always a new one, to prevent session fixation. */
    private Session openExternal(FederatedLogin.Origin origin, ExternalAccount member, String address) {
        Accounts.Person person = federated.accept(origin, member);
        return ledger.commit("console.vouched", tx -> {
            audit.add(tx, new AuditLog.Actor(person.name(), address), "LOGIN", person.name(), "", origin.name());
            return open(tx, person);
        });
    }

    private Session open(Tx tx, Accounts.Person person) {
        String cookie = secret();
        String form = secret();
        people.sweep(tx, clock.instant().minus(UNUSED), clock.instant().minus(LONGEST_SESSION));
        people.open(tx, person.name(), digest(cookie), form, SESSIONS);
        return new Session(signedIn(person, null), cookie, form);
    }

    /** The session of a cookie, while it is valid. */
    public Optional<Session> session(String cookie) {
        Digest digest = digest(cookie);
        Optional<Accounts.Login> found = ledger.read(tx -> people.login(tx, digest));
        Optional<Instant> content = found.filter(login -> login.person().role().equals(PersonRole.AUDITOR.name()))
                .flatMap(login ->
                        ledger.read(tx -> approvals.content(tx, login.person().name())));
        Instant now = clock.instant();
        Optional<Accounts.Login> open =
                found.filter(login -> now.isBefore(login.seen().plus(UNUSED))
                        && now.isBefore(login.begun().plus(LONGEST_SESSION)));
        open = open.flatMap(federated::still);
        if (open.isPresent() && now.isAfter(open.get().seen().plus(SEEN_EVERY))) {
            noteSeen(digest);
        }
        return open.map(login -> new Session(signedIn(login.person(), content.orElse(null)), cookie, login.form()));
    }

    /** A failure to write this does not end the session; its idle timeout may then come early. */
    private void noteSeen(Digest digest) {
        try {
            ledger.storeRelaxed("console.seen", tx -> people.seen(tx, digest));
        } catch (TryLater later) {
            log.debug("{}", later.getMessage());
        }
    }

    void leave(String cookie) {
        ledger.storeRelaxed("console.leave", tx -> people.close(tx, digest(cookie)));
    }

    private static SignedInPerson signedIn(Accounts.Person person, @Nullable Instant content) {
        return new SignedInPerson(person.name(), PersonRole.valueOf(person.role()), content);
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Digest digest(String secret) {
        return Digest.sha256(secret.getBytes(US_ASCII));
    }
}
