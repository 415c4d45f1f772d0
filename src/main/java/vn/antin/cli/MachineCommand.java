package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.envelope.VietnamTime;
import vn.antin.json.Json;
import vn.antin.node.OperatorFiles.OperatorCommand;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;

/** A command that the operator at the machine gives to its running node or hub, by a file in the data folder. */
abstract class MachineCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Mixin
    Terminal terminal;

    @Mixin
    ConfigOption config;

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    /** Gives a command; empty when it is not answered, which is printed. */
    Optional<JsonNode> ask(String task, ObjectNode values) throws IOException {
        return ask(ConfigFile.read(config.file()), task, values);
    }

    /** The same for a hub alone. */
    Optional<JsonNode> askHub(String task, ObjectNode values) throws IOException {
        return ask(hub(), task, values);
    }

    /** The configuration, which must be that of a hub. */
    Config hub() {
        Config hub = ConfigFile.read(config.file());
        if (hub.role() != Config.Role.HUB) {
            throw terminal.usage("hub.not-one", config.file());
        }
        return hub;
    }

    /** Gives a command that waits for the next start if the program is off; empty when it is not answered yet. */
    Optional<JsonNode> askLasting(Config read, String task, ObjectNode values) throws IOException {
        OperatorCommand command = new OperatorCommand(read.data(), task, values);
        return Polling.until(patience(), command::answered) ? Optional.of(command.answer()) : Optional.empty();
    }

    private Optional<JsonNode> ask(Config read, String task, ObjectNode values) throws IOException {
        OperatorCommand command = new OperatorCommand(read.data(), task, values);
        if (Polling.until(patience(), command::answered)) {
            return Optional.of(command.answer());
        }
        terminal.say(command.withdraw() ? "machine.off" : "machine.no-answer", read.node());
        return Optional.empty();
    }

    /** How long an answer may take. */
    Duration patience() {
        return PATIENCE;
    }

    /** Prints the answer as JSON if asked so, else the lines that {@code text} prints. */
    void print(JsonNode answer, Runnable text) {
        if (json) {
            terminal.line(Json.pretty(answer));
        } else {
            text.run();
        }
    }

    /** The reason of an act, which must be given. */
    String required(@Nullable String reason) {
        if (reason == null || reason.isBlank()) {
            throw terminal.usage("usage.missing", "--reason");
        }
        return reason;
    }

    /** A date as its beginning in Việt Nam, or an instant; null when absent. */
    @Nullable
    Instant moment(@Nullable String text) {
        try {
            return text == null ? null : VietnamTime.read(text);
        } catch (DateTimeException e) {
            throw terminal.usage("machine.moment", text == null ? "" : text);
        }
    }
}
