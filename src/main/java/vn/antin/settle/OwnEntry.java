package vn.antin.settle;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.directory.NodeCertificate;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Repositories;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.Purpose;

/**
 * Compares what each edition of the directory says about this node with the keys it has. A certificate in use that is not
 * its own lets somebody else read what is sent here or seal in its name: an alarm until an edition without it.
 */
public final class OwnEntry {

    private static final List<Purpose> PURPOSES = List.of(Purpose.SEAL, Purpose.ENCRYPTION, Purpose.CONNECTION);
    private static final int SHOWN = 16;
    private static final Logger log = LoggerFactory.getLogger(OwnEntry.class);

    private final NodeId self;
    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final Predicate<X509Certificate> ours;

    /** @param ours whether this node holds the key of a certificate */
    public OwnEntry(
            NodeId self, Repositories repositories, DirectoryEditions directories, Predicate<X509Certificate> ours) {
        this.self = self;
        this.repositories = repositories;
        this.directories = directories;
        this.ours = ours;
    }

    /** Compares the edition in force; a repeat changes nothing. */
    public void look() {
        directories.newest().ifPresent(directory -> {
            Optional<String> foreign = foreign(directory);
            boolean told = repositories
                    .ledger()
                    .read(tx -> repositories.timeline().alarms(tx))
                    .stream()
                    .anyMatch(alarm -> alarm.code().equals(Fault.ENTRY_NOT_OURS.code()));
            if (foreign.isPresent() || told) {
                foreign.ifPresent(what -> log.error("the directory lists for {} what is not its own: {}", self, what));
                tell(foreign);
            }
        });
    }

    /** A start does not fail for lack of room. */
    private void tell(Optional<String> foreign) {
        try {
            repositories.ledger().store("settle.entry", tx -> {
                if (foreign.isPresent()) {
                    repositories.timeline().alarm(tx, Fault.ENTRY_NOT_OURS, self.value(), foreign.get());
                } else {
                    repositories.timeline().end(tx, Fault.ENTRY_NOT_OURS, self.value());
                }
            });
        } catch (TryLater later) {
            log.warn("the alarm is not stored yet: {}", later.getMessage());
        }
    }

    /** The first certificate in use that is not ours, or the purpose for which none is. */
    private Optional<String> foreign(Directory directory) {
        return PURPOSES.stream()
                .flatMap(purpose -> foreign(directory, purpose).stream())
                .findFirst()
                .map(what -> directory.serial() + ", " + what);
    }

    private Optional<String> foreign(Directory directory, Purpose purpose) {
        List<NodeCertificate> used = directory.node(self).stream()
                .flatMap(node -> node.certificates().stream())
                .filter(each -> each.purpose() == purpose && !directory.isWithdrawn(each.certificate()))
                .toList();
        Optional<Instant> since = used.stream()
                .filter(each -> ours.test(each.certificate()))
                .map(NodeCertificate::from)
                .max(Instant::compareTo);
        if (since.isEmpty()) {
            return used.isEmpty() ? Optional.empty() : Optional.of(name(used.get(used.size() - 1)));
        }
        // Earlier ones were ours before they were renewed.
        return used.stream()
                .filter(each -> !ours.test(each.certificate()))
                .filter(each -> !each.from().isBefore(since.get()))
                .findFirst()
                .map(OwnEntry::name);
    }

    private static String name(NodeCertificate each) {
        return each.purpose() + " "
                + Certificates.digest(each.certificate()).hex().substring(0, SHOWN);
    }
}
