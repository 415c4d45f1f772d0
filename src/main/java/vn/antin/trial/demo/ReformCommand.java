package vn.antin.trial.demo;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.cli.Exit;
import vn.antin.cli.Polling;
import vn.antin.cli.Rest;
import vn.antin.cli.Terminal;
import vn.antin.directory.Agency;
import vn.antin.directory.AgencyList;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.DirectoryAct.CloseAgency;
import vn.antin.directory.DirectoryAct.MergeAgencies;
import vn.antin.directory.DirectoryAct.RecodeAgency;
import vn.antin.directory.DirectoryAct.RenameAgency;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.people.AuditLog;
import vn.antin.node.Node;
import vn.antin.node.join.HomeSetup;
import vn.antin.node.join.Registry;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.trial.Province;
import vn.antin.trial.demo.ReformTraffic.ReformCount;

/**
 * A province is reformed while documents flow: communes are merged to less than half, districts are dissolved, the
 * province gets another name and code, and becomes part of a larger one with another hub. Prints what became of the documents.
 */
@Command(name = "reform", sortOptions = false)
public final class ReformCommand implements Callable<Integer> {

    private static final int COMMUNE = 3;
    private static final int TOGETHER = 3;
    private static final Duration BETWEEN_ACTS = Duration.ofMillis(500);
    private static final Duration AFTER_MERGE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final AuditLog.Actor DEMO = new AuditLog.Actor("demo", "");

    @Mixin
    private Terminal terminal;

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = "demo-reform", descriptionKey = "dir")
    private Path dir;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", descriptionKey = "seed")
    private long seed;

    @Override
    public Integer call() {
        DemoFolder.remove(dir);
        DemoFolder folder = DemoFolder.open(dir);
        Path csv = HomeSetup.exampleAgencies(dir);
        List<Agency> listed = AgencyList.read(csv);
        Map<String, List<Agency>> hosting = hosting(listed);
        try (Province province = new Province(dir, csv, KeyAlgorithm.EC_P256, Clock.systemUTC())) {
            List<DemoSoftware> agencies = new ArrayList<>();
            List<DemoSoftware> nodes = new ArrayList<>();
            List<Node> running = new ArrayList<>();
            hosting.forEach((node, hosted) -> {
                province.join(
                        node,
                        hosted.stream().map(agency -> agency.code().value()).toList(),
                        "");
                running.add(province.start(node));
                Rest rest = Rest.of(folder.config(node), terminal.words().language());
                nodes.add(software(node, hosted.get(0), rest));
                hosted.forEach(agency -> agencies.add(
                        software(node, agency, rest.as(agency.code().value()))));
            });
            terminal.say("demo.reform.begin", nodes.size(), agencies.size());
            try (ReformTraffic traffic = new ReformTraffic(folder, agencies)) {
                traffic.start(seed, nodes);
                reform(province.hub().registry(), listed, traffic);
                return merge(province, running, traffic);
            }
        }
    }

    private static DemoSoftware software(String node, Agency agency, Rest rest) {
        return new DemoSoftware(node, DemoLetter.party(agency.code().value(), agency.name()), rest);
    }

    /** One node for each district with its communes, and one for the province and its departments. */
    private static Map<String, List<Agency>> hosting(List<Agency> listed) {
        Map<AgencyCode, Agency> parents = new LinkedHashMap<>();
        listed.stream().filter(agency -> agency.level() == COMMUNE).forEach(commune -> {
            AgencyCode parent = commune.parent();
            if (parent != null) {
                listed.stream()
                        .filter(agency -> agency.code().equals(parent))
                        .forEach(district -> parents.put(parent, district));
            }
        });
        Map<String, List<Agency>> hosting = new LinkedHashMap<>();
        hosting.put(
                "tinh",
                listed.stream()
                        .filter(agency -> agency.level() < COMMUNE && !parents.containsKey(agency.code()))
                        .toList());
        parents.forEach((code, district) -> {
            List<Agency> hosted = new ArrayList<>(List.of(district));
            listed.stream().filter(agency -> code.equals(agency.parent())).forEach(hosted::add);
            hosting.put("huyen-" + code.value().toLowerCase(Locale.ROOT).replace('.', '-'), hosted);
        });
        return hosting;
    }

    /** Acts one after the other; every second merge passes documents on, the others refuse them. */
    private void reform(Registry registry, List<Agency> listed, ReformTraffic traffic) {
        List<DirectoryAct> acts = new ArrayList<>();
        AgencyCode province = listed.get(0).code();
        Map<AgencyCode, List<AgencyCode>> communes = new LinkedHashMap<>();
        for (Agency agency : listed) {
            AgencyCode parent = agency.parent();
            if (agency.level() == COMMUNE && parent != null) {
                communes.computeIfAbsent(parent, code -> new ArrayList<>()).add(agency.code());
            }
        }
        communes.forEach((district, codes) -> {
            for (int from = 0; from + 1 < codes.size(); from += TOGETHER) {
                List<AgencyCode> merged = codes.subList(from + 1, Math.min(codes.size(), from + TOGETHER));
                acts.add(new MergeAgencies(merged, codes.get(from), acts.size() % 2 == 0, null));
            }
            acts.add(new CloseAgency(district, province, true, null));
        });
        acts.add(new RenameAgency(province, "UBND tỉnh mới"));
        acts.add(new RecodeAgency(province, new AgencyCode("K29")));
        for (DirectoryAct act : acts) {
            long serial = registry.act(act, DEMO, "sắp xếp đơn vị hành chính");
            ReformCount now = traffic.count();
            terminal.say("demo.reform.act", serial, act.kind(), act.subject(), now.sent(), now.delivered());
            long next = System.nanoTime() + BETWEEN_ACTS.toNanos();
            Polling.until(PATIENCE, () -> System.nanoTime() - next >= 0);
        }
    }

    /** The province becomes part of a larger one with another hub. */
    private int merge(Province province, List<Node> nodes, ReformTraffic traffic) {
        try (LargerProvince larger = new LargerProvince(dir.resolve("larger"))) {
            boolean over = larger.takeOver(province, dir.resolve("hub"), nodes, DEMO, "sáp nhập tỉnh", PATIENCE);
            ReformCount now = traffic.count();
            terminal.say(
                    over ? "demo.reform.merged" : "demo.reform.not-merged", nodes.size(), now.sent(), now.delivered());
            long next = System.nanoTime() + AFTER_MERGE.toNanos();
            Polling.until(PATIENCE, () -> System.nanoTime() - next >= 0);
            traffic.stopSending();
            Polling.until(PATIENCE, traffic::settled);
            int result = result(traffic);
            return over ? result : Exit.NOT_DONE;
        }
    }

    private int result(ReformTraffic traffic) {
        ReformCount end = traffic.count();
        terminal.say(
                "demo.reform.end", end.sent(), end.delivered(), end.doubled(), end.lost(), end.refused(), end.failed());
        traffic.missing().stream().limit(10).forEach(terminal::line);
        return end.doubled() + end.lost() + end.failed() == 0 ? Exit.DONE : Exit.NOT_DONE;
    }
}
