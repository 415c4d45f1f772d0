package vn.antin.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.RestoreRecovery;
import vn.antin.ledger.Retention;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.parts.PartStore;
import vn.antin.seal.SealedEnvelope;
import vn.antin.seal.pki.Trust;

/**
 * What a node or hub keeps: its ledger with the mark of its log, its parts and the directories it has taken into use.
 */
record Storage(
        Config config,
        Repositories repositories,
        LogMark mark,
        PartStore parts,
        DirectoryEditions directories,
        Clock clock) {

    private static final Logger log = LoggerFactory.getLogger(Storage.class);

    /**
     * Opens the ledger of the configuration. When an older ledger was put back by hand, it goes on as after a restore.
     *
     * @throws Refused MODE_CHANGED when the documents of a node's ledger are of another mode than the configuration
     */
    static Storage open(ModuleRuntime runtime, Config config, Trust trust, CrashPoints crashPoints, Clock clock) {
        Ledger ledger = runtime.opened(config.openLedger(crashPoints));
        Repositories repositories = Repositories.of(config.node(), ledger, clock, config.rules());
        boolean hub = config.role() == Config.Role.HUB;
        if (!hub) {
            checkMode(config, repositories);
        }
        LogMark mark = runtime.opened(new LogMark(config.data(), repositories));
        mark.beyond().ifPresent(beyond -> {
            if (hub) {
                goOnAsRestored(repositories, clock);
            } else {
                ledger.store("log.older", tx -> {
                    new RestoreRecovery(repositories).older(tx, beyond.toString());
                });
            }
        });
        DirectoryEditions directories = new DirectoryEditions(ledger, repositories.log(), trust, clock);
        takeFirst(directories, config.data().resolveSibling("directory.xml"));
        if (hub && ledger.read(tx -> new RestoreRecovery(repositories).restoredHub(tx))) {
            directories.expectNewer();
        }
        PartStore parts = new PartStore(config.data().resolve("parts"));
        return new Storage(config, repositories, mark, parts, directories, clock);
    }

    /** All documents of a ledger are of one mode, whatever becomes of the configuration. */
    private static void checkMode(Config config, Repositories repositories) {
        repositories
                .ledger()
                .read(repositories.documents()::sample)
                .map(bytes -> SealedEnvelope.open(bytes).envelope())
                .filter(envelope -> envelope.mode() != config.mode())
                .ifPresent(other -> {
                    throw new Refused(
                            Fault.MODE_CHANGED,
                            config.mode().word(),
                            config.data().toString());
                });
    }

    /** Two checkpoints of one size would look like two histories. */
    private static void goOnAsRestored(Repositories repositories, Clock clock) {
        int again = repositories
                .ledger()
                .commit("log.older", tx -> new RestoreRecovery(repositories).hub(tx, clock.instant()));
        log.error("this hub goes on as after a restore: {} copies go out again", again);
    }

    /** A node's is that of its join file, until the hub sends a newer one. */
    private static void takeFirst(DirectoryEditions directories, Path file) {
        if (directories.newest().isEmpty() && Files.isRegularFile(file)) {
            directories.take(KeyFiles.read(file));
        }
    }

    /** The periods of the configuration. */
    Retention retention() {
        return new Retention(config.keep(), config.role() == Config.Role.HUB);
    }

    Ledger ledger() {
        return repositories.ledger();
    }

    /** The agencies that the directory in force puts at this node. */
    Set<AgencyCode> hosted() {
        return directories.current().agencies().stream()
                .filter(agency -> config.node().equals(agency.node()))
                .map(Agency::code)
                .collect(Collectors.toSet());
    }

    /** All codes of the agencies that this node hosts, or hosted once: their documents stay to be seen here. */
    Set<AgencyCode> everHosted() {
        Directory directory = directories.current();
        return directory.codes(directory.agencies().stream()
                .filter(agency -> config.node().equals(agency.node())
                        || agency.former().stream().anyMatch(left -> left.node().equals(config.node())))
                .map(Agency::code)
                .collect(Collectors.toSet()));
    }

    /** What people call this node: its first agency, else its id. */
    String house() {
        return directories.current().agencies().stream()
                .filter(agency -> config.node().equals(agency.node()))
                .map(Agency::name)
                .findFirst()
                .orElse(config.node().value());
    }
}
