package vn.antin.node.join;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.KeyRenewal;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.HubSession;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.people.AuditLog;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.seal.KeyWrap;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.KeyRing;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.settle.NodeHandshake;
import vn.antin.wire.HandshakeMessages;

/**
 * The rollover of a node's keys. Each step is one file, written atomically, and the next look goes on from the files that
 * are there:
 *
 * <ol>
 *   <li>new keys are made ({@code keys.new}), and every hello asks the hub for their certificates;
 *   <li>the certificates are here ({@code keys.next.p12}): the new keys decrypt, and nothing else yet;
 *   <li>the directory in force names them, and their time has come: they are used ({@code keys.p12}), and the earlier ones
 *       still decrypt ({@code keys.old-TIME.p12});
 *   <li>nothing is left that an earlier key opens: it is removed.
 * </ol>
 */
public final class NodeKeyRollover extends KeyRollover implements NodeHandshake.KeyRequests {

    private static final Logger log = LoggerFactory.getLogger(NodeKeyRollover.class);

    /** A refused request is not made again for this long. */
    private static final Duration AFTER_REFUSAL = Duration.ofHours(1);

    /** A request that waits for the authority is made again after this. */
    private static final Duration WHILE_AWAITED = Duration.ofMinutes(5);

    private static final Duration BETWEEN_REMOVALS = Duration.ofHours(1);

    /** A certificate is in every edition that was issued this long after it. */
    private static final Duration LISTED_WITHIN = Duration.ofMinutes(10);

    private static final List<Purpose> PURPOSES = KeyFiles.purposes(Config.Role.NODE);

    private final JoinKeys fresh;
    private final HubSession session;
    private final Sealer sealer;
    private @Nullable List<byte[]> request;
    private Instant askAgain = Instant.MIN;
    private Instant removeAgain = Instant.MIN;

    public NodeKeyRollover(
            Config config,
            KeyRing ring,
            Repositories repositories,
            DirectoryEditions directories,
            HubSession session,
            Clock clock) {
        super(config, ring, repositories, directories, clock);
        this.fresh = new JoinKeys(folder(config.keys()), KeyFiles.token(config.token()));
        this.session = session;
        this.sealer = KeyFiles.sealer(() -> ring.of(Purpose.SEAL), config.seal(), clock);
    }

    /** Nothing is done while the hub has not answered, or the clock is wrong. */
    @Override
    synchronized void step() {
        if (!session.good()) {
            return;
        }
        noteUse();
        Instant now = clock.instant();
        Optional<Keys> next = ring.next();
        if (next.isPresent()) {
            use(next.get(), now);
        } else if (!fresh.begun() && repositories.ledger().read(notes::begun).isPresent()) {
            ask(); // a crash came before the new keys were made, or the hub cannot certify those
        } else if (!fresh.begun() && isDue(now)) {
            begin(new AuditLog.Actor(PROGRAM, ""), "");
        }
        if (!now.isBefore(removeAgain)) {
            removeAgain = now.plus(BETWEEN_REMOVALS);
            ring.retired().stream().filter(old -> !isNeeded(old, now)).forEach(this::remove);
        }
    }

    @Override
    public synchronized boolean begin(AuditLog.Actor by, String reason) {
        if (fresh.begun() || ring.next().isPresent()) {
            return false;
        }
        noteBegin(by, reason);
        ask();
        return true;
    }

    @Override
    boolean uncertified() {
        return fresh.begun();
    }

    private void ask() {
        make();
        repositories.ledger().storeRelaxed("keys.ask", tx -> tx.wake(Signal.GREETING));
        log.info("new keys are made; the hub is asked for their certificates");
    }

    /** Whether the key of this certificate is one that was made here and waits for its certificate. */
    public synchronized boolean hasMade(X509Certificate certificate) {
        return fresh.begun()
                && make().values().stream().anyMatch(pair -> pair.getPublic().equals(certificate.getPublicKey()));
    }

    private Map<Purpose, KeyPair> make() {
        try {
            return fresh.keep(PURPOSES, algorithm());
        } catch (IOException e) {
            throw new UncheckedIOException("new keys", e);
        }
    }

    @Override
    public synchronized List<byte[]> pending() {
        if (!fresh.begun() || ring.next().isPresent() || clock.instant().isBefore(askAgain)) {
            return List.of();
        }
        List<byte[]> known = request;
        if (known == null) {
            known = request(make());
            request = known;
        }
        return known;
    }

    private List<byte[]> request(Map<Purpose, KeyPair> pairs) {
        Map<Purpose, Digest> digests = new EnumMap<>(Purpose.class);
        List<byte[]> requests = new ArrayList<>();
        for (Purpose purpose : PURPOSES) {
            KeyPair pair = Objects.requireNonNull(pairs.get(purpose));
            digests.put(purpose, KeyRenewal.digest(pair.getPublic()));
            requests.add(KeyPairs.request(pair, config.node().value()));
        }
        Instant made = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        requests.add(0, new KeyRenewal(config.node(), made, digests).seal(sealer));
        return List.copyOf(requests);
    }

