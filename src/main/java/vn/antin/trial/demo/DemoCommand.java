package vn.antin.trial.demo;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.cli.Exit;
import vn.antin.cli.Memory;
import vn.antin.cli.Terminal;
import vn.antin.cli.UntilStopped;
import vn.antin.node.Node;
import vn.antin.node.join.HomeSetup;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.trial.Province;
import vn.antin.trial.line.SimulatedLine;

/** Runs a small province on this machine: one hub, three agencies, real TLS on loopback, everything in one folder. */
@Command(
        name = "demo",
        sortOptions = false,
        subcommands = {ReformCommand.class, LifeCommand.class})
public final class DemoCommand implements Callable<Integer> {

    /** An agency of the demo and the speed of its line, in Mbit/s. */
    private record DemoAgencyName(String node, String code, String name, int megabits) {}

    private static final List<DemoAgencyName> AGENCIES = List.of(
            new DemoAgencyName("so-noi-vu", "H06.02", "Sở Nội vụ", 10),
            new DemoAgencyName("ubnd-huyen-chau-duc", "H06.33", "UBND huyện Châu Đức", 4),
            new DemoAgencyName("ubnd-xa-binh-ba", "H06.33.03", "UBND xã Bình Ba", 4));

    private static final Duration ONE_WAY = Duration.ofMillis(20);

    @Mixin
    private Terminal terminal;

    @Option(names = "--once", descriptionKey = "once")
    private boolean once;

    @Option(names = "--no-traffic", descriptionKey = "no-traffic")
    private boolean quiet;

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = "demo", descriptionKey = "dir")
    private Path dir;

    @Option(names = "--clean", descriptionKey = "clean")
    private boolean clean;

    @Override
    public Integer call() throws InterruptedException {
        if (clean) {
            terminal.say(DemoFolder.remove(dir) ? "demo.removed" : "demo.nothing", dir);
            return Exit.DONE;
        }
        DemoFolder folder = DemoFolder.open(dir);
        if (once) {
            try (Province province = province(folder)) {
                Tour tour = new Tour(terminal, folder, colleagues(join(folder, province)));
                return tour(folder, tour) ? Exit.DONE : Exit.NOT_DONE;
            }
        }
        UntilStopped until = new UntilStopped();
        Province province = until.stops(province(folder));
        List<DemoAgency> members = join(folder, province);
        List<DemoSoftware> all = colleagues(members);
        Tour tour = new Tour(terminal, folder, all);
        if (!tour(folder, tour) && tour.broken()) {
            province.close();
            return Exit.NOT_DONE;
        }
        DemoTraffic traffic = new DemoTraffic(terminal, folder, all);
        DemoLines lines = new DemoLines(terminal, members);
        DemoControl control = DemoControl.open(folder, lines::answer);
        until.stops(() -> {
            control.close();
            lines.close();
            traffic.close();
            province.close();
        });
        DemoShell.write(folder, all);
        hints(folder, all);
        terminal.say(
                "demo.console.hub",
                province.hub().httpsPort(),
                province.hub().firstLink().map(Path::toString).orElse("–"));
        members.forEach(each -> terminal.say(
                "demo.console",
                each.name(),
                each.node().port(),
                each.node().firstLink().map(Path::toString).orElse("–")));
        if (!quiet) {
            traffic.start();
        }
        until.await();
        return Exit.DONE;
    }

    private Province province(DemoFolder folder) {
        Province province = new Province(
                folder.path(), HomeSetup.exampleAgencies(folder.path()), KeyAlgorithm.EC_P256, Clock.systemUTC());
        terminal.say(
                "demo.hub",
                seconds(),
                province.hub().brokerPort(),
                province.hub().httpsPort());
        return province;
    }

    private List<DemoAgency> join(DemoFolder folder, Province province) {
        List<DemoAgency> all = new ArrayList<>();
        for (DemoAgencyName agency : AGENCIES) {
            SimulatedLine line = new SimulatedLine(SimulatedLine.megabits(agency.megabits()), ONE_WAY);
            Node node = province.start(agency.node(), line);
            DemoSoftware colleague = DemoSoftware.of(
                    folder,
                    agency.node(),
                    agency.code(),
                    agency.name(),
                    terminal.words().language());
            all.add(new DemoAgency(colleague, node, line));
        }
        List<Node> nodes = all.stream().map(DemoAgency::node).toList();
        Tour.await(() -> nodes.stream().allMatch(Node::greeted)
                && nodes.stream()
                                .map(node -> node.directory().get().serial())
                                .distinct()
                                .count()
                        == 1);
        terminal.say("demo.nodes", seconds(), all.size());
        all.forEach(each -> terminal.say(
                "demo.node", each.name(), each.code(), each.colleague().rest().base()));
        return all;
    }

    private static List<DemoSoftware> colleagues(List<DemoAgency> members) {
        return members.stream().map(DemoAgency::colleague).toList();
    }

    private boolean tour(DemoFolder folder, Tour tour) {
        terminal.say("demo.sending", seconds(), tour.sender().name());
        boolean good = tour.run();
        terminal.say(good ? "demo.good" : "demo.bad", tour.verified());
        terminal.say("demo.summary", seconds(), cpuSeconds(), megabytes(), folder.path());
        return good;
    }

    private void hints(DemoFolder folder, List<DemoSoftware> all) {
        DemoSoftware sender = all.get(0);
        DemoSoftware recipient = all.get(2);
        terminal.say(
                "demo.hints",
                folder.config(sender.node()),
                recipient.code(),
                folder.config(recipient.node()),
                folder.path().resolve("receipts"),
                folder.trust(sender.node()),
                folder.path().resolve("forged"),
                dir.equals(Path.of("demo")) ? "" : " --dir " + dir,
                terminal.words().word("demo.runs", quiet ? "quiet" : "traffic"),
                DemoShell.file(folder),
                sender.rest().server(),
                terminal.words().language().tag());
    }

    /** Seconds since the process started. */
    private static String seconds() {
        return decimal(ManagementFactory.getRuntimeMXBean().getUptime() / 1000d);
    }

    private static String cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? decimal(system.getProcessCpuTime() / 1e9)
                : "?";
    }

    /** Megabytes of the heap after a garbage collection, and of the process as the system counts it. */
    private static String megabytes() {
        return Memory.now();
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }
}
