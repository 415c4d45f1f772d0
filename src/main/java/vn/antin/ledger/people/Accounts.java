package vn.antin.ledger.people;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.ledger.db.Tx;

/** The accounts of the console, their invitation links and their sessions. */
public final class Accounts {

    /** Origin of an account that was invited here and has a password of its own. */
    public static final String LOCAL = "LOCAL";

    private static final String BROWSER_KEY = "console.browsers";

    private final Clock clock;

    /**
     * An account.
     *
     * @param role name of its role; the console knows the roles
     * @param secret hash of the password; null before the first link was used
     * @param origin the source that confirms the account; only {@link #LOCAL} accounts have a password here
     * @param subject identifier of the person at that source, where names are reused
     * @param checked when the source last confirmed it; null for local accounts
     */
    public record Person(
            String name,
            String role,
            @Nullable String secret,
            Instant since,
            String origin,
            String subject,
            @Nullable Instant checked) {

        public boolean local() {
            return origin.equals(LOCAL);
        }
    }

    /** A session, found by its cookie. */
    public record Login(@Nested Person person, String form, Instant begun, Instant seen) {}

    public Accounts(Clock clock) {
        this.clock = clock;
    }

    /** Adds an account; false when the name is taken. */
    public boolean add(Tx tx, String name, String role) {
        return 1
                == tx.update(
                        "insert into person (name, role, since) values (?, ?, ?) on conflict do nothing",
                        name,
                        role,
                        clock.instant());
    }

    public Optional<Person> find(Tx tx, String name) {
        return tx.one(Person.class, "select * from person where name = ?", name);
    }

    public List<Person> all(Tx tx) {
        return tx.list(Person.class, "select * from person order by name");
    }

    public void role(Tx tx, String name, String role) {
        tx.update("update person set role = ? where name = ?", role, name);
    }

    /** Adds or updates an account that an external source has confirmed. */
    public void confirm(Tx tx, String name, String role, String origin, String subject) {
        add(tx, name, role);
        tx.update(
                "update person set role = ?, origin = ?, subject = ?, checked = ? where name = ?",
                role,
                origin,
                subject,
                clock.instant(),
                name);
    }

    /** Deactivates an account: the name stays; sessions and grants end. */
    public void deactivate(Tx tx, String name) {
        tx.update(
                "update approval set until = ? where asked_by = ? and until > ?",
                clock.instant(),
                name,
                clock.instant());
        tx.update("delete from login where person = ?", name);
    }

    /** Removes an account with its sessions, links and grants. */
    public void remove(Tx tx, String name) {
        deactivate(tx, name);
        tx.update("delete from first_link where person = ?", name);
        tx.update("delete from saved_view where person = ?", name);
        tx.update("delete from person where name = ?", name);
    }

    /** Sets a password: links and earlier sessions end. */
    public void secret(Tx tx, String name, String secret) {
        tx.update("update person set secret = ? where name = ?", secret, name);
        tx.update("delete from first_link where person = ?", name);
        tx.update("delete from login where person = ?", name);
    }

    public void link(Tx tx, String name, Digest link, Instant expires) {
        tx.update("delete from first_link where person = ?", name);
        tx.update("insert into first_link (digest, person, expires) values (?, ?, ?)", link, name, expires);
    }

    /** The account of a link that has not expired. */
    public Optional<Person> byLink(Tx tx, Digest link) {
        return tx.one(
                Person.class,
                "select p.* from first_link l join person p on p.name = l.person where l.digest = ? and l.expires > ?",
                link,
                clock.instant());
    }

    /** Opens a session; the oldest sessions of the person beyond a limit end. */
    public void open(Tx tx, String name, Digest cookie, String form, int most) {
        Instant now = clock.instant();
        tx.update(
                "insert into login (digest, person, form, begun, seen) values (?, ?, ?, ?, ?)",
                cookie,
                name,
                form,
                now,
                now);
        List<Digest> older = tx.list(
                Digest.class, "select digest from login where person = ? order by begun desc offset ?", name, most);
        older.forEach(digest -> close(tx, digest));
    }

    public Optional<Login> login(Tx tx, Digest cookie) {
        return tx.one(
                Login.class,
                "select p.*, l.form, l.begun, l.seen from login l join person p on p.name = l.person"
                        + " where l.digest = ?",
                cookie);
    }

    public void seen(Tx tx, Digest cookie) {
        tx.update("update login set seen = ? where digest = ?", clock.instant(), cookie);
    }

    public void close(Tx tx, Digest cookie) {
        tx.update("delete from login where digest = ?", cookie);
    }

    /** Deletes sessions that were unused or are too old, and expired links. */
    public void sweep(Tx tx, Instant unused, Instant begun) {
        tx.update("delete from login where seen < ? or begun < ?", unused, begun);
        tx.update("delete from first_link where expires <= ?", clock.instant());
    }

    /** The key that identifies browsers with an earlier login, in hexadecimal. */
    public Optional<String> browserKey(Tx tx) {
        return tx.one(String.class, "select content from setting where name = ?", BROWSER_KEY);
    }

    /** The same; stores the given one if there is none. */
    public String browserKey(Tx tx, String fresh) {
        tx.update("insert into setting (name, content) values (?, ?) on conflict do nothing", BROWSER_KEY, fresh);
        return browserKey(tx).orElseThrow();
    }
}
