package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import vn.antin.json.Json;

/** Waits at the sender until every copy of a document has arrived, and prints each receipt as it comes. */
final class DeliveryWatch {

    private static final Set<String> ON_THE_WAY = Set.of("ACCEPTED", "SENDING", "SENT", "RELAYED");
    private static final Set<String> ARRIVED = Set.of("CONSIGNED", "HANDED_OVER", "ACCEPTED_BY_RECIPIENT");
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Terminal terminal;
    private final Rest rest;
    private final String path;
    private final DocumentText told;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, String> last = new HashMap<>();

    DeliveryWatch(Terminal terminal, Rest rest, String id) {
        this.terminal = terminal;
        this.rest = rest;
        this.path = "/api/v1/documents/" + id;
        this.told = DocumentText.by(rest, terminal.words());
    }

    /** Returns 0 when every copy has arrived, 1 when one cannot any more, 3 when neither is known in time. */
    int until(Duration patience, boolean quiet) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            JsonNode document = rest.get(path);
            if (!quiet) {
                receipts();
                transfers(document);
            }
            if (none(document, ON_THE_WAY)) {
                return ended(document, quiet, end);
            }
            if (System.nanoTime() > end) {
                terminal.err().println(terminal.words().say("send.timeout", patience.toSeconds()));
                terminal.err().flush();
                return Exit.UNDECIDED;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Prints the new receipts; false while one of them has no place in its log yet. */
    private boolean receipts() {
        boolean all = true;
        for (JsonNode receipt : rest.get(path + "/receipts").path("receipts")) {
            all &= receipt.hasNonNull("href");
            if (receipt.hasNonNull("href") && seen.add(receipt.path("id").asText())) {
                String agency = receipt.path("agency").asText();
                terminal.line("  " + told.receipt(receipt) + (agency.isEmpty() ? "" : " → " + told.agency(agency)));
            }
        }
        return all;
    }

    /** Prints a line for each new state and each further tenth. */
    private void transfers(JsonNode document) {
        for (JsonNode transfer : document.path("transfers")) {
            long size = Math.max(1, transfer.path("size").asLong());
            String news =
                    transfer.path("state").asText() + 10 * transfer.path("done").asLong() / size;
            String whose = transfer.path("agency").asText() + " "
                    + transfer.path("part").asText();
            if (!transfer.path("state").asText().equals("WAITING_FOR_HUB") && !news.equals(last.put(whose, news))) {
                terminal.line("  " + told.transfer(transfer));
            }
        }
    }

    private int ended(JsonNode document, boolean quiet, long end) {
        if (quiet) {
            terminal.line(Json.pretty(document));
        } else {
            // The sender's own receipt is numbered up to a quarter of a second after it was issued.
            while (!receipts() && System.nanoTime() < end) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            document.path("recipients").forEach(copy -> terminal.line(told.copy(copy)));
        }
        boolean all = StreamSupport.stream(document.path("recipients").spliterator(), false)
                .allMatch(copy -> ARRIVED.contains(copy.path("state").asText()));
        return all ? Exit.DONE : Exit.NOT_DONE;
    }

    private static boolean none(JsonNode document, Set<String> states) {
        return StreamSupport.stream(document.path("recipients").spliterator(), false)
                .noneMatch(copy -> states.contains(copy.path("state").asText()));
    }
}
