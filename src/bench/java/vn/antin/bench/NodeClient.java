package vn.antin.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import vn.antin.cli.Answered;
import vn.antin.cli.MultipartBody;
import vn.antin.cli.Rest;
import vn.antin.door.Language;
import vn.antin.fault.Fault;
import vn.antin.json.Json;

/** A client of a node's REST interface for the load: submits documents and polls their state. */
final class NodeClient {

    private static final String DOCUMENTS = "/api/v1/documents";
    private static final String BINARY = "application/octet-stream";
    private static final String FILE_NAME = "du-lieu.bin";
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration CONNECT = Duration.ofMinutes(2);
    private static final Set<String> ON_THE_WAY = Set.of("ACCEPTED", "SENDING", "SENT", "RELAYED");
    private static final Set<String> ARRIVED = Set.of("CONSIGNED", "HANDED_OVER", "ACCEPTED_BY_RECIPIENT");
    private static final long BETWEEN_TRIES = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private static final int LAST_WAIT_SECONDS = 3;
    /** Of a document that was handed over: acceptance, relay, consignment, handover. */
    private static final int RECEIPTS = 4;

    private final Rest rest;

    NodeClient(Path nodeConfig) {
        this.rest = Rest.of(nodeConfig, Language.EN, CONNECT);
    }

    /** The state of a document over all its copies. */
    enum State {
        UNDER_WAY,
        /** Each copy has reached the hub. */
        AT_HUB,
        /** The sender's node has verified the recipient's receipt of each copy. */
        ARRIVED,
        /** At least one copy cannot arrive. */
        FAILED
    }

    /** Submits a document; returns its id. */
    String send(byte[] payload, boolean urgent, List<String> to) {
        MultipartBody body = new MultipartBody().metadata(metadata(urgent, to)).file(FILE_NAME, BINARY, payload);
        return id(rest.post(DOCUMENTS, body.contentType(), body.bytes(), key()));
    }

    /** Submits a document of several parts. */
    String send(List<byte[]> parts, List<String> to) {
        MultipartBody body = new MultipartBody().metadata(metadata(false, to));
        for (int i = 0; i < parts.size(); i++) {
            body.file((i + 1) + "-" + FILE_NAME, BINARY, parts.get(i));
        }
        return id(rest.post(DOCUMENTS, body.contentType(), body.bytes(), key()));
    }

    /** With an idempotency key, so that it can be repeated until it is answered. */
    String send(byte[] payload, boolean urgent, List<String> to, String key) {
        MultipartBody body = new MultipartBody().metadata(metadata(urgent, to)).file(FILE_NAME, BINARY, payload);
        return id(rest.post(DOCUMENTS, body.contentType(), body.bytes(), Map.of("Idempotency-Key", key)));
    }

    /** From a file, for documents too large for memory. */
    String send(Path payload, List<String> to) throws IOException {
        MultipartBody body = new MultipartBody().metadata(metadata(false, to)).file(FILE_NAME, BINARY, payload);
        return id(rest.post(DOCUMENTS, body.contentType(), body.publisher(), key(), PATIENCE));
    }

    static String id(JsonNode accepted) {
        return accepted.path("id").asText();
    }

    private static Map<String, String> key() {
        return Map.of("Idempotency-Key", UUID.randomUUID().toString());
    }

    private static String metadata(boolean urgent, List<String> to) {
        ObjectNode said = Json.MAPPER.createObjectNode().put("subject", "V/v đo tốc độ liên thông");
        to.forEach(said.putArray("to")::add);
        if (urgent) {
            said.put("urgency", "URGENT");
        }
        return said.toString();
    }

    State state(String id) {
        JsonNode copies = copies(id);
        if (all(copies, ARRIVED)) {
            return State.ARRIVED;
        }
        if (all(copies, Set.of("RELAYED", "CONSIGNED", "HANDED_OVER", "ACCEPTED_BY_RECIPIENT"))) {
            return State.AT_HUB;
        }
        boolean failed = StreamSupport.stream(copies.spliterator(), false)
                .map(copy -> copy.path("state").asText())
                .anyMatch(state -> !ON_THE_WAY.contains(state) && !ARRIVED.contains(state));
        return failed ? State.FAILED : State.UNDER_WAY;
    }

