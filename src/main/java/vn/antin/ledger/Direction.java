package vn.antin.ledger;

/** Where a document came from: sent by this node, received by it, or relayed by this hub. */
public enum Direction {
    OUT,
    IN,
    RELAY
}
