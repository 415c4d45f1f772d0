package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import vn.antin.door.Messages;

/** Lists the queues of a running node or hub, with the age of the first message of each. */
@Command(name = "queues", sortOptions = false)
final class QueuesCommand extends TableCommand {

    QueuesCommand() {
        super("status", "queues");
    }

    @Override
    Table rows(JsonNode told, Messages words) {
        return table(told, words);
    }

    static Table table(JsonNode answer, Messages words) {
        Table table = new Table(words, "col.queue", "col.waiting", "col.oldest", "col.bytes", "col.consumers");
        Instant now = Instant.parse(answer.path("at").asText());
        for (JsonNode queue : answer.path("queues")) {
            String name = queue.path("name").asText();
            String word = words.word("queue", name);
            long bytes = queue.path("bytes").asLong();
            table.row(
                    word.equals(name) ? name : word + " (" + name + ")",
                    queue.path("messages").asText(),
                    age(queue, now),
                    bytes == 0 ? "–" : Sizes.of(bytes),
                    queue.path("consumers").asInt() == 0
                            ? "–"
                            : queue.path("consumers").asText());
        }
        return table;
    }

    /** The age of the first message: "2:12". */
    static String age(JsonNode waiting, Instant now) {
        return waiting.hasNonNull("oldest")
                ? Sizes.time(Math.max(
                        0,
                        Duration.between(Instant.parse(waiting.get("oldest").asText()), now)
                                .toSeconds()))
                : "–";
    }
}
