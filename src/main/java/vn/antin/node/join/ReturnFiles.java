package vn.antin.node.join;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.UsedJoinFiles;
import vn.antin.node.config.Config;

/**
 * Writes the join file of each node that may return, {@code joins/NODE.join} in the hub's folder. A file that is lost or
 * was not written is written at the next start or change of the directory: its content follows from the permission.
 */
public final class ReturnFiles {

    private static final Logger log = LoggerFactory.getLogger(ReturnFiles.class);

    private final Config hub;
    private final DirectoryEditions directories;
    private final UsedJoinFiles joined;

    public ReturnFiles(Config hub, DirectoryEditions directories, UsedJoinFiles joined) {
        this.hub = hub;
        this.directories = directories;
        this.joined = joined;
    }

    /** Writes the files that are missing; a repeat changes nothing. */
    public void look() {
        joined.returns().forEach((node, expires) -> {
            try {
                write(node, expires);
            } catch (IOException e) {
                log.error("the join file of {} is not written: {}", node, e.toString());
            }
        });
    }

    private void write(NodeId node, Instant expires) throws IOException {
        Path file = hub.data().resolveSibling("joins").resolve(node + ".join");
        if (Files.exists(file) && JoinFile.read(file).expires().equals(expires)) {
            return;
        }
        Directory directory = directories.current();
        List<String> agencies = directory.agencies().stream()
                .filter(agency -> node.equals(agency.node()))
                .map(agency -> agency.code().value())
                .toList();
        JoinFile.of(hub, directory.province(), node.value(), agencies, expires)
                .at(directory.hubEndpoints(directory.issued()))
                .write(file);
        log.info("{} may join again with {}", node, file);
    }
}
