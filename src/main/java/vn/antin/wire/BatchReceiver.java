package vn.antin.wire;

import java.util.BitSet;
import java.util.List;

/** A stop that accepts messages of one kind together. */
public interface BatchReceiver {

    /**
     * Accepts the messages that need nothing but one transaction, all in the same. Returns the positions of those that
     * are accepted and durable. The others changed nothing that a repeat would not change again: whatever was wrong with
     * them, they go their way one by one and meet it again.
     */
    BitSet acceptTogether(List<InboundMessage> messages);
}
