package vn.antin.cli.bench;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import vn.antin.cli.Exit;
import vn.antin.cli.Json;
import vn.antin.cli.Terminal;
import vn.antin.ledger.Watch;
import vn.antin.node.Config;
import vn.antin.node.ConfigFile;
import vn.antin.node.Hub;
import vn.antin.node.Node;
import vn.antin.node.broker.BrokerHealth;

/** A hub, or several nodes, in one process; started by the benchmark, not by people. Asked, a hub tells its queues. */
@Command(name = HostCommand.NAME, hidden = true)
public final class HostCommand implements Callable<Integer> {

    static final String NAME = "host";

    @Mixin
    @SuppressWarnings("unused") // its options are
    private Terminal terminal;

    @Parameters(arity = "1..*", paramLabel = "FILE", descriptionKey = "bench-config")
    private List<Path> configs;

    @Override
    public Integer call() throws Exception {
        List<AutoCloseable> running = new ArrayList<>();
        for (Path file : configs) {
            Config config = ConfigFile.read(file);
            running.add(
                    config.role() == Config.Role.HUB
                            ? Hub.start(config, Watch.NONE, Clock.systemUTC())
                            : Node.start(config, Watch.NONE, Clock.systemUTC()));
        }
        Orders.answer(
                System.out,
                order -> Json.MAPPER
                        .createObjectNode()
                        .put("waiting", waiting(running))
                        .toString());
        for (AutoCloseable each : running) {
            each.close();
        }
        return Exit.DONE;
    }

    /** Messages in all queues of the hub. */
    private static long waiting(List<AutoCloseable> running) {
        return running.stream()
                .filter(Hub.class::isInstance)
                .map(Hub.class::cast)
                .flatMap(hub -> hub.broker().health().queues().stream())
                .mapToLong(BrokerHealth.QueueHealth::messages)
                .sum();
    }
}
