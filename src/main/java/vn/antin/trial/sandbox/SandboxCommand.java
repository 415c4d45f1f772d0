package vn.antin.trial.sandbox;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.cli.Exit;
import vn.antin.cli.Moment;
import vn.antin.cli.Terminal;
import vn.antin.cli.UntilStopped;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Mode;
import vn.antin.trial.demo.DemoFolder;

/** Runs a test hub, a node for the vendor, and test agencies with fixed behaviour, until it is stopped. */
@Command(name = "sandbox", sortOptions = false)
public final class SandboxCommand implements Callable<Integer> {

    private static final Duration LONGEST_SLOW = Duration.ofMinutes(4);
    private static final Duration OVERDUE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Mixin
    private Terminal terminal;

    @Option(names = "--slow", paramLabel = "SECONDS", defaultValue = "120", descriptionKey = "slow")
    private int slow;

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = "sandbox", descriptionKey = "dir")
    private Path dir;

    @Option(names = "--clean", descriptionKey = "clean")
    private boolean clean;

    @Override
    public Integer call() throws InterruptedException {
        if (clean) {
            terminal.say(DemoFolder.remove(dir) ? "demo.removed" : "demo.nothing", dir);
            return Exit.DONE;
        }
        Duration pace = Duration.ofSeconds(slow);
        if (pace.isNegative() || pace.compareTo(LONGEST_SLOW) > 0) {
            throw terminal.usage("sandbox.slow", LONGEST_SLOW.toSeconds());
        }
        terminal.stamp(Mode.TEST);
        UntilStopped until = new UntilStopped();
        Sandbox sandbox = new Sandbox(
                DemoFolder.open(dir),
                new Sandbox.SandboxTimes(pace, OVERDUE, PAUSE),
                terminal.words().language(),
                refused -> terminal.say("sandbox.badseal", Moment.time(Instant.now()), refused.code()));
        until.stops(sandbox);
        SandboxControl control =
                new SandboxControl(sandbox, (trigger, why) -> terminal.say("sandbox.stumbled", trigger, why));
        until.stops(() -> {
            control.close();
            sandbox.close();
        });
        tell(sandbox);
        until.await();
        return Exit.DONE;
    }

    private void tell(Sandbox sandbox) {
        Path home = sandbox.folder().config(Sandbox.VENDOR).resolveSibling("");
        terminal.say(
                "sandbox.ready",
                "%.1f".formatted(ManagementFactory.getRuntimeMXBean().getUptime() / 1000d),
                sandbox.base(),
                TestAgencies.VENDOR,
                home.resolve("api.key"),
                home.resolve("province.trust"));
        for (TestAgencies trial : TestAgencies.values()) {
            terminal.line("  %-12s %s".formatted(trial.code(), sandbox.name(new AgencyCode(trial.code()))));
        }
        String elsewhere = dir.equals(Path.of("sandbox")) ? "" : " --dir " + dir;
        terminal.say(
                "sandbox.hints",
                home.resolve("node.yaml"),
                elsewhere,
                home.resolve("province.trust"),
                sandbox.base(),
                home.resolve("api.key"));
    }
}
