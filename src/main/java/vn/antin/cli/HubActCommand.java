package vn.antin.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.EditionDifference;
import vn.antin.directory.EditionDifference.DirectoryChange;
import vn.antin.door.EditionText;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.VietnamTime;
import vn.antin.json.Json;
import vn.antin.node.OperatorActs;
import vn.antin.node.OperatorFiles.OperatorCommand;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;

/**
 * A command that changes the directory of a running hub, on its machine. Prints the changes and the serial of the new
 * edition, or the number of the request that waits for a second person.
 */
abstract class HubActCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Mixin
    Terminal terminal;

    @Mixin
    private ConfigOption config;

    @Option(names = "--reason", paramLabel = "TEXT", descriptionKey = "hub.reason")
    String reason = "";

    @Option(names = "--look", descriptionKey = "hub.look")
    private boolean look;

    @Option(names = "--shown", paramLabel = "CODE", descriptionKey = "hub.shown")
    private String shown = "";

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    /** What the arguments ask for. */
    abstract DirectoryAct act() throws IOException;

    /** Whether the changes must have been shown before. */
    boolean shownFirst() {
        return false;
    }

    @Override
    public Integer call() throws IOException {
        boolean only = look || (shownFirst() && shown.isEmpty());
        if (!only && reason.isBlank()) {
            throw terminal.usage("usage.missing", "--reason");
        }
        Optional<JsonNode> answer =
                ask(terminal, config, OperatorActs.TASK, OperatorActs.values(act(), reason, only, shown));
        if (answer.isEmpty()) {
            return Exit.NOT_DONE;
        }
        print(answer.get());
        return Exit.DONE;
    }

    /** Gives a command to the hub of that configuration; empty when it does not answer, which is printed. */
    static Optional<JsonNode> ask(Terminal terminal, ConfigOption config, String task, ObjectNode values)
            throws IOException {
        Config hub = ConfigFile.read(config.file());
        if (hub.role() != Config.Role.HUB) {
            throw terminal.usage("hub.not-one", config.file());
        }
        OperatorCommand command = new OperatorCommand(hub.data(), task, values);
        if (Polling.until(PATIENCE, command::answered)) {
            return Optional.of(command.answer());
        }
        terminal.say(command.withdraw() ? "hub.off" : "hub.no-answer", hub.node());
        return Optional.empty();
    }

    private void print(JsonNode answer) {
        if (json) {
            terminal.line(Json.pretty(answer));
            return;
        }
        List<DirectoryChange> changes =
                Json.MAPPER.convertValue(answer.path("changes"), new TypeReference<List<DirectoryChange>>() {});
        EditionText.of(new EditionDifference(changes), terminal.words()).forEach(terminal::line);
        String code = answer.path("code").asText();
        if (answer.has("serial")) {
            terminal.say("hub.signed", answer.path("serial").asLong());
        } else if (answer.has("request")) {
            terminal.say("hub.asked", answer.path("request").asLong());
        } else {
            terminal.say(answer.path("secondPerson").asBoolean() ? "hub.shown.second" : "hub.shown.only", code);
        }
    }

    static @Nullable AgencyCode code(@Nullable String code) {
        return code == null ? null : new AgencyCode(code);
    }

    static @Nullable NodeId node(@Nullable String id) {
        return id == null ? null : new NodeId(id);
    }

    /** A date or an instant; null when absent. */
    @Nullable
    Instant moment(@Nullable String text) {
        try {
            return text == null ? null : VietnamTime.read(text);
        } catch (DateTimeException e) {
            throw terminal.usage("hub.moment", text);
        }
    }
}
