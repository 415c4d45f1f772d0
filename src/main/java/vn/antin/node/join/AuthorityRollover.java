package vn.antin.node.join;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.DirectoryAct.KeyAct;
import vn.antin.directory.Edition;
import vn.antin.directory.ListedAuthority;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.KeyNotes;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.people.AuditLog;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.join.ProvinceSigners.NextAuthority;
import vn.antin.observe.HealthReading;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyLife;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;

/**
 * Replaces the keys of the province itself. The signers of time-stamps and of the directory: at two thirds of their life,
 * or when somebody asks; the authority certifies the new key, and it is used at once. The authority: when two persons ask,
 * else at four fifths of its life. The new one is in the directory for a while, certified by the one in use, before it
 * certifies. Each step is one file or one edition (decision 52).
 */
public final class AuthorityRollover {

    private static final Logger log = LoggerFactory.getLogger(AuthorityRollover.class);
    private static final AuditLog.Actor PROGRAM = new AuditLog.Actor("antin", "");

    /** A signer's new certificate that ends no later than this after the old one helps nobody. */
    private static final Duration LEAST_GAIN = Duration.ofDays(30);

    private static final List<Purpose> SIGNERS = List.of(Purpose.DIRECTORY, Purpose.TIME_STAMP);

    private final Config config;
    private final AuthorityRing ring;
    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final Registry registry;
    private final Clock clock;
    private final AuditLog audit;
    private final KeyNotes notes = new KeyNotes();
    private boolean lost;

    public AuthorityRollover(
            Config config,
            AuthorityRing ring,
            Repositories repositories,
            DirectoryEditions directories,
            Registry registry,
            Clock clock) {
        this.config = config;
        this.ring = ring;
        this.repositories = repositories;
        this.directories = directories;
        this.registry = registry;
        this.clock = clock;
        this.audit = new AuditLog(clock);
    }

    /** Takes the next steps, if there are any. A hub that was restored waits for the newer directory first. */
    public synchronized void look() {
        if (directories.expectsNewer()) {
            return;
        }
        noteUse();
        useInTime();
        for (Purpose purpose : AuthorityRing.PURPOSES) {
            if (asked(purpose).isPresent()) {
                renew(purpose);
            } else if (isDue(purpose)) {
                begin(act(purpose), PROGRAM, "", tx -> {});
            }
        }
        noteUse();
        ring.removeEnded();
        tellLost();
        registry.tellWaiting();
    }

    /**
     * Refuses what cannot be renewed now.
     *
     * @throws Refused STAMPS_FROM_OUTSIDE, or AUTHORITY_CHANGES while a new authority has not begun
     */
    void check(KeyAct act) {
        if (act.purpose() == Purpose.TIME_STAMP && stampsFromOutside()) {
            throw new Refused(
                    Fault.STAMPS_FROM_OUTSIDE,
                    String.valueOf(config.authorityOrFail().timeStamps()));
        }
        if (act.purpose() == Purpose.AUTHORITY && ring.next().isPresent()) {
            throw new Refused(
                    Fault.AUTHORITY_CHANGES, from().map(Instant::toString).orElse(""));
        }
    }

    /**
     * Begins a renewal, and goes as far as it can at once.
     *
     * @param with runs in the transaction with the audit entry
     * @return the serial of the edition in force then
     */
    synchronized long begin(KeyAct act, AuditLog.Actor by, String reason, Consumer<Tx> with) {
        check(act);
        Purpose purpose = act.purpose();
        String replaced = serial(ring.keys().of(purpose));
        repositories.ledger().commit("authority.ask", tx -> {
            with.accept(tx);
            audit.add(tx, by, act.kind(), act.subject(), reason, "");
            notes.ask(tx, purpose, replaced);
            return true;
        });
        if (!directories.expectsNewer()) {
            renew(purpose);
            noteUse();
        }
        return directories.current().serial();
    }

