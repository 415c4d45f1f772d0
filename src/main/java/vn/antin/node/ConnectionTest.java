package vn.antin.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import vn.antin.console.pages.MachineAccess.ConnectionStep;
import vn.antin.directory.HubEndpoint;
import vn.antin.envelope.VietnamTime;
import vn.antin.ledger.HubSession;
import vn.antin.node.broker.HubReachability;
import vn.antin.node.broker.HubReachability.Trouble;
import vn.antin.node.broker.TlsMaterial;
import vn.antin.node.broker.TlsProbe;

/** Tries the way to the hub, one step after the other, and says where it ends; what cannot be tried then is skipped. */
final class ConnectionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss").withZone(VietnamTime.ZONE);

    private final HubEndpoint hub;
    private final TlsMaterial tls;
    private final X509Certificate own;
    private final Supplier<HubReachability> line;
    private final HubSession standing;
    private final Runnable greet;
    private final Clock clock;
    private final List<ConnectionStep> steps = new ArrayList<>();
    private boolean broken;

    /**
     * A way that is tried once.
     *
     * @param tls with which the connection shows itself
     * @param greet sends a message to the hub, which answers it
     */
    ConnectionTest(
            HubEndpoint hub,
            TlsMaterial tls,
            X509Certificate own,
            Supplier<HubReachability> line,
            HubSession standing,
            Runnable greet,
            Clock clock) {
        this.hub = hub;
        this.tls = tls;
        this.own = own;
        this.line = line;
        this.standing = standing;
        this.greet = greet;
        this.clock = clock;
    }

    /** What one step says when it is good; it throws when it is not. */
    private interface Try {
        String run() throws IOException, StoppedException;
    }

    private static final class StoppedException extends Exception {

        private static final long serialVersionUID = 1L;
        private final Trouble trouble;

        StoppedException(Trouble trouble, String detail) {
            super(detail);
            this.trouble = trouble;
        }
    }

    List<ConnectionStep> run() {
        step("CERTIFICATE", this::certificate);
        broken = false; // the others are worth a try with a bad one, too: the hub says what it thinks of it
        step(
                "DNS",
                () -> Arrays.stream(InetAddress.getAllByName(hub.host()))
                        .map(InetAddress::getHostAddress)
                        .distinct()
                        .collect(Collectors.joining(", ")));
        step("TCP", () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(hub.host(), hub.port()), (int) PATIENCE.toMillis());
                return hub.host() + ":" + hub.port();
            }
        });
        step("TLS", () -> tls(hub.port()));
        step("BROKER", this::broker);
        step("MESSAGE", this::message);
        step("CLOCK", this::clock);
        broken = false; // another port: it may be open where the first is not
        step("PARTS", () -> tls(hub.https()));
        step("SPEED", this::speed);
        return steps;
    }

    private void step(String name, Try what) {
        if (broken) {
            steps.add(new ConnectionStep(name, "SKIPPED", 0, "", ""));
            return;
        }
        long begin = System.nanoTime();
        try {
            String detail = what.run();
            steps.add(new ConnectionStep(name, "OK", (System.nanoTime() - begin) / 1_000_000, detail, ""));
        } catch (StoppedException e) {
            fail(name, begin, e.trouble, String.valueOf(e.getMessage()));
        } catch (UnknownHostException e) {
            fail(name, begin, Trouble.HOST_UNKNOWN, hub.host());
        } catch (java.net.SocketTimeoutException e) {
            fail(name, begin, Trouble.TIMED_OUT, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            fail(name, begin, Trouble.CONNECTION_REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private void fail(String name, long begin, Trouble trouble, String detail) {
        broken = true;
        steps.add(new ConnectionStep(name, "FAILED", (System.nanoTime() - begin) / 1_000_000, detail, trouble.name()));
    }

    private String tls(int port) throws StoppedException {
        TlsProbe.HandshakeResult found = new TlsProbe(hub.host(), port, tls, PATIENCE).once();
        if (found.trouble() != Trouble.NONE) {
            throw new StoppedException(found.trouble(), found.detail());
        }
        return hub.host() + ":" + port;
    }

    private String certificate() throws StoppedException {
        Instant until = own.getNotAfter().toInstant();
        if (clock.instant().isAfter(until)) {
            throw new StoppedException(Trouble.CERTIFICATE_REFUSED, MOMENT.format(until));
        }
        return MOMENT.format(until);
    }

    private String broker() throws StoppedException {
        HubReachability state = line.get();
        if (!state.up()) {
            throw new StoppedException(state.trouble(), state.detail());
        }
        return MOMENT.format(state.since());
    }

    private String speed() throws IOException, StoppedException {
        try {
            return LineSpeed.measure(hub.door(), tls.context()).toString();
        } catch (HttpTimeoutException e) {
            throw new StoppedException(Trouble.TIMED_OUT, String.valueOf(e.getMessage()));
        } catch (ProtocolException e) {
            throw new StoppedException(Trouble.OTHER, String.valueOf(e.getMessage()));
        }
    }

    /** Through the queues and back, as documents and receipts go. */
    private String message() throws StoppedException {
        long before = standing.answers();
        greet.run();
        try {
            if (!standing.awaitAnswer(before, PATIENCE)) {
                throw new StoppedException(Trouble.TIMED_OUT, PATIENCE.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException(Trouble.OTHER, "");
        }
        return "";
    }

    private String clock() throws StoppedException {
        OptionalLong offset = standing.offsetMillis();
        if (!standing.good()) {
            throw new StoppedException(Trouble.OTHER, offset.isEmpty() ? "" : offset.getAsLong() + " ms");
        }
        return offset.orElse(0) + " ms";
    }
}
