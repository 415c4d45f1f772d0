package vn.antin.node.broker;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import vn.antin.envelope.NodeId;

/** The names of the hub's queues, read from {@code queues.properties}, which is their only definition. */
public record QueueNames(
        String up, String upUrgent, String downPattern, String downUrgentPattern, String dead, String expired) {

    private static final String FILE = "/config/queues.properties";
    private static final String NODE = "{node}";

    public QueueNames {
        for (String pattern : List.of(downPattern, downUrgentPattern)) {
            if (!pattern.contains(NODE)) {
                throw new IllegalArgumentException("a queue per node needs " + NODE + " in its name: " + pattern);
            }
        }
        if (Set.of(up, upUrgent, downPattern, downUrgentPattern, dead, expired).size() < 6) {
            throw new IllegalArgumentException("two queues have one name");
        }
    }

    /** The names this program was built with. */
    public static QueueNames standard() {
        Properties names = new Properties();
        try (InputStream file = QueueNames.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is not on the class path");
            }
            names.load(file);
        } catch (IOException e) {
            throw new IllegalStateException("reading " + FILE, e);
        }
        return new QueueNames(
                name(names, "queue.up"),
                name(names, "queue.up.urgent"),
                name(names, "queue.down"),
                name(names, "queue.down.urgent"),
                name(names, "queue.dead"),
                name(names, "queue.expired"));
    }

    public String down(NodeId node) {
        return downPattern.replace(NODE, node.value());
    }

    public String downUrgent(NodeId node) {
        return downUrgentPattern.replace(NODE, node.value());
    }

    /** The {@code queue.…} settings of a node's routes; {@code down} means the node's own queues. */
    public Map<String, String> forNode(NodeId node) {
        return Map.of(
                "queue.up",
                up,
                "queue.up.urgent",
                upUrgent,
                "queue.down",
                down(node),
                "queue.down.urgent",
                downUrgent(node));
    }

    /**
     * The {@code queue.…} settings of the hub's routes: {@code down} keeps its {@code {node}}, and
     * {@code queue.node.urgent} is the urgent queue of the node in the exchange property {@code node}.
     */
    public Map<String, String> forHub() {
        return Map.of(
                "queue.up", up,
                "queue.up.urgent", upUrgent,
                "queue.down", downPattern,
                "queue.down.urgent", downUrgentPattern,
                "queue.node.urgent", downUrgentPattern.replace(NODE, "${exchangeProperty.node}"),
                "queue.dead", dead,
                "queue.expired", expired);
    }

    /** The queues a node may send to. */
    public Set<String> sentTo() {
        return Set.of(up, upUrgent);
    }

    /** The queues that this node, and no other, may consume. */
    public Set<String> consumedBy(NodeId node) {
        return Set.of(down(node), downUrgent(node));
    }

    /** Every queue of a hub with these nodes. */
    public Stream<String> all(Set<NodeId> nodes) {
        return Stream.concat(
                Stream.of(up, upUrgent, dead, expired),
                nodes.stream().sorted().flatMap(node -> Stream.of(down(node), downUrgent(node))));
    }

    private static String name(Properties names, String key) {
        String name = names.getProperty(key);
        if (name == null || name.isBlank()) {
            throw new IllegalStateException(FILE + " does not name " + key);
        }
        return name.strip();
    }
}
