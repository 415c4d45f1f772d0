package vn.antin.bench;

import java.util.ArrayList;
import java.util.List;

/** A relay of plain queues as a peer: three processes with the same journal, keys and TLS, and no seal. */
final class ArtemisPeer {

    private ArtemisPeer() {}

    static Peer start(TestNetwork site) {
        String port = Integer.toString(TestNetwork.freePort());
        List<ChildProcess> running = new ArrayList<>();
        try {
            running.add(part(site, PartCommand.Role.RELAY, TestNetwork.HUB, port));
            running.add(part(site, PartCommand.Role.RECIPIENT, TestNetwork.RECIPIENT, port));
            running.add(part(site, PartCommand.Role.SENDER, TestNetwork.SENDER, port));
            return new CommandedPeer("artemis", running);
        } catch (RuntimeException e) {
            TestNetwork.stop(running);
            throw e;
        }
    }

    private static ChildProcess part(TestNetwork site, PartCommand.Role role, String whose, String port) {
        String name = "artemis-" + PartCommand.word(role);
        return site.command(
                name,
                List.of(
                        "bench",
                        PartCommand.NAME,
                        PartCommand.word(role),
                        "--config",
                        site.config(whose).toString(),
                        "--data",
                        site.folder().resolve(name).toString(),
                        "--port",
                        port));
    }
}
