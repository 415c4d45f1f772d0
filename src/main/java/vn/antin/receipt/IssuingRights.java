package vn.antin.receipt;

import vn.antin.directory.Directory;
import vn.antin.envelope.Party;

/** Who may state what: recipient events the recipient's node, relay events the hub, submission the sender's node. */
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
