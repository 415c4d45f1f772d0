package vn.antin.receipt;

import vn.antin.directory.Directory;
import vn.antin.envelope.Party;

/**
 * The right to issue evidence: submission by the sender's node, relay events by the hub, recipient events by the
 * recipient's node.
 */
final class IssuingRights {

    private IssuingRights() {}

    static boolean has(Evidence evidence, Directory directory) {
        return evidence.event().issuers().stream().anyMatch(by -> is(evidence, by, directory));
    }

    private static boolean is(Evidence evidence, Event.By by, Directory directory) {
        Party recipient = evidence.copy().recipient();
        return switch (by) {
            case SENDER_NODE ->
                directory.hosts(evidence.issuer(), evidence.copy().sender().agency());
            case HUB -> directory.hub().equals(evidence.issuer());
            case RECIPIENT_NODE -> recipient != null && directory.hosts(evidence.issuer(), recipient.agency());
        };
    }
}
