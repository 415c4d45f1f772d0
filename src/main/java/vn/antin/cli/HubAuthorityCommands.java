package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.json.Json;
import vn.antin.node.OperatorAuthority;
import vn.antin.node.config.Config;
import vn.antin.seal.pki.PrivateFile;

/** The commands at a hub whose authority is on another machine. */
final class HubAuthorityCommands {

    private HubAuthorityCommands() {}

    /** Shows what waits for the authority, and writes it as one bundle. */
    @Command(name = "requests", sortOptions = false)
    static final class RequestsCommand extends MachineCommand {

        @Parameters(arity = "0..1", paramLabel = "OUT", descriptionKey = "out")
        private @Nullable Path out;

        @Override
        public Integer call() throws IOException {
            Path file = out;
            Optional<JsonNode> answer = askHub(
                    OperatorAuthority.REQUESTS, Json.MAPPER.createObjectNode().put("bundle", file != null));
            if (answer.isEmpty()) {
                return Exit.NOT_DONE;
            }
            ObjectNode told = (ObjectNode) answer.get();
            if (file != null) {
                PrivateFile.writeShared(file, told.path("bundle").binaryValue());
                told.remove("bundle");
                told.put("file", file.toString());
            }
            print(told, () -> text(told, file));
            return Exit.DONE;
        }

        private void text(JsonNode told, @Nullable Path file) {
            told.path("requests").forEach(this::request);
            boolean list = told.path("list").asBoolean();
            if (list) {
                terminal.say("authority.list");
            }
            if (told.path("requests").isEmpty() && !list) {
                terminal.say("authority.nothing");
            }
            if (file != null) {
                terminal.say("authority.written", file);
            }
        }

        private void request(JsonNode each) {
            terminal.say(
                    "authority.waits",
                    terminal.words().say("authority.kind." + each.path("kind").asText()),
                    each.path("subject").asText(),
                    each.path("words").asText(),
                    Moment.of(Instant.parse(each.path("at").asText())),
                    each.path("id").asText());
            List<String> names = new ArrayList<>();
            each.path("names").forEach(name -> names.add(name.asText()));
            if (!names.isEmpty()) {
                terminal.say("authority.names", String.join(", ", names));
            } else if (each.path("kind").asText().equals("ADMISSION")) {
                terminal.say("authority.names", terminal.words().say("sign.all-names"));
            }
        }
    }

    /** Takes what the authority signed. */
    @Command(name = "signed", sortOptions = false)
    static final class SignedCommand extends MachineCommand {

        @Parameters(paramLabel = "SIGNED", descriptionKey = "signed")
        private Path file;

        @Override
        public Integer call() throws IOException {
            Config hub = hub();
            Optional<JsonNode> answer = askLasting(
                    hub,
                    OperatorAuthority.SIGNED,
                    Json.MAPPER.createObjectNode().put("signed", Files.readAllBytes(file)));
            answer.ifPresentOrElse(
                    told -> print(told, () -> text(told)), () -> terminal.say("authority.later", hub.node()));
            return answer.isPresent() ? Exit.DONE : Exit.NOT_DONE;
        }

        private void text(JsonNode told) {
            told.path("taken").forEach(each -> terminal.say("authority.taken", each.asText()));
            if (told.path("list").asBoolean()) {
                terminal.say("authority.listed", told.path("serial").asLong());
            }
            if (told.path("known").asInt() > 0) {
                terminal.say("authority.known", told.path("known").asInt());
            }
            if (told.path("taken").isEmpty() && !told.path("list").asBoolean()) {
                terminal.say("authority.nothing-new");
            }
        }
    }

    /** Withdraws the request of a node. */
    @Command(name = "withdraw", sortOptions = false)
    static final class WithdrawCommand extends MachineCommand {

        @Parameters(paramLabel = "ID", descriptionKey = "id")
        private String id;

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "hub.reason")
        private String reason;

        @Override
        public Integer call() throws IOException {
            Optional<JsonNode> answer = askHub(
                    OperatorAuthority.WITHDRAW,
                    Json.MAPPER.createObjectNode().put("id", id).put("reason", required(reason)));
            answer.ifPresent(told -> print(told, () -> terminal.say("authority.withdrawn", id)));
            return answer.isPresent() ? Exit.DONE : Exit.NOT_DONE;
        }
    }
}
