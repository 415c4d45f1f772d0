package vn.antin.console;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;
import vn.antin.envelope.TryLater;
import vn.antin.ledger.Approvals;
import vn.antin.ledger.AuditLog;
import vn.antin.ledger.Ledger;
import vn.antin.ledger.People;
import vn.antin.ledger.Tx;
import vn.antin.seal.Passwords;

/** Lets people in: by a first link and then a password of their own; five wrong ones lock for a quarter of an hour. */
public final class Door {

    /** Shorter ones are guessed. */
    static final int SHORTEST = 12;

    private static final int LONGEST = 200;
    private static final int WRONG_IN_A_ROW = 5;
    private static final Duration LOCKED = Duration.ofMinutes(15);
    private static final Duration LINK_HOLDS = Duration.ofHours(24);
    private static final Duration UNUSED = Duration.ofMinutes(30);
    private static final Duration LONGEST_SESSION = Duration.ofHours(12);
    private static final Duration SEEN_EVERY = Duration.ofMinutes(1);
    private static final int SESSIONS = 5;
    private static final int SECRET_BYTES = 32;
    private static final Logger log = LoggerFactory.getLogger(Door.class);

    private final Ledger ledger;
    private final People people;
    private final AuditLog audit;
    private final Approvals approvals;
    private final Guesses guesses;
    private final Clock clock;
    private final Vouching vouching;
    private final Passwords passwords = new Passwords();
    private final SecureRandom random = new SecureRandom();
    /** What a name that does not exist is compared with, so that it takes as long as one that does. */
    private final String nobody = passwords.nobodys();

    /** An open session: its cookie is shown once. */
    public record Session(Visitor visitor, String cookie, String form) {}

    public Door(Ledger ledger, People people, AuditLog audit, Vouching vouching, Clock clock) {
        this.ledger = ledger;
        this.people = people;
        this.audit = audit;
        this.approvals = new Approvals(clock);
        this.guesses = new Guesses(WRONG_IN_A_ROW, LOCKED, clock);
        this.clock = clock;
        this.vouching = vouching;
    }

    /** A link for whoever minds this node, as long as nobody has a password yet; nothing afterwards. */
    public Optional<String> firstLink(String name) {
        String link = secret();
        if (ledger.read(this::settled)) {
            return Optional.empty();
        }
        boolean made = ledger.commit("console.first", tx -> {
            boolean settled = settled(tx);
            if (!settled) {
                people.add(tx, name, Role.ADMIN.name());
                people.link(tx, name, digest(link), clock.instant().plus(LINK_HOLDS));
            }
            return !settled;
        });
        return made ? Optional.of(link) : Optional.empty();
    }

    /** Somebody has a password. */
    private boolean settled(Tx tx) {
        return people.all(tx).stream().anyMatch(person -> person.secret() != null);
    }

    /** A link for a new person, or for one who has forgotten the password. */
    String link(Visitor by, String name, Role role) {
        String link = secret();
        ledger.store("console.link", tx -> {
            if (people.find(tx, name).filter(person -> !person.local()).isPresent()) {
                throw new Refused(Fault.LOGIN_NAME_TAKEN, name);
            }
            if (!people.add(tx, name, role.name())) {
                people.role(tx, name, role.name());
            }
            people.link(tx, name, digest(link), clock.instant().plus(LINK_HOLDS));
            audit.add(tx, by.name(), "LINK", name, "", role.name());
        });
        return link;
    }

    /** Whose link it is, while it holds. */
    Optional<String> invited(String link) {
        return ledger.read(tx -> people.byLink(tx, digest(link)).map(People.Person::name));
    }

