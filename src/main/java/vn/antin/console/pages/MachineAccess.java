package vn.antin.console.pages;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.SignedInPerson;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** What the pages about the machine itself ask of the wiring; a hub has no way to a hub and no API keys. */
public interface MachineAccess {

    /**
     * One setting in force.
     *
     * @param line of the configuration file; 0 for a default
     */
    record Setting(String key, String value, int line) {}

    /**
     * A setting that the file says otherwise by now.
     *
     * @param running what is in force; empty for nothing
     * @param written what the file says, or the default where it says nothing; empty for nothing
     * @param line of the file; 0 for a default
     */
    record SettingChange(String key, String running, String written, int line) {}

    /**
     * What a restart would change.
     *
     * @param refused why the file as it is now would not be taken; null when it would
     */
    record PendingChange(
            List<SettingChange> changes, @Nullable Refused refused) {

        public PendingChange {
            changes = List.copyOf(changes);
        }
    }

    /**
     * One step of the way to the hub.
     *
     * @param name DNS, TCP, TLS, CERTIFICATE, BROKER, MESSAGE, CLOCK, PARTS or SPEED
     * @param result OK, FAILED, or SKIPPED after one that failed
     * @param trouble a name with a sentence of its own; empty when nothing is wrong
     */
    record ConnectionStep(String name, String result, long millis, String detail, String trouble) {}

    /** A key of the configuration file: revoked there. */
    record FileKey(String name, Set<AgencyCode> agencies, Digest digest) {

        public FileKey {
            agencies = Set.copyOf(agencies);
        }
    }

    /** The configuration file, and every setting with where it comes from; secrets are masked. */
    String file();

    List<Setting> settings();

    PendingChange pending();

    /** Tries the way now; takes some seconds at most. */
    default List<ConnectionStep> connection() {
        return List.of();
    }

    default List<FileKey> keys() {
        return List.of();
    }

    /** The agencies a new key may stand for. */
    default Set<AgencyCode> hosted() {
        return Set.of();
    }

    /** Puts a new key into use: its text, shown once. Without agencies it reads metrics and health only. */
    default String make(SignedInPerson by, String name, Set<AgencyCode> agencies) {
        throw new Refused(Fault.NOT_YOURS_TO_DO);
    }

    /** Takes one out of use; false when there is no such key, or it was revoked before. */
    default boolean revoke(SignedInPerson by, Digest digest, String reason) {
        return false;
    }
}
