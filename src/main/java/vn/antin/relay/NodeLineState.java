package vn.antin.relay;

/** How a node stands, seen from the hub; what needs somebody most comes first. */
public enum NodeLineState {
    /** No connection, and no word that it would stop: the line is cut, or the machine has no power. */
    DOWN,
    /** Connected, but what is for it stays where it is. */
    SILENT,
    /** Its clock is so wrong that it issues no evidence. */
    CLOCK,
    /** It said that it stops, and is gone. */
    STOPPED,
    /** Somebody here holds back what is for it. */
    PAUSED,
    /** It is in the directory and has never come. */
    NEVER,
    /** Something waits, and moves. */
    BUSY,
    /** Nothing waits. */
    GOOD,
    /** The agency has no node. */
    NOT_JOINED;

    /** Whether somebody is needed. */
    public boolean bad() {
        return compareTo(STOPPED) < 0;
    }
}
