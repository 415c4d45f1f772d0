package vn.antin.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import vn.antin.console.pages.MachineAccess.UnconfirmedKey;
import vn.antin.directory.Directory;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.KeyChanges;
import vn.antin.ledger.KeyChanges.UnprovedKey;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Submissions;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.people.AuditLog;
import vn.antin.seal.pki.KeyRing;
import vn.antin.seal.pki.KeyWords;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;

/**
 * Confirms keys of other nodes that nothing but the directory vouches for. The operator of the other node reads the words
 * of its keys on the telephone, and the operator here types them: they must be those of the keys in the directory.
 */
public final class KeyConfirmations {

    /** The words of this node's keys, and what waits. */
    public static final String LOOK = "unconfirmed-keys";

    /** Confirms: {@code node}, {@code words}, {@code reason}. */
    public static final String CONFIRM = "confirm-key";

    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final KeyRing keys;
    private final AuditLog audit;

    KeyConfirmations(Storage storage, KeyRing keys) {
        this.repositories = storage.repositories().forPeople();
        this.directories = storage.directories();
        this.keys = keys;
        this.audit = new AuditLog(storage.clock());
    }

    OperatorFiles on(OperatorFiles files) {
        return files.on(LOOK, values -> look()).on(CONFIRM, this::confirm);
    }

    /** The words of this node's keys as the directory lists them: those of the next ones once they are certified. */
    String ownWords() {
        Keys newest = keys.next().orElse(keys);
        return KeyWords.of(Stream.of(Purpose.SEAL, Purpose.ENCRYPTION)
                .map(purpose -> newest.of(purpose).certificate().getPublicKey())
                .toList());
    }

    List<UnconfirmedKey> waiting() {
        Directory directory = directories.current();
        return repositories
                .ledger()
                .read(tx -> repositories.keyChanges().unproved(tx, directory).stream()
                        .map(key -> told(tx, key, directory))
                        .toList());
    }

    private UnconfirmedKey told(Tx tx, UnprovedKey key, Directory directory) {
        List<String> agencies = directory.agencies().stream()
                .filter(agency -> key.node().equals(agency.node()))
                .map(agency -> agency.code().value())
                .toList();
        long documents = repositories.copies().unopened(tx, Submissions.AGAIN, key.node());
        return new UnconfirmedKey(key.node().value(), agencies, key.serial(), key.since(), documents);
    }

    /**
     * Confirms the keys of a node; durable when it returns, and what waits for them leaves at the next look.
     *
     * @throws Refused KEY_WORDS_DIFFER for other words, KEY_NOT_WAITING when none of its keys waits
     */
    void confirm(NodeId node, String words, AuditLog.Actor by, String reason) {
        Directory directory = directories.current();
        KeyChanges changes = repositories.keyChanges();
        if (repositories.ledger().read(tx -> changes.unproved(tx, directory)).stream()
                .noneMatch(key -> key.node().equals(node))) {
            throw new Refused(Fault.KEY_NOT_WAITING, node.value());
        }
        String listed = KeyWords.of(Stream.of(Purpose.SEAL, Purpose.ENCRYPTION)
                .flatMap(purpose -> directory.newest(node, purpose).stream())
                .map(X509Certificate::getPublicKey)
                .toList());
        if (!listed.equals(words.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " "))) {
            throw new Refused(Fault.KEY_WORDS_DIFFER, node.value());
        }
        changes.confirm(
                node,
                directory,
                tx -> audit.add(tx, by, "CONFIRM_KEY", node.value(), reason, directory.serial() + ", " + listed));
    }

    private JsonNode look() {
        ObjectNode answer = Json.MAPPER.createObjectNode().put("words", ownWords());
        ArrayNode rows = answer.putArray("waiting");
        waiting()
                .forEach(key -> rows.addObject()
                        .put("node", key.node())
                        .put("agencies", String.join(" ", key.agencies()))
                        .put("serial", key.serial())
                        .put("since", key.since().toString())
                        .put("documents", key.documents()));
        return answer;
    }

    private JsonNode confirm(JsonNode values) {
        NodeId node = new NodeId(values.path("node").asText());
        confirm(node, values.path("words").asText(), OperatorFiles.OPERATOR, OperatorFiles.reason(values));
        return Json.MAPPER.createObjectNode().put("node", node.value());
    }
}