    /** From when the authority that comes next certifies; empty without one. */
    public Optional<Instant> from() {
        return ring.next().map(AuthorityRollover::own).flatMap(this::listed);
    }

    /** The certificates of the province's own keys by purpose; that of the authority that comes next as AUTHORITY_NEXT. */
    public Map<String, X509Certificate> certificates() {
        Map<String, X509Certificate> all = new HashMap<>();
        AuthorityRing.PURPOSES.stream()
                .filter(purpose -> purpose != Purpose.TIME_STAMP || !stampsFromOutside())
                .forEach(purpose ->
                        all.put(purpose.name(), ring.keys().of(purpose).certificate()));
        ring.next().ifPresent(next -> all.put(HealthReading.Certificate.NEXT_AUTHORITY, own(next)));
        return all;
    }

    private static KeyAct act(Purpose purpose) {
        return switch (purpose) {
            case TIME_STAMP -> new DirectoryAct.RenewTimeStamp();
            case DIRECTORY -> new DirectoryAct.RenewDirectory();
            case AUTHORITY -> new DirectoryAct.RenewAuthority();
            case SEAL, ENCRYPTION, CONNECTION, DOOR -> throw new IllegalArgumentException(purpose.name());
        };
    }

    private Optional<String> asked(Purpose purpose) {
        return repositories.ledger().read(tx -> notes.asked(tx, purpose));
    }

    private boolean stampsFromOutside() {
        return config.authorityOrFail().timeStamps() != null;
    }

    private boolean isDue(Purpose purpose) {
        Instant now = clock.instant();
        X509Certificate inUse = ring.keys().of(purpose).certificate();
        if (purpose == Purpose.AUTHORITY) {
            return ring.next().isEmpty() && !now.isBefore(KeyLife.late(inUse));
        }
        Instant last = ring.authority().certificate().getNotAfter().toInstant();
        return !(purpose == Purpose.TIME_STAMP && stampsFromOutside())
                && !now.isBefore(KeyLife.due(inUse))
                && last.isAfter(inUse.getNotAfter().toInstant().plus(LEAST_GAIN));
    }

    /** Does what was asked, or the rest of it after a crash. */
    private void renew(Purpose purpose) {
        String replaced = asked(purpose).orElse("");
        if (purpose == Purpose.AUTHORITY) {
            renewAuthority(replaced);
            return;
        }
        if (replaced.equals(serial(ring.keys().of(purpose))) && !replace(purpose)) {
            return; // the authority is on another machine and has not signed
        }
        long serial = registry.issue(edition -> edition, tx -> finish(tx, purpose));
        log.info("the new key for {} is in use, directory {}", purpose, serial);
    }

    private void renewAuthority(String replaced) {
        if (ring.isApart()) {
            renewApart(replaced);
            return;
        }
        if (ring.next().isEmpty() && replaced.equals(serial(ring.keys().of(Purpose.AUTHORITY)))) {
            ring.keepNext(nextAuthority());
        }
        ring.next().ifPresent(next -> {
            X509Certificate certificate = own(next);
            list(certificate, ring.authority().certify(certificate), List.of());
        });
    }

    /**
     * The same where the authority's key is on another machine: there the next key is made, too. Its signers' keys are made
     * here, and are kept until it has certified them.
     */
    private void renewApart(String replaced) {
        JoinKeys fresh = kept(Purpose.AUTHORITY);
        try {
            if (ring.next().isEmpty() && !replaced.equals(serial(ring.keys().of(Purpose.AUTHORITY)))) {
                return;
            }
            Map<Purpose, KeyPair> signers = signers(fresh);
            Optional<NextAuthority> answered = registry.certifyAuthority(signers);
            if (answered.isEmpty()) {
                return;
            }
            NextAuthority next = answered.get();
            X509Certificate certificate =
                    Objects.requireNonNull(next.certificates().get(Purpose.AUTHORITY));
            if (ring.next().isEmpty()) {
                Map<Purpose, KeyEntry> keys = new EnumMap<>(Purpose.class);
                keys.put(Purpose.AUTHORITY, HomeSetup.absent(certificate));
                signers.forEach((purpose, pair) -> keys.put(
                        purpose,
                        KeyEntry.of(
                                pair.getPrivate(),
                                Objects.requireNonNull(next.certificates().get(purpose)),
                                certificate)));
                ring.keepNext(keys);
            }
            list(certificate, next.cross(), next.lists());
            fresh.done();
        } catch (IOException e) {
            throw new UncheckedIOException(Purpose.AUTHORITY.name(), e);
        }
    }

