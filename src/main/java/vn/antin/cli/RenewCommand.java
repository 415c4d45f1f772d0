package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.antin.json.Json;
import vn.antin.node.OperatorRenewal;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;

/** Has a node or hub renew its keys before their time. */
@Command(name = "renew", sortOptions = false)
final class RenewCommand extends MachineCommand {

    @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "reason")
    private String reason;

    @Override
    Duration patience() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Integer call() throws IOException {
        if (reason.isBlank()) {
            throw terminal.usage("renew.reason");
        }
        Config read = ConfigFile.read(config.file());
        Optional<JsonNode> answer = askLasting(
                read, OperatorRenewal.TASK, Json.MAPPER.createObjectNode().put("reason", reason.strip()));
        answer.ifPresentOrElse(
                told -> print(told, () -> terminal.say("renew.begun", read.node())),
                () -> terminal.say("renew.later", read.node()));
        return answer.isPresent() ? Exit.DONE : Exit.NOT_DONE;
    }
}
