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
import org.apache.activemq.artemis.core.protocol.core.Channel;
import org.apache.activemq.artemis.core.protocol.core.CoreRemotingConnection;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ActiveMQExceptionMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionBindingQueryMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionQueueQueryMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionRequestProducerCreditsMessage;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.NodeId;

/**
 * Filters what clients send: from a node only bytes with the known headers, of bounded size, without an expiration and
 * within its quota; from anyone nothing once the disk is full. The sender gets an error at once; without this filter
 * the broker would block it. A node learns nothing about queues that are not its own.
 */
final class IngressFilter implements ActiveMQServerPlugin, Interceptor {

    /** The program's headers, and those the client library sets on every message. */
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
    private final QueueNames names;
    private final SendQuota quota;
    private @Nullable ActiveMQServer broker;

    IngressFilter(int largest, QueueNames names, SendQuota quota) {
        this.largest = largest;
        this.names = names;
        this.quota = quota;
    }

    @Override
    public void registered(ActiveMQServer server) {
        broker = server;
    }

    /**
     * Checks packets that the broker itself does not authorise: a large message in chunks exceeds any legal size, so
     * the connection ends before it fills the disk; queue queries, credits and distributed transactions need no
     * permission there.
     */
    @Override
    public boolean intercept(Packet packet, RemotingConnection connection) {
        if (BrokerAuthorization.inside(connection)) {
            return true;
        }
        if (packet.getType() == PacketImpl.SESS_SEND_LARGE) {
            connection.fail(
                    new ActiveMQDisconnectedException("a message in pieces is larger than " + largest + " bytes"));
            return false;
        }
        boolean allowed = mayAsk(packet, connection);
        if (!allowed && connection instanceof CoreRemotingConnection bus) {
            Channel channel = bus.getChannel(packet.getChannelID(), -1);
            channel.confirm(packet);
            channel.send(new ActiveMQExceptionMessage(refused("not yours to ask")));
        }
        return allowed;
    }

    private boolean mayAsk(Packet packet, RemotingConnection connection) {
        if (packet instanceof SessionQueueQueryMessage query) {
            return own(query.getQueueName(), connection);
        }
        if (packet instanceof SessionBindingQueryMessage query) {
            return own(query.getAddress(), connection);
        }
        if (packet instanceof SessionRequestProducerCreditsMessage credits) {
            return own(credits.getAddress(), connection);
        }
        return packet.getType() < PacketImpl.SESS_XA_START || packet.getType() > PacketImpl.SESS_XA_GET_TIMEOUT_RESP;
    }

    private boolean own(SimpleString queue, RemotingConnection connection) {
        String name = queue.toString();
        return names.sentTo().contains(name)
                || BrokerAuthorization.nodeOf(connection)
                        .map(names::consumedBy)
                        .filter(own -> own.contains(name))
                        .isPresent();
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
        if (!BrokerAuthorization.inside(session.getRemotingConnection())) {
            check(message);
            count(session.getRemotingConnection(), message);
        }
    }

    private void count(RemotingConnection connection, Message message) throws ActiveMQException {
        NodeId node = BrokerAuthorization.nodeOf(connection).orElseThrow(() -> refused("of no node"));
        boolean urgent = names.upUrgent().equals(message.getAddress());
        if (!quota.take(node, message.getEncodeSize(), urgent)) {
            throw new ActiveMQAddressFullException(new QuotaUsed(node, quota.bytesPerHour()).sentence());
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
        // An expired message would go to the expiry queue, past every limit of the queue it was sent to.
        if (message.getExpiration() != 0) {
            throw refused("with a time to expire");
        }
        if (!(message instanceof ICoreMessage bus) || bus.getType() != Message.BYTES_TYPE) {
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
