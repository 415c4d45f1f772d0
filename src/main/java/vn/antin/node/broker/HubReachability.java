package vn.antin.node.broker;

import java.time.Instant;

/**
 * Whether the hub is reachable, since when, and if not, why.
 *
 * @param up whether it is connected
 * @param since when that last changed
 * @param trouble why it is not connected, or why the connection last broke
 * @param detail technical message, for the log
 */
public record HubReachability(boolean up, Instant since, Trouble trouble, String detail) {

    /** Why a node cannot reach its hub, in terms an operator can act on. */
    public enum Trouble {
        NONE("no trouble"),
        NOT_TRIED("not connected yet"),
        HOST_UNKNOWN("the hub's name is not known here: check the address in the configuration"),
        CONNECTION_REFUSED("nothing listens at the hub's address: the hub is stopped, or the port is wrong"),
        TIMED_OUT("no answer: the line is down or swallows what is sent"),
        HUB_NOT_TRUSTED("the other side is not the hub: its certificate is not the one in the directory, or has ended"),
        CERTIFICATE_REFUSED(
                "the hub refused this node's certificate: it is not from the hub's authority or out of date"),
        NOT_IN_DIRECTORY("the hub does not know this node's certificate: it is not in the directory, or stopped"),
        CLOSED_AT_ONCE(
                "the connection was closed before it was secured: the line is cut, or the hub does not accept this"
                        + " node's certificate"),
        BROKEN("the connection broke"),
        OTHER("the hub's broker did not answer as expected");

        private final String words;

        Trouble(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    HubReachability becomes(boolean nowUp, Instant now, Trouble why, String said) {
        return new HubReachability(nowUp, up == nowUp ? since : now, why, said);
    }
}
