package vn.antin.node.join;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.directory.NodeCertificate;
import vn.antin.directory.NodeEntry;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.KeyNotes;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.people.AuditLog;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.observe.HealthReading;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyLife;
import vn.antin.seal.pki.KeyRing;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;

/**
 * Replaces the keys of a node or hub at two thirds of their life, or when an operator asks for it. Certified keys are used
 * when the directory in force names them and their time has come.
 */
public abstract class KeyRollover {

    static final String PROGRAM = "antin";
    static final List<Purpose> LISTED = List.of(Purpose.SEAL, Purpose.ENCRYPTION, Purpose.CONNECTION);

    private static final Logger log = LoggerFactory.getLogger(KeyRollover.class);

    final Config config;
    final KeyRing ring;
    final Repositories repositories;
    final DirectoryEditions directories;
    final Clock clock;
    final AuditLog audit;
    final KeyNotes notes = new KeyNotes();
    private final AtomicBoolean used = new AtomicBoolean();
    private Runnable onUse = () -> {};

    KeyRollover(Config config, KeyRing ring, Repositories repositories, DirectoryEditions directories, Clock clock) {
        this.config = config;
        this.ring = ring;
        this.repositories = repositories;
        this.directories = directories;
        this.clock = clock;
        this.audit = new AuditLog(clock);
    }

    /** Sets what runs when other keys are in use. */
    public void onUse(Runnable change) {
        onUse = change;
    }

    /** Takes the next step, if there is one; durable when it returns. */
    public final void look() {
        step();
        if (used.getAndSet(false)) {
            onUse.run();
        }
    }

    /** Takes the next step. */
    abstract void step();

    /** Begins a rollover now. One that is under way goes on. Returns false for that. */
    public abstract boolean begin(AuditLog.Actor by, String reason);

    /** Whether new keys are made and not certified. */
    abstract boolean uncertified();

    /** Writes the beginning down, once for each rollover. */
    void noteBegin(AuditLog.Actor by, String reason) {
        noteUse();
        Instant now = clock.instant();
        repositories.ledger().store("keys.begin", tx -> {
            audit.add(tx, by, "RENEW_KEYS", config.node().value(), reason, "");
            notes.begin(tx, now);
        });
    }

    /** Uses the next keys if their time has come; returns whether the directory names them. */
    boolean useInTime(Keys next, Instant now) {
        Optional<Instant> from = from(next);
        if (from.isPresent() && !now.isBefore(from.get())) {
            ring.useNext(now, pin());
            used.set(true);
            noteUse();
        }
        return from.isPresent();
    }

    /** When these keys are used; empty while the directory does not name them all. */
    Optional<Instant> from(Keys next) {
        Directory directory = directories.current();
        Instant latest = Instant.MIN;
        for (Purpose purpose : LISTED) {
            X509Certificate certificate = next.of(purpose).certificate();
            Optional<Instant> from = directory.node(config.node()).map(NodeEntry::certificates).stream()
                    .flatMap(List::stream)
                    .filter(each ->
                            each.purpose() == purpose && each.certificate().equals(certificate))
                    .map(NodeCertificate::from)
                    .findFirst();
            if (from.isEmpty()) {
                return Optional.empty();
            }
            latest = from.get().isAfter(latest) ? from.get() : latest;
        }
        return Optional.of(latest);
    }

    /** Two thirds of the life of one of the keys, or the directory has a key in use that is not ours. */
    boolean isDue(Instant now) {
        return !now.isBefore(state().due()) || !isOurs(now);
    }

    private boolean isOurs(Instant now) {
        Optional<X509Certificate> inUse =
                directories.current().node(config.node()).map(NodeEntry::certificates).stream()
                        .flatMap(List::stream)
                        .filter(each -> each.purpose() == Purpose.ENCRYPTION
                                && !each.from().isAfter(now))
                        .max(Comparator.comparing(NodeCertificate::from))
                        .map(NodeCertificate::certificate);
        return inUse.isEmpty()
                || ring.all(Purpose.ENCRYPTION).stream()
                        .anyMatch(key -> key.certificate().equals(inUse.get()));
    }

    /**
     * Notes which keys are in use, in the audit log once, and that with them a rollover has ended. It comes before any other
     * step: a crash may have come between the use of the keys and its note, and that rollover is not begun again.
     */
    void noteUse() {
        String used = Certificates.digest(ring.of(Purpose.SEAL).certificate()).hex();
        Optional<String> noted = repositories.ledger().read(notes::used);
        if (noted.filter(used::equals).isPresent()) {
            return;
        }
        repositories.ledger().store("keys.used", tx -> {
            if (noted.isPresent()) {
                audit.add(tx, PROGRAM, "USE_KEYS", config.node().value(), "", used);
                log.info("the new keys are in use");
            }
            notes.use(tx, used);
        });
    }

    /** Removes earlier keys, with an audit entry. */
    void remove(KeyRing.Retired old) {
        String key =
                Certificates.digest(old.keys().of(Purpose.SEAL).certificate()).hex();
        repositories.ledger().store("keys.remove", tx -> {
            if (notes.removeEarlier(tx, key)) {
                audit.add(tx, PROGRAM, "REMOVE_KEYS", config.node().value(), "", key);
            }
        });
        ring.remove(old, pin());
        log.info("keys that were used until {} are removed", old.at());
    }

    /** Where the rollover stands. */
    public HealthReading.RenewalReading state() {
        Instant due = Instant.MAX;
        Instant late = Instant.MAX;
        for (Purpose purpose : KeyFiles.purposes(config.role())) {
            X509Certificate certificate = ring.of(purpose).certificate();
            due = earlier(due, KeyLife.due(certificate));
            late = earlier(late, KeyLife.late(certificate));
        }
        Optional<Keys> next = ring.next();
        @Nullable Instant from = next.flatMap(this::from).orElse(null);
        HealthReading.RenewalStep step = next.isPresent()
                ? HealthReading.RenewalStep.CERTIFIED
                : uncertified() ? HealthReading.RenewalStep.ASKED : HealthReading.RenewalStep.NONE;
        String refused = repositories.ledger().read(notes::refused).orElse("");
        return new HealthReading.RenewalReading(step, due, late, from, refused);
    }

    private static Instant earlier(Instant one, Instant other) {
        return other.isBefore(one) ? other : one;
    }

    /** That of the keys in use. */
    KeyAlgorithm algorithm() {
        String name = ring.of(Purpose.SEAL).certificate().getPublicKey().getAlgorithm();
        return name.equals("RSA") ? KeyAlgorithm.RSA_2048 : KeyAlgorithm.EC_P256;
    }

    static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
    }

    char[] pin() {
        return KeyFiles.pin(config.pin());
    }
}
