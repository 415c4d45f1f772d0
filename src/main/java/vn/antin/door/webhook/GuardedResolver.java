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
 * Turns names into the addresses that are connected to, and hands out none that may not be called. The client connects
 * to what it gets from here and asks nobody else, so a name that means something else a moment later gains nothing.
 */
final class GuardedResolver implements SocketAddressResolver {

    private final Names names;
    private final AllowedNetworks networks;
    private final Executor threads;

    /** Who knows the addresses of a name. */
    @FunctionalInterface
    public interface Names {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    /** No address of a name may be called. */
    static final class NotAllowedException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        NotAllowedException(String host) {
            super(host);
        }
    }

    /**
     * A guard of its own threads.
     *
     * @param threads a name may take long, and shall hold up nobody else
     */
    GuardedResolver(Names names, AllowedNetworks networks, Executor threads) {
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

    /** At least one. */
    List<InetAddress> allowed(String host, boolean encrypted) throws UnknownHostException {
        List<InetAddress> allowed = Arrays.stream(names.of(host))
                .filter(address -> networks.allows(address, encrypted))
                .toList();
        if (allowed.isEmpty()) {
            throw new NotAllowedException(host);
        }
        return allowed;
    }

    /** An address that carries its name: the certificate is for the name, and the client asks nobody for it. */
    private static InetSocketAddress named(String host, InetAddress address, int port) throws UnknownHostException {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new InetSocketAddress(InetAddress.getByAddress(bare, address.getAddress()), port);
    }
}
