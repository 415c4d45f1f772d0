package vn.antin.envelope;

import java.util.regex.Pattern;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The identifier of a node or hub: part of its queues' names and of its certificates, never an agency code. */
public record NodeId(String value) implements Comparable<NodeId> {

    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62})");

    public NodeId {
        if (!FORM.matcher(value).matches()) {
            throw new Refused(Fault.NODE_ID_FORM, value);
        }
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
