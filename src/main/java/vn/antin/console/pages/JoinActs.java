package vn.antin.console.pages;

import java.time.Instant;
import java.util.List;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.JoinRequests.JoinRequestRow;
import vn.antin.ledger.people.AuditLog;

/** Join files for new nodes, and the confirmation of nodes that ask to join. */
public interface JoinActs {

    /**
     * A join file.
     *
     * @param text its content
     * @param codes the same as texts of QR codes
     */
    record MadeJoinFile(
            String province, NodeId node, List<String> agencies, Instant expires, String text, List<String> codes) {}

    /**
     * Makes a join file for a new node.
     *
     * @param days for which it can be used
     */
    MadeJoinFile make(NodeId node, List<AgencyCode> agencies, int days, AuditLog.Actor by, String reason);

    /** Whether the operator confirms each join here. */
    boolean confirms();

    /** The nodes that asked to join, newest first. */
    List<JoinRequestRow> asked();

    /** How many requests wait for an authority on another machine. */
    long awaited();

    /** Confirms or denies a join; the node goes on when it asks again. */
    void decide(Digest file, boolean granted, AuditLog.Actor by, String reason);
}
