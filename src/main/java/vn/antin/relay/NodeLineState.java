package vn.antin.relay;

/** The state of a node as the hub sees it, the most urgent first. */
public enum NodeLineState {
    /** Not connected and did not announce a stop: the line is cut, or the machine has no power. */
    DOWN,
    /** Connected, but does not greet or does not take its messages. */
    SILENT,
    /** Its clock is so wrong that it issues no evidence. */
    CLOCK,
    /** It announced a stop and is not connected. */
    STOPPED,
    /** An operator of the hub holds its documents back. */
    PAUSED,
    /** In the directory, but never connected. */
    NEVER,
    /** Documents wait and move. */
    BUSY,
    /** Nothing waits. */
    GOOD,
    /** The agency has no node. */
    NOT_JOINED;

    /** Whether an operator must act. */
    public boolean bad() {
        return compareTo(STOPPED) < 0;
    }
}
