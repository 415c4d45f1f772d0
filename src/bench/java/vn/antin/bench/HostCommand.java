package vn.antin.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import vn.antin.cli.Exit;
import vn.antin.cli.Terminal;
import vn.antin.fault.TryLater;
import vn.antin.json.Json;
import vn.antin.ledger.EarlyCheckpoints;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.query.LedgerGauges;
import vn.antin.node.Hub;
import vn.antin.node.Node;
import vn.antin.node.broker.BrokerHealth;
import vn.antin.node.broker.QueueNames;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;

/** Runs a hub, or several nodes, in one process, started by the benchmark. A hub answers requests for its state. */
@Command(name = HostCommand.NAME, hidden = true)
public final class HostCommand implements Callable<Integer> {

    static final String NAME = "host";

    @Mixin
    @SuppressWarnings("unused") // fields are set by picocli
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
                            ? Hub.start(config, CrashPoints.NONE, Clock.systemUTC())
                            : Node.start(config, CrashPoints.NONE, Clock.systemUTC()));
        }
        Orders.answer(
                System.out,
                order -> running.stream()
                        .filter(Hub.class::isInstance)
                        .map(Hub.class::cast)
                        .findFirst()
                        .map(HostCommand::standing)
                        .orElseGet(Json.MAPPER::createObjectNode)
                        .toString());
        for (AutoCloseable each : running) {
            each.close();
        }
        return Exit.DONE;
    }

    /** Messages in all queues, consumers of the hub's own queues, and what its ledger waits for. */
    private static ObjectNode standing(Hub hub) {
        List<BrokerHealth.QueueHealth> queues = hub.broker().health().queues();
        QueueNames names = QueueNames.standard();
        ObjectNode said = Json.MAPPER
                .createObjectNode()
                .put(
                        "waiting",
                        queues.stream()
                                .mapToLong(BrokerHealth.QueueHealth::messages)
                                .sum())
                .put("consumers", consumers(queues, names.up()) + " + " + consumers(queues, names.upUrgent()));
        try {
            LedgerGauges.GaugeReading look = new LedgerGauges(hub.repositories()).now(Set.of(), true);
            return said.put(
                            "gaps",
                            hub.repositories()
                                    .ledger()
                                    .read(new EarlyCheckpoints()::gaps)
                                    .size())
                    .put("alarms", look.alarms().size())
                    .put("dead_letters", look.deadLetters());
        } catch (TryLater away) {
            return said.put("away", true);
        }
    }

    private static int consumers(List<BrokerHealth.QueueHealth> queues, String name) {
        return queues.stream()
                .filter(queue -> queue.name().equals(name))
                .mapToInt(BrokerHealth.QueueHealth::consumers)
                .sum();
    }
}
