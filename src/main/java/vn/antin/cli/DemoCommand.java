package vn.antin.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.node.Node;
import vn.antin.node.Province;
import vn.antin.seal.KeyAlgorithm;

/** A small province on this machine: one hub, three agencies, real TLS on loopback, everything in one folder. */
@Command(name = "demo", sortOptions = false)
final class DemoCommand implements Callable<Integer> {

    /** Who takes part: the node's id, the agency's code and its name. */
    private static final List<List<String>> AGENCIES = List.of(
            List.of("so-noi-vu", "H06.02", "Sở Nội vụ"),
            List.of("ubnd-huyen-chau-duc", "H06.33", "UBND huyện Châu Đức"),
            List.of("ubnd-xa-binh-ba", "H06.33.03", "UBND xã Bình Ba"));

    @Mixin
    private Terminal terminal;

    @Option(names = "--once", descriptionKey = "once")
    private boolean once;

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
                return tour(folder, join(folder, province)) ? Exit.DONE : Exit.NOT_DONE;
            }
        }
        UntilStopped until = new UntilStopped();
        Province province = until.stops(province(folder));
        List<Colleague> all = join(folder, province);
        if (!tour(folder, all)) {
            province.close();
            return Exit.NOT_DONE;
        }
        Traffic traffic = new Traffic(terminal, folder, all);
        until.stops(() -> {
            traffic.close();
            province.close();
        });
        hints(folder, all);
        traffic.start();
        until.await();
        return Exit.DONE;
    }

    private Province province(DemoFolder folder) {
        Province province =
                new Province(folder.path(), Province.agencies(folder.path()), KeyAlgorithm.EC_P256, Clock.systemUTC());
        terminal.say(
                "demo.hub",
                seconds(),
                province.hub().brokerPort(),
                province.hub().httpsPort());
        return province;
    }

    private List<Colleague> join(DemoFolder folder, Province province) {
        List<Node> nodes = new ArrayList<>();
        List<Colleague> all = new ArrayList<>();
        for (List<String> agency : AGENCIES) {
            nodes.add(province.start(agency.get(0)));
            all.add(Colleague.of(
                    folder,
                    agency.get(0),
                    agency.get(1),
                    agency.get(2),
                    terminal.words().language()));
        }
        Tour.await(() -> nodes.stream().allMatch(Node::greeted)
                && nodes.stream()
                                .map(node -> node.directory().get().serial())
                                .distinct()
                                .count()
                        == 1);
        terminal.say("demo.nodes", seconds(), all.size());
        all.forEach(each ->
                terminal.say("demo.node", each.name(), each.code(), each.rest().base()));
        return all;
    }

    private boolean tour(DemoFolder folder, List<Colleague> all) {
        terminal.say("demo.sending", seconds(), all.get(0).name());
        Tour tour = new Tour(terminal, folder, all);
        boolean good = tour.run();
        terminal.say(good ? "demo.good" : "demo.bad", tour.verified());
        terminal.say("demo.summary", seconds(), cpuSeconds(), megabytes(), folder.path());
        return good;
    }

    private void hints(DemoFolder folder, List<Colleague> all) {
        Colleague sender = all.get(0);
        Colleague recipient = all.get(2);
        terminal.say(
                "demo.hints",
                folder.config(sender.node()),
                recipient.code(),
                folder.config(recipient.node()),
                folder.path().resolve("receipts"),
                folder.trust(sender.node()),
                folder.path().resolve("forged"));
    }

    /** Since the process began. */
    private static String seconds() {
        return decimal(ManagementFactory.getRuntimeMXBean().getUptime() / 1000d);
    }

    private static String cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? decimal(system.getProcessCpuTime() / 1e9)
                : "?";
    }

    /** Of the heap, after what is no longer used was thrown away, and of the process as the system counts it. */
    private static String megabytes() {
        return Memory.now();
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }
}
