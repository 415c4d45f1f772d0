package vn.antin.door.webhook;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/**
 * Resolves names and returns only allowed addresses. The client connects to these addresses and resolves nothing
 * itself, so DNS rebinding has no effect.
 */
final class GuardedResolver implements SocketAddressResolver {

    private final NameLookup names;
    private final AllowedNetworks networks;
    private final Executor threads;

    /** Looks up the addresses of a name. */
    @FunctionalInterface
    public interface NameLookup {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    /** None of the addresses of a name may be called. */
    static final class NotAllowedException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        NotAllowedException(String host) {
            super(host);
        }
    }

    /**
     * Builds a resolver.
     *
     * @param threads run the lookups, so that a slow one delays nothing else
     */
    GuardedResolver(NameLookup names, AllowedNetworks networks, Executor threads) {
        this.names = names;
        this.networks = networks;
        this.threads = threads;
    }

    @Override
    public void resolve(String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
        boolean encrypted = context.get(Destination.CONTEXT_KEY) instanceof Destination target && target.isSecure();
        try {
            threads.execute(() -> {
                try {
                    List<InetSocketAddress> found = new ArrayList<>();
                    for (InetAddress address : allowed(host, encrypted)) {
                        found.add(named(host, address, port));
                    }
                    promise.succeeded(found);
                } catch (UnknownHostException | RuntimeException e) {
                    promise.failed(e);
                }
            });
        } catch (RejectedExecutionException e) {
            promise.failed(e);
        }
    }

    /** The allowed addresses, at least one. */
    List<InetAddress> allowed(String host, boolean encrypted) throws UnknownHostException {
        List<InetAddress> allowed = Arrays.stream(names.of(host))
                .filter(address -> networks.allows(address, encrypted))
                .toList();
        if (allowed.isEmpty()) {
            throw new NotAllowedException(host);
        }
        return allowed;
    }

    /** An address that carries its host name: TLS checks the certificate against the name without a reverse lookup. */
    private static InetSocketAddress named(String host, InetAddress address, int port) throws UnknownHostException {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new InetSocketAddress(InetAddress.getByAddress(bare, address.getAddress()), port);
    }
}
