package vn.antin.bench;

import java.util.ArrayList;
import java.util.List;

/** A relay of bare queues: three processes with the same journal, keys and TLS, and no seal. */
final class ArtemisPeer {

    private ArtemisPeer() {}

    static Peer start(Site site) {
        String port = Integer.toString(Site.freePort());
        List<Child> running = new ArrayList<>();
        try {
            running.add(part(site, PartCommand.Role.RELAY, Site.HUB, port));
            running.add(part(site, PartCommand.Role.RECIPIENT, Site.RECIPIENT, port));
            running.add(part(site, PartCommand.Role.SENDER, Site.SENDER, port));
            return new CommandedPeer("artemis", running);
        } catch (RuntimeException e) {
            Site.stop(running);
            throw e;
        }
    }

    private static Child part(Site site, PartCommand.Role role, String whose, String port) {
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
