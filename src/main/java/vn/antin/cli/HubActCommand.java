package vn.antin.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.EditionDifference;
import vn.antin.directory.EditionDifference.DirectoryChange;
import vn.antin.door.EditionText;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.json.Json;
import vn.antin.node.OperatorActs;

/**
 * A command that changes the directory of a running hub, on its machine. Prints the changes and the serial of the new
 * edition, or the number of the request that waits for a second person.
 */
abstract class HubActCommand extends MachineCommand {

    @Option(names = "--reason", paramLabel = "TEXT", descriptionKey = "hub.reason")
    String reason = "";

    @Option(names = "--look", descriptionKey = "hub.look")
    private boolean look;

    @Option(names = "--shown", paramLabel = "CODE", descriptionKey = "hub.shown")
    private String shown = "";

    /** What the arguments ask for. */
    abstract DirectoryAct act() throws IOException;

    /** Whether the changes must have been shown before. */
    boolean shownFirst() {
        return false;
    }

    @Override
    public Integer call() throws IOException {
        boolean only = look || (shownFirst() && shown.isEmpty());
        if (!only) {
            required(reason);
        }
        Optional<JsonNode> answer = askHub(OperatorActs.TASK, OperatorActs.values(act(), reason, only, shown));
        answer.ifPresent(told -> print(told, () -> text(told)));
        return answer.isPresent() ? Exit.DONE : Exit.NOT_DONE;
    }

    private void text(JsonNode answer) {
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
}
