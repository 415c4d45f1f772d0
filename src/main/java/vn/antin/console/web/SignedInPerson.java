package vn.antin.console.web;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.people.AuditLog;

/**
 * Somebody who has logged in.
 *
 * @param content until when content is shown to somebody whose role alone does not show it; null without such a grant
 * @param address the other end of the connection; empty where it is not known
 */
public record SignedInPerson(
        String name, Role role, @Nullable Instant content, String address) {

    public SignedInPerson(String name, Role role, @Nullable Instant content) {
        this(name, role, content, "");
    }

    /** The same, at the other end of this connection. */
    SignedInPerson at(String from) {
        return new SignedInPerson(name, role, content, from);
    }

    /** Whom the audit log names. */
    public AuditLog.By by() {
        return new AuditLog.By(name, address);
    }

    public boolean may(Action action) {
        return role.may(action) || (content != null && (action == Action.SEE_CONTENT || action == Action.SEE_REASONS));
    }
}
