package vn.antin.node.broker;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;

/** The hub's answer to a node that exceeded its hourly quota, written by the hub's filter and parsed by the node. */
record QuotaUsed(NodeId node, long bytesPerHour) {

    private static final Pattern SENTENCE =
            Pattern.compile(Fault.NODE_BYTES_USED.code() + " (\\S{1,63}, \\d{1,18} bytes an hour)");

    String sentence() {
        return Fault.NODE_BYTES_USED.code() + " " + this + ": try later";
    }

    @Override
    public String toString() {
        return node + ", " + bytesPerHour + " bytes an hour";
    }

    /** The failure with its code, when it is this one. */
    static Optional<TryLater> in(Exception failure) {
        Matcher said = SENTENCE.matcher(String.valueOf(failure.getMessage()));
        return said.find() ? Optional.of(new TryLater(Fault.NODE_BYTES_USED, said.group(1))) : Optional.empty();
    }
}