    /** The keys of the next authority's signers: those that are certified already, those that wait for it, or new ones. */
    private Map<Purpose, KeyPair> signers(JoinKeys fresh) throws IOException {
        Optional<Keys> certified = ring.next();
        if (certified.isEmpty()) {
            return kept(fresh, SIGNERS);
        }
        Map<Purpose, KeyPair> pairs = new EnumMap<>(Purpose.class);
        for (Purpose purpose : SIGNERS) {
            KeyEntry entry = certified.get().of(purpose);
            pairs.put(purpose, new KeyPair(entry.certificate().getPublicKey(), entry.key()));
        }
        return pairs;
    }

    /** Uses a new key of a signer, made before and kept until it is certified; false while it is not. */
    private boolean replace(Purpose purpose) {
        JoinKeys fresh = kept(purpose);
        try {
            KeyPair pair = Objects.requireNonNull(kept(fresh, List.of(purpose)).get(purpose));
            Optional<X509Certificate> certified = registry.certifySigner(name(purpose), purpose, pair);
            if (certified.isEmpty()) {
                return false;
            }
            ring.replace(
                    purpose,
                    KeyEntry.of(
                            pair.getPrivate(), certified.get(), ring.authority().certificate()));
            fresh.done();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(purpose.name(), e);
        }
    }

    private JoinKeys kept(Purpose purpose) {
        return new JoinKeys(
                KeyRollover.folder(config.authorityOrFail().keys()),
                act(purpose).subject(),
                KeyFiles.token(config.token()));
    }

    /** New keys that wait for their certificates: those made before, unless they are in use by now. */
    private Map<Purpose, KeyPair> kept(JoinKeys fresh, List<Purpose> purposes) throws IOException {
        Map<Purpose, KeyPair> pairs = fresh.keep(purposes, algorithm(), purpose -> ring.pair(purpose, algorithm()));
        boolean used = pairs.entrySet().stream()
                .anyMatch(each -> ring.keys()
                        .of(each.getKey())
                        .certificate()
                        .getPublicKey()
                        .equals(each.getValue().getPublic()));
        if (!used) {
            return pairs;
        }
        fresh.done(); // they were put into use, and a crash came before their removal
        return fresh.keep(purposes, algorithm(), purpose -> ring.pair(purpose, algorithm()));
    }

    private void finish(Tx tx, Purpose purpose) {
        audit.add(
                tx,
                PROGRAM.who(),
                "CERTIFY_KEYS",
                act(purpose).subject(),
                "",
                serial(ring.next()
                        .filter(next -> purpose == Purpose.AUTHORITY)
                        .orElse(ring.keys())
                        .of(purpose)));
        notes.answer(tx, purpose);
    }

    /** The new authority with its own signers, so that nothing hangs on the old one when it ends. */
    private Map<Purpose, KeyEntry> nextAuthority() {
        Edition edition = directories.current().edition();
        long before = 1
                + edition.authorities().stream().filter(ListedAuthority::isOwn).count();
        Authority next = Authority.create(
                HomeSetup.authorityName(edition.province(), before + 1),
                clock,
                HomeSetup.AUTHORITY_LIFE,
                ring.pair(Purpose.AUTHORITY, algorithm()));
        Map<Purpose, KeyEntry> keys = new EnumMap<>(Purpose.class);
        keys.put(Purpose.AUTHORITY, next.entry());
        for (Purpose purpose : SIGNERS) {
            keys.put(purpose, HomeSetup.issued(next, ring.pair(purpose, algorithm()), name(purpose), purpose));
        }
        return keys;
    }

