package vn.antin.bench.bare;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import vn.antin.node.broker.Tls;
import vn.antin.node.config.Config;

/** The recipient: writes each message to disk before it acknowledges it. */
public final class BareRecipient implements AutoCloseable {

    private final Connection connection;
    private final List<Closeable> files = new ArrayList<>();

    public BareRecipient(Config node, Path folder, int port, int workers) throws JMSException, IOException {
        Files.createDirectories(folder);
        connection = BareBroker.outside(port, Tls.material(node)).createConnection();
        for (int i = 0; i < workers; i++) {
            FileChannel file = FileChannel.open(
                    folder.resolve("messages-" + i), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            files.add(file);
            Transacted.work(connection, BareRelay.DOWN, BareRelay.BACK, message -> keep(message, file));
        }
        connection.start();
    }

    /** Empties the body, as what goes back is only the acknowledgement. */
    private static void keep(BytesMessage message, FileChannel file) throws JMSException, IOException {
        ByteBuffer body = ByteBuffer.allocate(Math.toIntExact(message.getBodyLength()));
        message.readBytes(body.array());
        while (body.hasRemaining()) {
            file.write(body);
        }
        file.force(false);
        String id = message.getJMSCorrelationID();
        message.clearBody();
        message.setJMSCorrelationID(id);
    }

    @Override
    public void close() throws JMSException, IOException {
        connection.close();
        for (Closeable file : files) {
            file.close();
        }
    }
}
