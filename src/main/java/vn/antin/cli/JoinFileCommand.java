package vn.antin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.door.Messages;
import vn.antin.door.pdf.JoinSheetPdf;
import vn.antin.json.Json;
import vn.antin.node.OperatorJoins;
import vn.antin.node.config.ConfigFile;
import vn.antin.seal.pki.PrivateFile;

/** Makes a join file for a new node, on the machine of the running hub, and its sheet to be printed. */
@Command(name = "join-file", sortOptions = false)
final class JoinFileCommand extends MachineCommand {

    @Parameters(paramLabel = "NODE", descriptionKey = "node")
    private String node;

    @Option(names = "--agencies", required = true, split = ",", paramLabel = "CODE", descriptionKey = "agencies")
    private List<String> agencies;

    @Option(names = "--days", paramLabel = "N", defaultValue = "90", descriptionKey = "days")
    private int days;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "hub.reason")
    private String reason;

    @Option(names = "-o", paramLabel = "FILE", descriptionKey = "out")
    private @Nullable Path out;

    @Option(names = "--sheet", paramLabel = "PDF", descriptionKey = "sheet")
    private @Nullable Path sheet;

    @Override
    public Integer call() throws IOException {
        ObjectNode values = Json.MAPPER
                .createObjectNode()
                .put("node", node)
                .put("days", days)
                .put("reason", reason);
        agencies.forEach(values.putArray("agencies")::add);
        Optional<JsonNode> answer = askHub(OperatorJoins.TASK, values);
        if (answer.isEmpty()) {
            return Exit.NOT_DONE;
        }
        JsonNode made = answer.get();
        Path file = out == null
                ? ConfigFile.read(config.file()).data().resolveSibling("joins").resolve(node + ".join")
                : out;
        PrivateFile.write(file, made.path("text").asText().getBytes(UTF_8));
        if (sheet != null) {
            PrivateFile.write(sheet, JoinSheetPdf.print(sheet(made, terminal.words())));
        }
        String expires = made.path("expires").asText();
        print(
                Json.MAPPER
                        .createObjectNode()
                        .put("node", node)
                        .put("file", file.toString())
                        .put("expires", expires),
                () -> terminal.say("hub.join-file", file, Moment.of(Instant.parse(expires))));
        return Exit.DONE;
    }

    private static JoinSheetPdf.JoinSheet sheet(JsonNode made, Messages words) {
        List<String> codes = new ArrayList<>();
        made.path("codes").forEach(code -> codes.add(code.asText()));
        List<String> agencies = new ArrayList<>();
        made.path("agencies").forEach(code -> agencies.add(code.asText()));
        return JoinSheetPdf.JoinSheet.of(
                words,
                made.path("province").asText(),
                made.path("node").asText(),
                agencies,
                Moment.of(Instant.parse(made.path("expires").asText())).substring(0, 19),
                codes);
    }
}
