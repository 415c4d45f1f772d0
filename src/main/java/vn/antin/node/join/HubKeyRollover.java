package vn.antin.node.join;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import vn.antin.seal.pki.KeyRing;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;

/**
 * The rollover of the hub's own keys, {@code keys.new} until the authority has certified them, at once where it is here:
 * {@code keys.next.p12} is durable before the directory names them. Nodes take either certificate as the hub's meanwhile. A
 * node that was off fetches the directory.
 */
public final class HubKeyRollover extends KeyRollover {

    private static final Logger log = LoggerFactory.getLogger(HubKeyRollover.class);

    private final Registry registry;
    private final JoinKeys fresh;

    public HubKeyRollover(
            Config config,
            KeyRing ring,
            Repositories repositories,
            DirectoryEditions directories,
            Registry registry,
            Clock clock) {
        super(config, ring, repositories, directories, clock);
        this.registry = registry;
        this.fresh = new JoinKeys(folder(config.keys()), KeyFiles.token(config.token()));
    }

    @Override
    synchronized void step() {
        noteUse();
        Instant now = clock.instant();
        Optional<Keys> next = ring.next();
        if (next.isPresent()) {
            done(); // a crash came between the certified keys and this
            if (!useInTime(next.get(), now)) {
                list(next.get()); // a crash came before, or the ledger was restored
            }
        } else if (fresh.begun() || repositories.ledger().read(notes::begun).isPresent()) {
            make(); // a crash came before, or the authority has not signed
        } else if (isDue(now)) {
            begin(new AuditLog.Actor(PROGRAM, ""), "");
        }
        ring.retired().stream().filter(old -> hasEnded(old, now)).forEach(this::remove);
    }

    @Override
    public synchronized boolean begin(AuditLog.Actor by, String reason) {
        if (ring.next().isPresent() || fresh.begun()) {
            return false;
        }
        noteBegin(by, reason);
        make();
        return true;
    }

    @Override
    boolean uncertified() {
        return fresh.begun();
    }

    private void make() {
        registry.certifyHub(kept(), names()).ifPresent(entries -> {
            ring.keepNext(entries, pin());
            done();
            ring.next().ifPresent(this::list);
        });
    }

    private Map<Purpose, KeyPair> kept() {
        try {
            return fresh.keep(LISTED, algorithm());
        } catch (IOException e) {
            throw new UncheckedIOException("new keys", e);
        }
    }

    private void done() {
        try {
            fresh.done();
        } catch (IOException e) {
            throw new UncheckedIOException("new keys", e);
        }
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
