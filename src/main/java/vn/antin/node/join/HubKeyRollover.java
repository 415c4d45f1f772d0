package vn.antin.node.join;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.door.OwnAddress;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.people.AuditLog;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.KeyRing;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Token;

/**
 * The rollover of the hub's own keys, which its authority certifies at once: {@code keys.next.p12} is durable before the
 * directory names them. Nodes take either certificate as the hub's meanwhile. A node that was off fetches the directory.
 */
public final class HubKeyRollover extends KeyRollover {

    private static final Logger log = LoggerFactory.getLogger(HubKeyRollover.class);

    private final Registry registry;

    public HubKeyRollover(
            Config config,
            KeyRing ring,
            Repositories repositories,
            DirectoryEditions directories,
            Registry registry,
            Clock clock) {
        super(config, ring, repositories, directories, clock);
        this.registry = registry;
    }

    @Override
    synchronized void step() {
        Instant now = clock.instant();
        Optional<Keys> next = ring.next();
        if (next.isPresent()) {
            if (!useInTime(next.get(), now)) {
                list(next.get()); // a crash came before, or the ledger was restored
            }
        } else if (repositories.ledger().read(notes::begun).isPresent()) {
            make(); // a crash came before
        } else if (isDue(now)) {
            begin(new AuditLog.Actor(PROGRAM, ""), "");
        }
        noteUse();
        ring.retired().stream().filter(old -> hasEnded(old, now)).forEach(this::remove);
    }

    @Override
    public synchronized boolean begin(AuditLog.Actor by, String reason) {
        if (ring.next().isPresent()) {
            return false;
        }
        noteBegin(by, reason);
        make();
        return true;
    }

    @Override
    boolean uncertified() {
        return false;
    }

    private void make() {
        List<String> names = names();
        Token token = KeyFiles.token(config.token());
        Map<Purpose, KeyEntry> entries = new EnumMap<>(Purpose.class);
        for (Purpose purpose : LISTED) {
            KeyPair pair = KeyPairs.generate(purpose == Purpose.SEAL ? token : null, algorithm());
            entries.put(purpose, registry.certifyHub(purpose, pair, purpose == Purpose.CONNECTION ? names : List.of()));
        }
        ring.keepNext(entries, pin());
        ring.next().ifPresent(this::list);
    }

    /** Those of the present certificate and where the directory says that the hub is, for people's browsers. */
    private List<String> names() {
        Set<String> names =
                new LinkedHashSet<>(OwnAddress.names(ring.of(Purpose.CONNECTION).certificate()));
        directories.current().hubEndpoints(clock.instant()).forEach(each -> names.add(each.host()));
        return List.copyOf(names);
    }

    private void list(Keys next) {
        Map<Purpose, X509Certificate> certificates = new EnumMap<>(Purpose.class);
        LISTED.forEach(purpose -> certificates.put(purpose, next.of(purpose).certificate()));
        registry.listHub(certificates);
        log.info("the hub's new keys are in directory {}", directories.current().serial());
    }

    private static boolean hasEnded(KeyRing.Retired old, Instant now) {
        return LISTED.stream()
                .allMatch(purpose -> old.keys()
                        .of(purpose)
                        .certificate()
                        .getNotAfter()
                        .toInstant()
                        .isBefore(now));
    }
}
