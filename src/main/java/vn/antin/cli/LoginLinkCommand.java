package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import vn.antin.json.Json;
import vn.antin.node.LoginLinks;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;

/** Requests a link by which a person sets a new password: for an administrator whom no other can invite. */
@Command(name = "login-link", sortOptions = false)
final class LoginLinkCommand extends MachineCommand {

    @Parameters(arity = "0..1", paramLabel = "NAME", defaultValue = "admin", descriptionKey = "name")
    private String name;

    @Override
    Duration patience() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Integer call() throws IOException {
        if (!LoginLinks.NAME.matcher(name).matches()) {
            throw terminal.usage("login-link.name", name);
        }
        Config read = ConfigFile.read(config.file());
        Optional<JsonNode> answer =
                askLasting(read, LoginLinks.TASK, Json.MAPPER.createObjectNode().put("name", name));
        if (answer.isEmpty()) {
            terminal.say("login-link.later", read.node(), read.data().resolve(LoginLinks.LINK));
            return Exit.NOT_DONE;
        }
        JsonNode told = answer.get();
        boolean made = told.hasNonNull("link");
        print(told, () -> {
            if (made) {
                terminal.say("login-link.made", name, told.path("link").asText());
            } else {
                terminal.say("login-link.refused", name);
            }
        });
        return made ? Exit.DONE : Exit.NOT_DONE;
    }
}
