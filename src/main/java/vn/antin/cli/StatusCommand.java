package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.door.AlarmSubjectText;
import vn.antin.door.Messages;

/** Shows the state of a running node or hub: whether it can deliver, and all that is wrong. */
@Command(name = "status", sortOptions = false)
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Mixin
    private ConfigOption config;

    @Option(names = "--format", paramLabel = "FORM", defaultValue = "text", descriptionKey = "format")
    private HealthOutput.Format format;

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    @Override
    public Integer call() {
        JsonNode answer = config.observed("status", terminal);
        HealthOutput judging = new HealthOutput(answer, Set.of(), null, null);
        switch (json ? HealthOutput.Format.JSON : format) {
            case JSON -> terminal.line(judging.json());
            case PROMETHEUS -> terminal.line(judging.prometheus());
            case NAGIOS -> {
                terminal.line(judging.nagios(terminal.words()));
                return judging.worst();
            }
            case TEXT -> tell(answer, judging);
        }
        return Exit.DONE;
    }

    private void tell(JsonNode answer, HealthOutput judging) {
        Messages words = terminal.words();
        terminal.say(
                answer.path("ready").asBoolean() ? "status.ready" : "status.not-ready",
                answer.path("house").asText(),
                answer.path("role").asText(),
                answer.path("node").asText());
        terminal.say(
                "status.build",
                answer.path("version").asText(),
                Moment.of(Instant.parse(answer.path("started").asText())),
                answer.path("directory").path("serial").asText(),
                Sizes.of(answer.path("disk").path("free").asLong()));
        checks(judging, terminal);
        if (answer.hasNonNull("renewal")) {
            JsonNode renewal = answer.get("renewal");
            String from = renewal.path("from").asText(renewal.path("due").asText());
            terminal.say("status.keys." + renewal.path("step").asText(), Moment.of(Instant.parse(from)));
            String refused = renewal.path("refused").asText();
            if (!refused.isEmpty()) {
                terminal.say("status.keys.refused", refused);
            }
        }
        if (answer.hasNonNull("token")) {
            JsonNode token = answer.get("token");
            terminal.say(
                    "status.token." + token.path("signs").asText(),
                    token.path("label").asText());
        }
        if (answer.hasNonNull("authority")) {
            JsonNode authority = answer.get("authority");
            terminal.say(
                    "status.authority",
                    authority.path("waiting").asLong(),
                    Moment.of(Instant.parse(authority.path("since").asText())));
        }
        if (answer.hasNonNull("line")) {
            JsonNode line = answer.get("line");
            terminal.say(
                    line.path("up").asBoolean() ? "status.line" : "status.line.down",
                    Moment.of(Instant.parse(line.path("since").asText())),
                    line.path("roundTripMillis").asText("–"));
        }
        terminal.say("status.waiting");
        QueuesCommand.table(answer, words).lines().forEach(row -> terminal.line("  " + row));
    }

    /** Prints what is wrong, each with what to do; one sentence when nothing is. */
    static void checks(HealthOutput judging, Terminal terminal) {
        Messages words = terminal.words();
        if (judging.worst() == 0) {
            terminal.say("status.good", judging.checks().size());
            return;
        }
        for (JsonNode check : judging.checks()) {
            if (check.path("level").asText().equals("ok")) {
                continue;
            }
            String what = HealthOutput.word(words, "rule", check.path("check"));
            String subject =
                    AlarmSubjectText.in(words.language(), check.path("subject").asText(""));
            terminal.say(
                    "status.wrong",
                    HealthOutput.word(words, "level", check.path("level")),
                    subject.isEmpty() ? what : what + " " + subject,
                    check.path("code").asText(),
                    check.path("text").asText());
            if (check.hasNonNull("todo")) {
                terminal.line("    " + check.path("todo").asText());
            }
        }
    }
}
