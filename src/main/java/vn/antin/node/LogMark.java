package vn.antin.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.fault.Fault;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.EarlyCheckpoints;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.RestoreRecovery;
import vn.antin.ledger.db.Tx;
import vn.antin.seal.pki.PrivateFile;

/**
 * How far the log here was sealed, in a small file outside the ledger and its folder. A ledger that knows less was put
 * back by hand: that is told at the start, whether the hub can be reached or not. A restore by {@code antin restore} has
 * no such file.
 */
final class LogMark implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LogMark.class);

    /** The last checkpoint sealed in one of the log's epochs. */
    record SealedSize(String origin, long size) {

        /** Whether it was sealed after the other. */
        boolean isBeyond(SealedSize other) {
            return origin.equals(other.origin) ? size > other.size : EarlyCheckpoints.isLater(origin, other.origin);
        }

        @Override
        public String toString() {
            return origin + " " + size;
        }
    }

    private final Path file;
    private final Repositories repositories;
    private Optional<SealedSize> written;
    private boolean failed;

    /** Beside the folder of the ledger. */
    LogMark(Path data, Repositories repositories) {
        this.file = data.resolveSibling("log.mark");
        this.repositories = repositories;
        this.written = read(file);
    }

    /** At the start: what was sealed that this ledger does not know; an alarm is raised then. */
    Optional<SealedSize> beyond() {
        SealedSize known = repositories.ledger().read(this::known);
        Optional<SealedSize> beyond = written.filter(mark -> mark.isBeyond(known));
        boolean told = repositories
                .ledger()
                .read(tx -> new RestoreRecovery(repositories).asking(tx))
                .isPresent();
        if (beyond.isEmpty() || told) {
            return Optional.empty();
        }
        SealedSize mark = beyond.get();
        log.error(
                "{} LOG_BEHIND an older ledger was put back: {} was sealed, this ledger ends at {}; what came between is"
                        + " missing here",
                Fault.LOG_BEHIND.code(),
                mark,
                known);
        repositories.ledger().store("log.older", tx -> {
            repositories.timeline().alarm(tx, Fault.LOG_BEHIND, mark.origin(), known.size() + " < " + mark.size());
        });
        return beyond;
    }

    /** Writes what is durable in the ledger, if it is more than what was written. */
    synchronized void keep() {
        SealedSize now = repositories.ledger().read(this::known);
        if (now.size() == 0 || written.filter(mark -> !now.isBeyond(mark)).isPresent()) {
            return;
        }
        repositories.ledger().sync("log.mark");
        try {
            PrivateFile.write(file, (now + "\n").getBytes(UTF_8));
            written = Optional.of(now);
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                log.warn("{} is not written: {}", file, e.toString());
            }
            failed = true;
        }
    }

    private SealedSize known(Tx tx) {
        String origin = repositories.log().origin(tx);
        return new SealedSize(
                origin,
                repositories
                        .checkpoints()
                        .lastOwn(tx, origin)
                        .map(Checkpoints.StoredCheckpoint::size)
                        .orElse(0L));
    }

    private static Optional<SealedSize> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            String[] words = Files.readString(file).strip().split(" ", 2);
            return Optional.of(new SealedSize(words[0], Long.parseLong(words[1])));
        } catch (IOException | RuntimeException e) {
            log.warn("{} says nothing: {}", file, e.toString());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        keep();
    }
}