    /** The copies of a document with their states. */
    JsonNode copies(String id) {
        return rest.get(DOCUMENTS + "/" + id).path("recipients");
    }

    /** The receipts of a document. */
    JsonNode receipts(String id) {
        return rest.get(DOCUMENTS + "/" + id + "/receipts").path("receipts");
    }

    /** Whether the sender's node has all receipts of a document with one recipient, witnessed and time-stamped. */
    boolean isProved(String id) {
        JsonNode receipts = receipts(id);
        return receipts.size() >= RECEIPTS
                && StreamSupport.stream(receipts.spliterator(), false)
                        .allMatch(one -> one.path("witnessed").asBoolean() && one.has("stamped"));
    }

    /** The document with its timeline, for the report of a failure. */
    String told(String id) {
        return rest.get(DOCUMENTS + "/" + id) + " " + rest.get(DOCUMENTS + "/" + id + "/events") + " "
                + rest.get(DOCUMENTS + "/" + id + "/receipts");
    }

    private static boolean all(JsonNode copies, Set<String> states) {
        return !copies.isEmpty()
                && StreamSupport.stream(copies.spliterator(), false)
                        .allMatch(copy -> states.contains(copy.path("state").asText()));
    }

    /** Waits for a state or a later one; false when it cannot come any more or does not come in time. */
    boolean await(String id, State wanted, Duration patience) {
        return await(id, wanted, patience, BETWEEN_LOOKS);
    }

    /** With that interval of polling, or a twentieth of the time waited: what is slow is not slowed by being asked about. */
    boolean await(String id, State wanted, Duration patience, Duration betweenLooks) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < patience.toNanos()) {
            State now = state(id);
            if (now == State.FAILED || now.compareTo(wanted) >= 0) {
                return now != State.FAILED;
            }
            LockSupport.parkNanos(Math.max(betweenLooks.toNanos(), (System.nanoTime() - start) / 20));
        }
        return false;
    }

    /** Sends the first document, a small one. */
    String sendFirst(List<String> to, Duration patience) {
        return sendWhenKnown(Payload.of(1), to, patience);
    }

    /** Repeats until the node knows the recipients, whose keys arrive with the directory soon after its start. */
    String sendWhenKnown(byte[] payload, List<String> to, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return send(payload, false, to);
            } catch (Answered refused) {
                if (System.nanoTime() > end || tooLarge(refused)) {
                    throw refused;
                }
                LockSupport.parkNanos(BETWEEN_TRIES);
            }
        }
    }

    /** Whether the node refused the size. */
    static boolean tooLarge(Answered refused) {
        return refused.code().equals(Fault.TOO_LARGE.code());
    }

    /** Acknowledges and returns all documents in the inbox. */
    List<String> takeAll(int waitSeconds) {
        JsonNode offers = offers(waitSeconds);
        offers.forEach(this::acknowledge);
        return StreamSupport.stream(offers.spliterator(), false)
                .map(NodeClient::id)
                .toList();
    }

    /** Acknowledges all documents; returns how often this one was among them, each time with this content. */
    int takeAllOf(String id, Path content) throws IOException {
        int times = 0;
        for (JsonNode offers = offers(LAST_WAIT_SECONDS); !offers.isEmpty(); offers = offers(LAST_WAIT_SECONDS)) {
            for (JsonNode offer : offers) {
                if (id(offer).equals(id)) {
                    times++;
                    checkSame(content, offer.path("parts").path(0).path("href").asText());
                }
                acknowledge(offer);
            }
        }
        return times;
    }

    private void checkSame(Path content, String href) throws IOException {
        Path got = content.resolveSibling("got");
        rest.save(href, got);
        if (Files.mismatch(content, got) != -1) {
            throw new IllegalStateException("another content than the one sent: " + href);
        }
        Files.delete(got);
    }

    /** Leases documents; waits that long for the first. */
    JsonNode offers(int waitSeconds) {
        return rest.get("/api/v1/inbox?limit=50&wait=" + waitSeconds).path("documents");
    }

    void acknowledge(JsonNode offer) {
        ObjectNode lease =
                Json.MAPPER.createObjectNode().put("lease", offer.path("lease").asText());
        rest.post("/api/v1/inbox/" + id(offer) + "/ack", lease);
    }
}
