package vn.antin.node.broker;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import vn.antin.directory.HubEndpoint;
import vn.antin.node.broker.HubReachability.Trouble;

/**
 * The places at which a node looks for its hub.
 *
 * @param all the preferred one first, at least one; asked at each attempt
 * @param settings of the line to one of them
 */
record HubPlaces(Supplier<List<HubEndpoint>> all, Function<HubEndpoint, LineSettings> settings, TlsMaterial tls) {

    HubEndpoint first() {
        return all.get().get(0);
    }

    /** The place that is tried after that one failed: the next one, and after the last one the first. */
    HubEndpoint after(HubEndpoint place) {
        List<HubEndpoint> places = all.get();
        for (int i = 0; i < places.size() - 1; i++) {
            if (places.get(i).isAt(place)) {
                return places.get(i + 1);
            }
        }
        return places.get(0);
    }

    /**
     * Handshakes with the hub's broker and, where there is a choice, with its HTTPS door, too: a place where only one of
     * them answers would keep the node from the next directory.
     */
    TlsProbe.HandshakeResult probe(HubEndpoint place) {
        LineSettings line = settings.apply(place);
        TlsProbe.HandshakeResult broker = probe(line, line.port());
        return broker.trouble() == Trouble.NONE && all.get().size() > 1 ? probe(line, place.https()) : broker;
    }

    private TlsProbe.HandshakeResult probe(LineSettings line, int port) {
        return new TlsProbe(line.host(), port, tls, line.tlsProbe()).once();
    }

    /** Whether the hub takes this node's connection at that place. */
    boolean takes(HubEndpoint place) {
        if (probe(place).trouble() != Trouble.NONE) {
            return false;
        }
        try (ActiveMQConnectionFactory client = HubConnections.client(settings.apply(place), tls);
                Connection connection = client.createConnection()) {
            return connection.getMetaData() != null;
        } catch (JMSException e) {
            return false;
        }
    }
}