    @Override
    public synchronized void answered(HandshakeMessages.Certified answer) {
        if (!fresh.begun() || ring.next().isPresent()) {
            return; // a repeat
        }
        if (answer.refused().equals(Fault.AUTHORITY_AWAITED.code())) {
            await(answer.detail());
            return;
        }
        if (!answer.refused().isEmpty()) {
            refused(answer.refused(), answer.detail());
            return;
        }
        try {
            ring.keepNext(entries(make(), answer.certificates()), pin());
        } catch (Refused wrong) {
            refused(wrong.fault().code(), String.join(", ", wrong.values()));
            return;
        }
        dropFresh(false);
        repositories.ledger().store("keys.certified", tx -> {
            notes.accept(tx);
            repositories.timeline().end(tx, Fault.RENEWAL_REFUSED, config.node().value());
        });
        log.info("the new keys are certified");
    }

    /** The hub decides names and times; the keys must be ours, and the path must be good. */
    private Map<Purpose, KeyEntry> entries(Map<Purpose, KeyPair> pairs, List<byte[]> certificates) {
        if (certificates.size() != PURPOSES.size()) {
            throw new Refused(Fault.RENEWAL_FORM, "certificates " + certificates.size());
        }
        Trust trust = directories.trust();
        Map<Purpose, KeyEntry> entries = new EnumMap<>(Purpose.class);
        for (int i = 0; i < PURPOSES.size(); i++) {
            Purpose purpose = PURPOSES.get(i);
            X509Certificate certificate = Certificates.parse(certificates.get(i));
            KeyPair pair = Objects.requireNonNull(pairs.get(purpose));
            if (!KeyRenewal.digest(pair.getPublic()).equals(KeyRenewal.digest(certificate.getPublicKey()))) {
                throw new Refused(Fault.RENEWAL_REFUSED, config.node().value(), purpose.name());
            }
            trust.check(
                    certificate, purpose, clock.instant(), directories.current().crls());
            entries.put(purpose, KeyEntry.of(pair.getPrivate(), certificate, trust.shownAbove(certificate)));
        }
        return entries;
    }

    /** The province's authority is on another machine and has not signed: the same keys are asked for again. */
    private void await(String detail) {
        askAgain = clock.instant().plus(WHILE_AWAITED);
        String told = (Fault.AUTHORITY_AWAITED.code() + " " + detail).strip();
        if (repositories.ledger().read(notes::refused).filter(told::equals).isEmpty()) {
            log.info("the new keys wait for the province's authority: {}", detail);
            repositories.ledger().store("keys.awaited", tx -> {
                notes.refuse(tx, told);
                repositories
                        .timeline()
                        .end(tx, Fault.RENEWAL_REFUSED, config.node().value());
            });
        }
    }

    private void refused(String code, String detail) {
        askAgain = clock.instant().plus(AFTER_REFUSAL);
        log.warn("the new keys are not certified: {} {}", code, detail);
        repositories.ledger().store("keys.refused", tx -> {
            notes.refuse(tx, (code + " " + detail).strip());
            repositories
                    .timeline()
                    .alarm(tx, Fault.RENEWAL_REFUSED, config.node().value(), (code + " " + detail).strip());
        });
        if (code.equals(Fault.KEY_REPEATED.code()) || code.equals(Fault.CERTIFICATE_ALGORITHM.code())) {
            dropFresh(true); // others are made at the next look
        }
    }

    private void dropFresh(boolean unused) {
        try {
            if (unused) {
                fresh.drop();
            } else {
                fresh.done();
            }
            request = null;
        } catch (IOException e) {
            throw new UncheckedIOException("new keys", e);
        }
    }

    private void use(Keys next, Instant now) {
        if (fresh.begun()) {
            dropFresh(false); // a crash came between the certified keys and this
        }
        Instant certified = next.of(Purpose.SEAL).certificate().getNotBefore().toInstant();
        boolean later = directories.current().issued().isAfter(certified.plus(LISTED_WITHIN));
        if (!useInTime(next, now) && later) {
            // The hub was restored since, or certified other keys of ours.
            log.warn(
                    "directory {} does not name the certified keys: new ones are made",
                    directories.current().serial());
            ring.dropNext(pin());
        }
    }

    /** Documents for the earlier key come as long as senders know it and documents live, and stay as long as kept. */
    private boolean isNeeded(KeyRing.Retired old, Instant now) {
        Instant last = old.at().plus(Registry.EDITION).plus(config.times().expires());
        if (now.isBefore(last)) {
            return true;
        }
        X509Certificate certificate = old.keys().of(Purpose.ENCRYPTION).certificate();
        return repositories
                .ledger()
                .read(tx -> notes.hasContentBefore(tx, last)
                        || notes.wrappedSecrets(tx).stream().anyMatch(secret -> KeyWrap.isFor(secret, certificate)));
    }
}
