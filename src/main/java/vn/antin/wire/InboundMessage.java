package vn.antin.wire;

import org.jspecify.annotations.Nullable;

/**
 * A message as a queue delivered it.
 *
 * @param kind what it says it is; empty if it says nothing
 * @param sender the node as the broker authenticated it
 * @param trace trace context of the document's caller; null for none; only read, never trusted
 */
public record InboundMessage(
        String kind, String sender, byte[] body, @Nullable String trace) {}
