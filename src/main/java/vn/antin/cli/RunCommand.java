package vn.antin.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.node.Hub;
import vn.antin.node.Node;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;

/** Runs a hub or a node by its configuration until it is stopped. */
@Command(name = "run", sortOptions = false)
final class RunCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Option(names = "--config", required = true, paramLabel = "FILE", descriptionKey = "config")
    private Path config;

    @Override
    public Integer call() throws InterruptedException {
        UntilStopped until = new UntilStopped();
        Config read = ConfigFile.read(config);
        terminal.stamp(read.mode());
        if (read.role() == Config.Role.HUB) {
            Hub hub = until.stops(Hub.start(read, CrashPoints.NONE, Clock.systemUTC()));
            hub.onLedgerLost(until::fail);
            terminal.say("run.hub", read.node(), hub.brokerPort(), hub.httpsPort());
            terminal.say("run.console", hub.httpsPort());
            hub.firstLink().ifPresent(file -> terminal.say("run.console.first", file));
        } else {
            Node node = until.stops(Node.start(read, CrashPoints.NONE, Clock.systemUTC()));
            node.onLedgerLost(until::fail);
            terminal.say("run.node", read.node(), node.port());
            terminal.say("run.console", node.port());
            node.firstLink().ifPresent(file -> terminal.say("run.console.first", file));
        }
        until.await();
        return Exit.DONE;
    }
}
