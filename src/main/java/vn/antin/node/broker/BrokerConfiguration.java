package vn.antin.node.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.DiskFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.apache.activemq.artemis.utils.critical.CriticalAnalyzerPolicy;

/**
 * The configuration of the embedded broker, with a reason for each setting whose default would lose, block or expose
 * something.
 */
public final class BrokerConfiguration {

    static final String ACCEPTOR = "nodes";
    /** Socket buffers at the hub, small enough that one line delays no other. */
    private static final int SOCKET_BUFFER = 128 << 10;

    /** Size limit of each of the two dead letter queues. */
    static final int DEAD_BYTES = 16 << 20;

    private static final int FRAME_MARGIN = 64 << 10;
    private static final int ATTIC_FILES = 10;
    private static final long STUCK_MILLIS = TimeUnit.MINUTES.toMillis(2);
    private static final int DISK_SCAN_MILLIS = 1_000;

    private BrokerConfiguration() {}

    static Configuration of(Path folder, BrokerSettings settings, TlsMaterial tls, int vmId) throws Exception {
        Configuration broker = new ConfigurationImpl()
                .setName("antin")
                .setJMXManagementEnabled(false)
                .setMessageCounterEnabled(false)
                .setGlobalMaxSize(settings.globalMaxBytes())
                .setMaxDiskUsage(settings.maxDiskUsagePercent())
                .setDiskScanPeriod(DISK_SCAN_MILLIS)
                .setIDCacheSize(settings.duplicateIds())
                .setPersistIDCache(true);
        broker.getWildcardConfiguration().setRoutingEnabled(false);
        security(broker);
        journal(broker, folder, settings);
        // The default only logs a hanging thread: a hub that stopped is restarted, one that hangs is not.
        broker.setCriticalAnalyzer(true)
                .setCriticalAnalyzerPolicy(CriticalAnalyzerPolicy.SHUTDOWN)
                .setCriticalAnalyzerTimeout(STUCK_MILLIS);
        broker.addAcceptorConfiguration(acceptor(settings, tls));
        broker.addAcceptorConfiguration(
                new TransportConfiguration(InVMAcceptorFactory.class.getName(), Map.of("serverId", vmId), "inside"));
        broker.addAddressSetting("#", everyQueue(settings));
        // Their messages wait for the ledger's dead letters; what exceeds the limit is dropped before it fills the
        // disk.
        for (String name : List.of(settings.names().dead(), settings.names().expired())) {
            broker.addAddressSetting(
                    name,
                    new AddressSettings()
                            .setAddressFullMessagePolicy(AddressFullMessagePolicy.DROP)
                            .setMaxSizeBytes(DEAD_BYTES));
        }
        return broker;
    }

    /** The caches are keyed by the name a client gives itself, so either would open one node's queue to another. */
    private static void security(Configuration broker) {
        broker.setSecurityEnabled(true)
                .setAuthenticationCacheSize(0)
                .setAuthorizationCacheSize(0)
                .setPopulateValidatedUser(true)
                .setRejectEmptyValidatedUser(true)
                .setClusterUser(UUID.randomUUID().toString())
                .setClusterPassword(UUID.randomUUID().toString());
    }

    /** The record of the largest message must fit the write buffer, or the broker stores each in a file of its own. */
    public static void journal(Configuration broker, Path folder, BrokerSettings settings) {
        int nanos = Math.toIntExact(settings.journalTimeout().toNanos());
        broker.setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalDatasync(true)
                .setJournalSyncTransactional(true)
                .setJournalSyncNonTransactional(true)
                .setJournalBufferTimeout_NIO(nanos)
                .setJournalBufferSize_NIO(2 * settings.largestMessage())
                .setJournalMaxAtticFiles(ATTIC_FILES)
                .setPageSyncTimeout(nanos)
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setJournalDirectory(folder.resolve("journal").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString());
    }

    public static TransportConfiguration acceptor(BrokerSettings settings, TlsMaterial tls) {
        Map<String, Object> netty = new HashMap<>();
        netty.put(TransportConstants.HOST_PROP_NAME, settings.host());
        netty.put(TransportConstants.PORT_PROP_NAME, settings.port());
        netty.put(TransportConstants.PROTOCOLS_PROP_NAME, "CORE");
        netty.put(TransportConstants.SSL_ENABLED_PROP_NAME, true);
        netty.put(TransportConstants.SSL_CONTEXT_PROP_NAME, tls);
        netty.put(TransportConstants.NEED_CLIENT_AUTH_PROP_NAME, true);
        netty.put(TransportConstants.ENABLED_PROTOCOLS_PROP_NAME, "TLSv1.3,TLSv1.2");
        netty.put(TransportConstants.TCP_SENDBUFFER_SIZE_PROPNAME, SOCKET_BUFFER);
        netty.put(TransportConstants.TCP_RECEIVEBUFFER_SIZE_PROPNAME, SOCKET_BUFFER);
        // By default a frame over 128 KiB ends the connection, and a client that sends in one piece never gets it
        // through.
        Map<String, Object> bus = Map.of("coreMaxFrameSize", settings.largestMessage() + FRAME_MARGIN);
        return new TransportConfiguration(NettyAcceptorFactory.class.getName(), netty, ACCEPTOR, bus);
    }

    public static AddressSettings everyQueue(BrokerSettings settings) {
        return new AddressSettings()
                .setAutoCreateAddresses(false)
                .setAutoCreateQueues(false)
                .setAutoDeleteAddresses(false)
                .setAutoDeleteQueues(false)
                .setAutoDeleteCreatedQueues(false)
                .setDeadLetterAddress(SimpleString.of(settings.names().dead()))
                .setExpiryAddress(SimpleString.of(settings.names().expired()))
                // The broker itself never gives a document up, however long an outage lasts.
                .setMaxDeliveryAttempts(-1)
                .setRedeliveryDelay(settings.firstRetry().toMillis())
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(settings.longestRetry().toMillis())
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setMaxSizeBytes(settings.queueMaxBytes())
                .setPageSizeBytes(settings.pageBytes())
                .setPageLimitBytes(settings.queueLimitBytes())
                .setPageFullMessagePolicy(PageFullMessagePolicy.FAIL)
                .setDiskFullMessagePolicy(DiskFullMessagePolicy.FAIL)
                .setIDCacheSize(settings.duplicateIds())
                .setEnableIngressTimestamp(true);
    }
}
