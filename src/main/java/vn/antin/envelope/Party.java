package vn.antin.envelope;

/** An agency and the node that serves it. */
public record Party(AgencyCode agency, NodeId node) {}