    /** Takes the password somebody chose by a link, and lets them in. */
    Session choose(String link, String password) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            throw new Refused(Fault.PASSWORD_WEAK, Integer.toString(SHORTEST));
        }
        String kept = passwords.keep(password);
        return ledger.commit("console.choose", tx -> {
            People.Person person = people.byLink(tx, digest(link)).orElseThrow(() -> new Refused(Fault.LINK_OVER));
            people.secret(tx, person.name(), kept);
            audit.add(tx, person.name(), "PASSWORD", person.name(), "", "");
            return open(tx, person);
        });
    }

    Vouching vouching() {
        return vouching;
    }

    /**
     * In with the right name and password; what was wrong is not said, and takes as long.
     *
     * @param from the address of whoever tries
     */
    Session enter(String typed, String password, String from) {
        String name = vouching.asksDirectory() ? Member.named(typed).orElse("") : typed;
        guesses.mind(name, from);
        Optional<People.Person> found = ledger.read(tx -> people.find(tx, name));
        if (vouching.asksDirectory() && found.filter(People.Person::local).isEmpty()) {
            return vouched(name, password, from);
        }
        // Local names come first: whoever may add to a directory takes nobody's place here.
        found = found.filter(People.Person::local);
        String kept = found.map(People.Person::secret).orElse(nobody);
        boolean right = password.length() <= LONGEST && passwords.matches(password, kept);
        if (found.isEmpty() || !right) {
            guesses.wrong(name, found.isPresent(), from);
        }
        if (found.isEmpty()) {
            throw new Refused(Fault.LOGIN_WRONG);
        }
        People.Person person = found.get();
        Instant until = person.lockedUntil();
        if (until != null && clock.instant().isBefore(until)) {
            throw new Refused(Fault.LOGIN_LOCKED);
        }
        if (!right) {
            ledger.store("console.wrong", tx -> {
                people.failed(tx, name, WRONG_IN_A_ROW, LOCKED);
                audit.add(tx, name, "LOGIN_WRONG", name, "", "");
            });
            throw new Refused(Fault.LOGIN_WRONG);
        }
        return ledger.commit("console.enter", tx -> {
            people.right(tx, name);
            audit.add(tx, name, "LOGIN", name, "", "");
            return open(tx, person);
        });
    }

    /** By a password that the directory judges; guesses are slowed down as those of names here. */
    private Session vouched(String name, String password, String from) {
        Optional<Member> member = password.length() <= LONGEST ? vouching.enter(name, password) : Optional.empty();
        if (member.isEmpty()) {
            guesses.wrong(name, false, from);
            throw new Refused(Fault.LOGIN_WRONG);
        }
        guesses.right(name);
        return taken(Vouching.Origin.LDAP, member.get());
    }

    /** Lets somebody in for whom another vouches, with a session that is new whatever the browser had. */
    Session taken(Vouching.Origin origin, Member member) {
        People.Person person = vouching.taken(origin, member);
        return ledger.commit("console.vouched", tx -> {
            audit.add(tx, person.name(), "LOGIN", person.name(), "", origin.name());
            return open(tx, person);
        });
    }

    private Session open(Tx tx, People.Person person) {
        String cookie = secret();
        String form = secret();
        people.sweep(tx, clock.instant().minus(UNUSED), clock.instant().minus(LONGEST_SESSION));
        people.open(tx, person.name(), digest(cookie), form, SESSIONS);
        return new Session(visitor(person, null), cookie, form);
    }

    /** Whose session a cookie is, while it lasts. */
    Optional<Session> session(String cookie) {
        Digest digest = digest(cookie);
        Optional<People.Login> found = ledger.read(tx -> people.login(tx, digest));
        Optional<Instant> content = found.filter(login -> login.person().role().equals(Role.AUDITOR.name()))
                .flatMap(login ->
                        ledger.read(tx -> approvals.content(tx, login.person().name())));
        Instant now = clock.instant();
        Optional<People.Login> open =
                found.filter(login -> now.isBefore(login.seen().plus(UNUSED))
                        && now.isBefore(login.begun().plus(LONGEST_SESSION)));
        open = open.flatMap(vouching::still);
        if (open.isPresent() && now.isAfter(open.get().seen().plus(SEEN_EVERY))) {
            noteSeen(digest);
        }
        return open.map(login -> new Session(visitor(login.person(), content.orElse(null)), cookie, login.form()));
    }

    /** Who is in stays in while this cannot be written; a session that is used may then end as if it were not. */
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

    private static Visitor visitor(People.Person person, @Nullable Instant content) {
        return new Visitor(person.name(), Role.valueOf(person.role()), content);
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
