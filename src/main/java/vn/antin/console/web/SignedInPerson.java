package vn.antin.console.web;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.people.AuditLog;

/**
 * A signed-in person.
 *
 * @param content end of a grant to see content that the role alone does not show; null without a grant
 * @param address other end of the connection; empty when unknown
 */
public record SignedInPerson(
        String name, PersonRole role, @Nullable Instant content, String address) {

    public SignedInPerson(String name, PersonRole role, @Nullable Instant content) {
        this(name, role, content, "");
    }

    /** The same person at the other end of this connection. */
    SignedInPerson at(String from) {
        return new SignedInPerson(name, role, content, from);
    }

    public AuditLog.Actor by() {
        return new AuditLog.Actor(name, address);
    }

    public boolean may(Action action) {
        return role.may(action) || (content != null && (action == Action.SEE_CONTENT || action == Action.SEE_REASONS));
    }
}
