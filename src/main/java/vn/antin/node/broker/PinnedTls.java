package vn.antin.node.broker;

import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.spi.core.remoting.ssl.SSLContextConfig;
import org.apache.activemq.artemis.spi.core.remoting.ssl.SSLContextFactory;

/**
 * Gives the broker and its clients their TLS context from the {@link TlsMaterial} in memory, so that no key file, pin
 * or platform trust store is read from a setting. Found by the broker's service loader.
 */
public final class PinnedTls implements SSLContextFactory {

    private static final int ABOVE_ALL_OTHERS = 1_000;

    @Override
    public SSLContext getSSLContext(SSLContextConfig settings, Map<String, Object> parameters) {
        if (parameters.get(TransportConstants.SSL_CONTEXT_PROP_NAME) instanceof TlsMaterial tls) {
            return tls.context();
        }
        throw new IllegalStateException("a broker connection without pinned certificates");
    }

    @Override
    public int getPriority() {
        return ABOVE_ALL_OTHERS;
    }
}
