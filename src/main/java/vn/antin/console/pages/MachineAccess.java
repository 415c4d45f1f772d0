package vn.antin.console.pages;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.SignedInPerson;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.AuthorityRequests.AuthorityRequestRow;
import vn.antin.ledger.people.AuditLog;

/** What the pages about the machine need from the wiring; a hub has no line to a hub and no API keys. */
public interface MachineAccess {

    /**
     * One setting in force.
     *
     * @param line of the configuration file; 0 for a default
     */
    record Setting(String key, String value, int line) {}

    /**
     * A setting that the file has changed since the start.
     *
     * @param running value in force; may be empty
     * @param written value in the file, or the default where the file has none; may be empty
     * @param line of the file; 0 for a default
     */
    record SettingChange(String key, String running, String written, int line) {}

    /**
     * What a restart would change.
     *
     * @param refused why the present file is invalid; null when it is valid
     */
    record PendingChange(
            List<SettingChange> changes, @Nullable Refused refused) {

        public PendingChange {
            changes = List.copyOf(changes);
        }
    }

    /**
     * One step of the connection test.
     *
     * @param name DNS, TCP, TLS, CERTIFICATE, BROKER, MESSAGE, CLOCK, PARTS or SPEED
     * @param result OK, FAILED, or SKIPPED after a failed step
     * @param trouble an identifier with a sentence of its own; empty on success
     */
    record ConnectionStep(String name, String result, long millis, String detail, String trouble) {}

    /** A key in the configuration file, which is where it is revoked. */
    record FileKey(String name, Set<AgencyCode> agencies, Digest digest) {

        public FileKey {
            agencies = Set.copyOf(agencies);
        }
    }

    /**
     * A changed key of another node that nothing but the directory vouches for.
     *
     * @param serial of the edition that changed it, taken at that time
     * @param documents that are sent once it is confirmed
     */
    record UnconfirmedKey(String node, List<String> agencies, long serial, Instant since, long documents) {

        public UnconfirmedKey {
            agencies = List.copyOf(agencies);
        }
    }

    /** The configuration file, and every setting with its origin; secrets are masked. */
    String file();

    List<Setting> settings();

    PendingChange pending();

    /** Begins a renewal of this machine's keys; false when one is under way. */
    boolean renew(AuditLog.Actor by, String reason);

    /** The words of this node's keys, which its operator reads to others; empty at a hub. */
    default String keyWords() {
        return "";
    }

    default List<UnconfirmedKey> unconfirmedKeys() {
        return List.of();
    }

    /** Confirms the keys of another node by the words that its operator reads; durable when it returns. */
    default void confirmKey(NodeId node, String words, AuditLog.Actor by, String reason) {
        throw new Refused(Fault.KEY_NOT_WAITING, node.value());
    }

    /** Whether the province's own keys are here: a hub. */
    default boolean isAuthority() {
        return false;
    }

    /** From when the next authority certifies; null without one. */
    default @Nullable Instant nextAuthority() {
        return null;
    }

    /** Whether the province's authority is on another machine. */
    default boolean isAuthorityApart() {
        return false;
    }

    /** What waits for that authority, in one file. */
    default byte[] authorityBundle(AuditLog.Actor by) {
        throw new Refused(Fault.NOT_YOURS_TO_DO);
    }

    /** Takes the file that the authority signed. */
    default void takeSigned(byte[] file, AuditLog.Actor by) {
        throw new Refused(Fault.NOT_YOURS_TO_DO);
    }

    /** What waits for the province's authority on another machine, the oldest first. */
    default List<AuthorityRequestRow> awaited() {
        return List.of();
    }

    /** Withdraws a node's request to that authority. */
    default void withdraw(Digest id, AuditLog.Actor by, String reason) {
        throw new Refused(Fault.NOT_YOURS_TO_DO);
    }

    /** Has all proofs time-stamped again, also those that are not due, within a minute. */
    void renewProofs();

    /** Tests the connection now; takes some seconds at most. */
    default List<ConnectionStep> connection() {
        return List.of();
    }

    default List<FileKey> keys() {
        return List.of();
    }

    /** The agencies that a new key may speak for. */
    default Set<AgencyCode> hosted() {
        return Set.of();
    }

    /**
     * Creates a key and returns its text, which is shown once. A key without agencies reads metrics and health only.
     */
    default String make(SignedInPerson by, String name, Set<AgencyCode> agencies) {
        throw new Refused(Fault.NOT_YOURS_TO_DO);
    }

    /** Revokes a key; false when there is no such key or it was revoked before. */
    default boolean revoke(SignedInPerson by, Digest digest, String reason) {
        return false;
    }
}
