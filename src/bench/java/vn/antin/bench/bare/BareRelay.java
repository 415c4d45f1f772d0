package vn.antin.bench.bare;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.nio.file.Path;
import java.util.List;
import vn.antin.node.broker.Tls;
import vn.antin.node.config.Config;

/** The hub: a broker, and workers that forward one message per transaction. */
public final class BareRelay implements AutoCloseable {

    static final String UP = "up";
    static final String DOWN = "down";
    static final String BACK = "back";

    private final BareBroker broker;
    private final Connection connection;

    /**
     * Starts the relay.
     *
     * @param hub whose connection key it uses
     */
    public BareRelay(Config hub, Path folder, int port, int workers) throws JMSException {
        broker = new BareBroker(folder, port, Tls.material(hub), List.of(UP, DOWN, BACK));
        connection = BareBroker.inside().createConnection();
        for (int i = 0; i < workers; i++) {
            Transacted.work(connection, UP, DOWN, message -> {});
        }
        connection.start();
    }

    @Override
    public void close() throws JMSException {
        connection.close();
        broker.close();
    }
}
