package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.fault.Refused;
import vn.antin.node.StartupCheck;

/**
 * Without an argument, checks everything that a start would read, one line for each item. With one, reads the health of
 * the running node or hub, for Nagios, Prometheus or a person.
 */
@Command(name = "check", sortOptions = false)
final class CheckCommand implements Callable<Integer> {

    /** A topic of the health checks, and the rules that belong to it. */
    enum What {
        ALL(),
        LINE("line", "peer", "broker"),
        QUEUE("queue"),
        PROGRESS("progress"),
        CERT("certificate", "directory", "token"),
        DISK("disk"),
        CLOCK("clock"),
        RECEIPTS("receipts", "log"),
        DEAD("dead_letters"),
        ALARMS("alarm"),
        ROUTES("route"),
        BACKUP("backup");

        @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
        private final Set<String> rules;

        What(String... rules) {
            this.rules = Set.of(rules);
        }
    }

    @Mixin
    private Terminal terminal;

    @Parameters(paramLabel = "WHAT", arity = "0..1", descriptionKey = "what")
    private @Nullable What what;

    @Option(names = "--config", required = true, paramLabel = "FILE", descriptionKey = "config")
    private Path config;

    @Option(names = "--format", paramLabel = "FORM", defaultValue = "text", descriptionKey = "format")
    private HealthOutput.Format format;

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    @Option(names = "--warn", paramLabel = "N", descriptionKey = "warn")
    private @Nullable Double warn;

    @Option(names = "--crit", paramLabel = "N", descriptionKey = "crit")
    private @Nullable Double crit;

    @Override
    public Integer call() {
        return what == null ? files() : running(what);
    }

    private int running(What asked) {
        JsonNode answer;
        try {
            answer = Rest.management(config, terminal.words().language()).get("/observe/health");
        } catch (Refused | Answered e) {
            // A node that does not answer is critical: monitoring treats "unknown" too lightly.
            String said = e instanceof Refused refused
                    ? refused.fault().code() + " " + terminal.sentence(refused.fault(), refused.values())
                    : String.valueOf(e.getMessage());
            terminal.line(format == HealthOutput.Format.NAGIOS ? "ANTIN CRITICAL - " + said : said);
            return 2;
        }
        HealthOutput judging = new HealthOutput(answer, asked.rules, warn, crit);
        if (judging.none()) {
            String none = terminal.words().say("check.nothing", asked.name().toLowerCase(Locale.ROOT));
            terminal.line(format == HealthOutput.Format.NAGIOS ? "ANTIN UNKNOWN - " + none : none);
            return Exit.UNDECIDED;
        }
        switch (json ? HealthOutput.Format.JSON : format) {
            case JSON -> terminal.line(judging.json());
            case PROMETHEUS -> terminal.line(judging.prometheus());
            case NAGIOS -> terminal.line(judging.nagios(terminal.words()));
            case TEXT -> StatusCommand.checks(judging, terminal);
        }
        return judging.worst();
    }

    private int files() {
        List<StartupCheck.StartupFinding> findings = StartupCheck.of(config, Clock.systemUTC());
        boolean good = true;
        for (StartupCheck.StartupFinding finding : findings) {
            String part = terminal.words().word("part", finding.part().name());
            Refused refused = finding.refused();
            if (refused == null) {
                terminal.say("check.good", part, finding.detail());
            } else {
                good = false;
                String sentence = terminal.sentence(refused.fault(), refused.values());
                terminal.say("check.bad", part, refused.fault().code(), sentence);
            }
        }
        terminal.say(good ? "check.ready" : "check.broken", config);
        return good ? Exit.DONE : Exit.NOT_DONE;
    }
}
