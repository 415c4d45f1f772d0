package vn.antin.node.broker;

import java.util.Set;
import org.apache.activemq.artemis.api.core.ActiveMQAddressFullException;
import org.apache.activemq.artemis.api.core.ActiveMQDisconnectedException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.jspecify.annotations.Nullable;

/**
 * What the broker takes: from a node only bytes with the few known headers and of bounded size, and from anyone nothing
 * once the disk is full. The sender gets the sentence at once; without this the broker would let it wait in silence.
 */
final class Door implements ActiveMQServerPlugin, Interceptor {

    /** Ours, and those the client library puts on every message. */
    private static final Set<SimpleString> HEADERS = Set.of(
            SimpleString.of(BrokerHeaders.KIND),
            SimpleString.of(BrokerHeaders.RECIPIENT),
            SimpleString.of(BrokerHeaders.TRACE),
            Message.HDR_DUPLICATE_DETECTION_ID,
            Message.HDR_VALIDATED_USER,
            Message.HDR_INGRESS_TIMESTAMP,
            Message.HDR_ROUTING_TYPE,
            SimpleString.of("__AMQ_CID"));

    private final int largest;
    private @Nullable ActiveMQServer broker;

    Door(int largest) {
        this.largest = largest;
    }

    @Override
    public void registered(ActiveMQServer server) {
        broker = server;
    }

    /** A message in pieces is larger than any that is legal: the connection ends before it fills the disk. */
    @Override
    public boolean intercept(Packet packet, RemotingConnection connection) {
        if (packet.getType() != PacketImpl.SESS_SEND_LARGE || Gate.inside(connection)) {
            return true;
        }
        connection.fail(new ActiveMQDisconnectedException("a message in pieces is larger than " + largest + " bytes"));
        return false;
    }

    @Override
    public void beforeSend(
            ServerSession session,
            @Nullable Transaction transaction,
            Message message,
            boolean direct,
            boolean noAutoCreateQueue)
            throws ActiveMQException {
        if (broker != null && broker.getPagingManager().isDiskFull()) {
            throw new ActiveMQAddressFullException("the disk of the hub is full: nothing is taken until there is room");
        }
        if (!Gate.inside(session.getRemotingConnection())) {
            check(message);
        }
    }

    private void check(Message message) throws ActiveMQException {
        if (message instanceof LargeServerMessage large) {
            delete(large);
            throw refused("larger than " + largest + " bytes");
        }
        if (message.getEncodeSize() > largest) {
            throw refused("larger than " + largest + " bytes");
        }
        if (!(message instanceof ICoreMessage core) || core.getType() != Message.BYTES_TYPE) {
            throw refused("not a message of bytes");
        }
        for (SimpleString header : message.getPropertyNames()) {
            if (!HEADERS.contains(header)) {
                throw refused("a header that does not belong here");
            }
        }
    }

    private static void delete(LargeServerMessage message) throws ActiveMQException {
        try {
            message.deleteFile();
        } catch (Exception e) {
            throw new ActiveMQException(ActiveMQExceptionType.IO_ERROR, "deleting a message that was refused", e);
        }
    }

    private static ActiveMQException refused(String why) {
        return new ActiveMQException(ActiveMQExceptionType.SECURITY_EXCEPTION, "refused by the hub: " + why);
    }
}
