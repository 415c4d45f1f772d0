package vn.antin.trial.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.cli.Exit;
import vn.antin.cli.Terminal;
import vn.antin.door.Messages;
import vn.antin.envelope.VietnamTime;
import vn.antin.json.Json;
import vn.antin.receipt.Audit;
import vn.antin.receipt.AuditResult;
import vn.antin.receipt.Finding;
import vn.antin.receipt.Outcome;
import vn.antin.seal.pki.Trust;
import vn.antin.trial.demo.LifeDrill.LifeAct;
import vn.antin.trial.demo.LifeTraffic.LifeCount;

/**
 * Lets a province of three agencies live for years on an advanced clock, and prints what became of its documents and
 * whether the receipts of its first year still prove something.
 */
@Command(name = "life", sortOptions = false)
public final class LifeCommand implements Callable<Integer> {

    private static final int LEAST_YEARS = 3;
    private static final int MOST_YEARS = 25;

    /** Years after the end at which the receipts must still hold: a time-stamp of the last years lasts 15. */
    private static final int YEARS_AFTER = 13;

    private static final String ARCHIVE = "archive";

    @Mixin
    private Terminal terminal;

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = "demo-life", descriptionKey = "dir")
    private Path dir;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", descriptionKey = "seed")
    private long seed;

    @Option(names = "--years", paramLabel = "N", defaultValue = "12", descriptionKey = "years")
    private int years;

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    /** The verdict on the receipts of the first year, or on the archive package, at a time. */
    private record LifeVerdict(String of, Instant at, AuditResult result) {

        static LifeVerdict of(String of, Instant at, List<Path> paths, Trust trust) {
            List<Finding> findings = new ArrayList<>();
            Audit audit = new Audit(trust, at);
            paths.forEach(path -> audit.verify(path, findings::add));
            return new LifeVerdict(
                    of, at, AuditResult.of(findings, !trust.anchors().isEmpty()));
        }

        /** A package holds also what others sent, and of that its node never gets the receipts of the first stops. */
        boolean good() {
            return result.outcome() == Outcome.HOLDS
                    || (of.equals(ARCHIVE) && result.lacking() == AuditResult.Lacking.EVIDENCE);
        }

        String sentence(Messages words) {
            String sum = of.equals(ARCHIVE) && good() ? "demo.life.package" : "verify.sum." + result.word();
            return words.say("demo.life.verified." + of, day(at), words.say(sum, result.receipts()));
        }
    }

    @Override
    public Integer call() {
        if (years < LEAST_YEARS || years > MOST_YEARS) {
            throw terminal.usage("demo.life.years", LEAST_YEARS, MOST_YEARS);
        }
        DemoFolder.remove(dir);
        DemoFolder folder = DemoFolder.open(dir);
        long begun = System.nanoTime();
        try (LifeDrill drill = new LifeDrill(folder, terminal.words().language(), seed, years, this::tell)) {
            if (!json) {
                terminal.say("demo.life.begin", years, LifeDrill.STEP.toDays());
            }
            drill.live();
            List<LifeVerdict> verdicts = verdicts(drill);
            long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            print(drill, verdicts, seconds);
            LifeCount end = drill.traffic().count();
            boolean good = end.doubled() + end.lost() + end.failed() == 0
                    && verdicts.stream().allMatch(LifeVerdict::good);
            return good ? Exit.DONE : Exit.NOT_DONE;
        }
    }

    private void tell(LifeAct act) {
        if (!json) {
            terminal.say(
                    "demo.life.act",
                    day(act.at()),
                    act.kind(),
                    act.subject(),
                    act.count().sent(),
                    act.count().delivered());
        }
    }

    private static String day(Instant at) {
        return LocalDate.ofInstant(at, VietnamTime.ZONE).toString();
    }

    private List<LifeVerdict> verdicts(LifeDrill drill) {
        Trust trust = Trust.read(drill.trust());
        List<Path> bundles = drill.firstYear();
        List<LifeVerdict> verdicts = new ArrayList<>();
        for (Instant at : List.of(drill.now(), drill.birth().plus(Duration.ofDays((years + YEARS_AFTER) * 365L)))) {
            verdicts.add(LifeVerdict.of("receipts", at, bundles, trust));
        }
        verdicts.add(LifeVerdict.of(ARCHIVE, drill.now(), List.of(drill.archived()), trust));
        return verdicts;
    }

    private void print(LifeDrill drill, List<LifeVerdict> verdicts, long seconds) {
        LifeCount end = drill.traffic().count();
        if (json) {
            terminal.line(Json.pretty(answer(drill, verdicts, seconds)));
            return;
        }
        terminal.say("demo.life.keys", drill.renewals());
        verdicts.forEach(each -> terminal.line(each.sentence(terminal.words())));
        drill.traffic().missing().stream().limit(10).forEach(letter -> terminal.line(letter.toString()));
        terminal.say(
                "demo.life.end",
                years,
                seconds,
                end.sent(),
                end.delivered(),
                end.doubled(),
                end.lost(),
                end.returned(),
                end.refused(),
                end.failed());
    }

    private ObjectNode answer(LifeDrill drill, List<LifeVerdict> verdicts, long seconds) {
        ObjectNode all = Json.MAPPER.createObjectNode().put("years", years).put("seconds", seconds);
        count(all, drill.traffic().count());
        ObjectNode keys = all.putObject("keysRenewed");
        drill.renewals().forEach(keys::put);
        ArrayNode acts = all.putArray("acts");
        drill.acts()
                .forEach(act -> count(
                        acts.addObject()
                                .put("at", act.at().toString())
                                .put("act", act.kind())
                                .put("subject", act.subject()),
                        act.count()));
        ArrayNode judged = all.putArray("verified");
        verdicts.forEach(each -> judged.addObject()
                .put("of", each.of())
                .put("at", each.at().toString())
                .put("receipts", each.result().receipts())
                .put("verdict", each.result().word())
                .put("good", each.good()));
        return all;
    }

    private static void count(ObjectNode into, LifeCount count) {
        into.put("sent", count.sent())
                .put("delivered", count.delivered())
                .put("doubled", count.doubled())
                .put("lost", count.lost())
                .put("returned", count.returned())
                .put("refused", count.refused())
                .put("failed", count.failed());
    }
}
