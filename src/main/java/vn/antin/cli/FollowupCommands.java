package vn.antin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.edxml.StatusCode;
import vn.antin.json.Json;

/** The commands about a document that has arrived or was sent: reports, refusals and recalls. */
final class FollowupCommands {

    private FollowupCommands() {}

    /** Refuses a document that does not belong here, with a reason for its sender. */
    @Command(name = "refuse", sortOptions = false)
    static final class RefuseCommand extends DocumentCommand {

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "reason")
        private String reason;

        @Override
        public Integer call() {
            report(node.rest(terminal), id, StatusCode.REFUSED.code(), reason);
            node.leases().drop(id);
            terminal.say("refuse.done", id);
            return Exit.DONE;
        }
    }

    /** Reports the processing state of a received document to its sender, or answers its recall. */
    @Command(name = "report", sortOptions = false)
    static final class ReportCommand extends DocumentCommand {

        @Parameters(index = "1", paramLabel = "CODE", descriptionKey = "code")
        private String code;

        @Option(names = "--reason", paramLabel = "TEXT", descriptionKey = "reason")
        private String reason = "";

        @Override
        public Integer call() {
            report(node.rest(terminal), id, code, reason);
            terminal.say("report.done", code, terminal.words().word("status", code), id);
            return Exit.DONE;
        }
    }

    /** Takes a sent document back, or asks its recipients to return it. */
    @Command(name = "recall", sortOptions = false)
    static final class RecallCommand extends DocumentCommand {

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "reason")
        private String reason;

        @Option(names = "--from", split = ",", paramLabel = "CODE", descriptionKey = "from")
        private List<String> from = List.of();

        @Override
        public Integer call() {
            ObjectNode words = Json.MAPPER.createObjectNode().put("reason", reason);
            if (!from.isEmpty()) {
                from.forEach(words.putArray("from")::add);
            }
            String carrier = post(node.rest(terminal), id + "/recall", words);
            terminal.say(carrier.equals(id) ? "recall.taken-back" : "recall.asked", id, carrier);
            return Exit.DONE;
        }
    }

    private static void report(Rest rest, String id, String code, String reason) {
        ObjectNode words = Json.MAPPER.createObjectNode().put("code", code);
        if (!reason.isEmpty()) {
            words.put("reason", reason);
        }
        post(rest, id + "/status", words);
    }

    /** Returns the id of the document that carries it. */
    private static String post(Rest rest, String path, ObjectNode words) {
        return rest.post("/api/v1/documents/" + path, words).path("id").asText();
    }
}