    /**
     * Lists the next authority, once, with the certificate by which the one in use vouches for it.
     *
     * @param lists its revocation list, when it is not made here
     */
    private void list(X509Certificate next, X509Certificate cross, List<X509CRL> lists) {
        if (listed(next).isPresent()) {
            repositories.ledger().store("authority.listed", tx -> finish(tx, Purpose.AUTHORITY));
            return;
        }
        Instant from = clock.instant().plus(config.times().authorityOverlap()).truncatedTo(ChronoUnit.SECONDS);
        List<ListedAuthority> listed = List.of(new ListedAuthority(from, next), new ListedAuthority(from, cross));
        long serial = registry.issue(
                edition -> lists.stream()
                        .reduce(edition.withAuthority(listed), Edition::withCrl, (first, second) -> second),
                tx -> finish(tx, Purpose.AUTHORITY));
        log.warn("a new authority is in directory {} and certifies from {} on: make a backup", serial, from);
    }

    private void useInTime() {
        Optional<Keys> next = ring.next();
        if (next.isEmpty() || asked(Purpose.AUTHORITY).isPresent()) {
            return;
        }
        Optional<Instant> from = from();
        if (from.isEmpty()) {
            renewAuthority(""); // the ledger was restored from before
        } else if (!clock.instant().isBefore(from.get())) {
            ring.useNext();
            log.warn("the new authority certifies from now on");
        }
    }

    /** The use of another authority is in the audit log once, and in an edition that its signer seals. */
    private void noteUse() {
        String used = Certificates.digest(ring.authority().certificate()).hex();
        Optional<String> noted = repositories.ledger().read(notes::authority);
        if (noted.isEmpty()) {
            repositories.ledger().store("authority.used", tx -> {
                notes.useAuthority(tx, used);
            });
        } else if (!noted.get().equals(used)) {
            registry.issue(edition -> edition, tx -> {
                audit.add(tx, PROGRAM.who(), "USE_AUTHORITY", "authority", "", used);
                notes.useAuthority(tx, used);
            });
        }
    }

    /** An alarm while the directory names a newer authority whose key is not here: the hub was restored from before. */
    private void tellLost() {
        Instant now = clock.instant();
        Optional<X509Certificate> newest = directories.current().edition().authorities().stream()
                .filter(each -> each.isOwn() && !each.from().isAfter(now))
                .max(Comparator.comparing(ListedAuthority::from))
                .map(ListedAuthority::certificate);
        List<X509Certificate> here =
                ring.authorities().stream().map(Authority::certificate).toList();
        boolean missing = newest.filter(each -> !here.contains(each)).isPresent();
        if (missing != lost) {
            lost = missing;
            String node = config.node().value();
            repositories.ledger().store("authority.lost", tx -> {
                if (missing) {
                    repositories
                            .timeline()
                            .alarm(tx, Fault.AUTHORITY_LOST, node, Certificates.name(newest.orElseThrow()));
                } else {
                    repositories.timeline().end(tx, Fault.AUTHORITY_LOST, node);
                }
            });
        }
    }

    private Optional<Instant> listed(X509Certificate authority) {
        return directories.current().edition().authorities().stream()
                .filter(each -> each.certificate().equals(authority))
                .map(ListedAuthority::from)
                .findFirst();
    }

    private static X509Certificate own(Keys authority) {
        return authority.of(Purpose.AUTHORITY).certificate();
    }

    private static String serial(KeyEntry key) {
        return key.certificate().getSerialNumber().toString(16);
    }

    private String name(Purpose purpose) {
        return AuthorityRequest.signerName(config.node().value(), purpose);
    }

    /** That of the authority in use. */
    private KeyAlgorithm algorithm() {
        return KeyAlgorithm.like(ring.authority().certificate().getPublicKey());
    }
}
