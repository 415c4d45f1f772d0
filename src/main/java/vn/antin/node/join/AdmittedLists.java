package vn.antin.node.join;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.AdmittedAuthorities;
import vn.antin.directory.Directory;
import vn.antin.directory.DirectoryAct;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.people.AuditLog;
import vn.antin.seal.pki.Certificates;

/** Keeps the revocation lists of admitted authorities: fetches newer ones, and raises an alarm when one has ended. */
public final class AdmittedLists {

    private static final AuditLog.Actor PROGRAM = new AuditLog.Actor("antin", "");
    private static final Duration BETWEEN_FETCHES = Duration.ofHours(1);
    private static final int TIMEOUT_MILLIS = 10_000;

    /** One byte more than a list may have, so that a longer one is refused and not cut. */
    private static final int MOST = (256 << 10) + 1;

    private static final Logger log = LoggerFactory.getLogger(AdmittedLists.class);

    private final List<URI> sources;
    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final Registry registry;
    private final Clock clock;
    private Instant fetchNext = Instant.MIN;

    /** @param sources of the lists: addresses with http, https or file */
    public AdmittedLists(
            List<URI> sources,
            Repositories repositories,
            DirectoryEditions directories,
            Registry registry,
            Clock clock) {
        this.sources = sources;
        this.repositories = repositories;
        this.directories = directories;
        this.registry = registry;
        this.clock = clock;
    }

    /** Fetches what is due; a repeat changes nothing. */
    public synchronized void look() {
        Instant now = clock.instant();
        List<X509Certificate> admitted =
                AdmittedAuthorities.inForce(directories.current().edition());
        if (admitted.isEmpty()) {
            return;
        }
        if (!now.isBefore(fetchNext)) {
            fetchNext = now.plus(BETWEEN_FETCHES);
            sources.forEach(this::fetch);
        }
        Directory directory = directories.current();
        repositories
                .ledger()
                .storeRelaxed(
                        "lists.look",
                        tx -> admitted.forEach(authority -> {
                            Optional<X509CRL> list =
                                    AdmittedAuthorities.list(directory.edition(), authority.getSubjectX500Principal());
                            Instant end = list.map(each -> each.getNextUpdate().toInstant())
                                    .orElse(Instant.MIN);
                            String name = Certificates.name(authority);
                            if (end.isAfter(now)) {
                                repositories.timeline().end(tx, Fault.LIST_LATE, name);
                            } else {
                                repositories.timeline().alarm(tx, Fault.LIST_LATE, name, end.toString());
                            }
                        }));
    }

    private void fetch(URI source) {
        try {
            DirectoryAct act = DirectoryAct.SetList.of(read(source));
            long serial = registry.act(act, PROGRAM, source.toString());
            log.info("directory {} has the list from {}", serial, source);
        } catch (Refused | IOException e) {
            // Mostly the list that is in force already.
            log.info("no newer list from {}: {}", source, e.getMessage());
        }
    }

    /** Reads a list over any connection, because its signature is checked later. */
    private static byte[] read(URI source) throws IOException {
        URLConnection connection = source.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            return in.readNBytes(MOST);
        }
    }
}
