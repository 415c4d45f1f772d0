package vn.antin.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import vn.antin.MovingClock;
import vn.antin.node.broker.HubReachability.Trouble;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;

/** TLS judges certificates at the time of the product's clock, as seals and directory do. */
class TlsClockTest {

    private static final Duration YEAR = Duration.ofDays(365);

    private final MovingClock clock = new MovingClock();
    private final Authority authority =
            Authority.create("gốc tin cậy", clock, YEAR.multipliedBy(20), KeyAlgorithm.EC_P256);
    private final Set<X509Certificate> anchors = Set.of(authority.certificate());

    private KeyEntry certified(String name) {
        KeyPair pair = KeyPairs.generate(KeyAlgorithm.EC_P256);
        X509Certificate certificate =
                authority.issue(pair.getPublic(), name, Purpose.CONNECTION, List.of("localhost", "127.0.0.1"), YEAR);
        return KeyEntry.of(pair.getPrivate(), certificate, authority.certificate());
    }

    /** Whether hub and node accept each other. */
    private boolean connects(KeyEntry hub, KeyEntry node) throws Exception {
        TlsMaterial server = Tls.hub(() -> hub, () -> anchors, clock);
        TlsMaterial client = Tls.node(() -> node, () -> anchors, hub.certificate()::equals, clock);
        try (SSLServerSocket door = (SSLServerSocket)
                server.context().getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            door.setNeedClientAuth(true);
            CompletableFuture<Boolean> accepted = CompletableFuture.supplyAsync(() -> shakes(door));
            TlsProbe probe = new TlsProbe("localhost", door.getLocalPort(), client, Duration.ofSeconds(30));
            Trouble found = probe.once().trouble();
            return accepted.get() && found == Trouble.NONE;
        }
    }

    private static boolean shakes(SSLServerSocket door) {
        try (SSLSocket socket = (SSLSocket) door.accept()) {
            socket.startHandshake();
            socket.getInputStream().read(); // until the other end leaves
            return true;
        } catch (SSLHandshakeException refused) {
            return false;
        } catch (IOException left) {
            return true;
        }
    }

    @Test
    void a_certificate_that_begins_later_than_the_machine_s_time_is_good_by_then() throws Exception {
        clock.forward(YEAR.multipliedBy(10));

        assertThat(connects(certified("hub"), certified("node"))).isTrue();
    }

    @Test
    void a_certificate_that_has_ended_is_refused_though_it_is_good_by_the_machine_s_time() throws Exception {
        KeyEntry oldHub = certified("hub");
        KeyEntry oldNode = certified("node");
        assertThat(connects(oldHub, oldNode)).isTrue();

        clock.forward(YEAR.plusDays(1));

        assertThat(connects(oldHub, certified("node"))).isFalse();
        assertThat(connects(certified("hub"), oldNode)).isFalse();
        assertThat(connects(certified("hub"), certified("node"))).isTrue();
    }

    @Test
    void a_client_of_a_door_goes_by_the_same_clock() throws Exception {
        KeyEntry hub = certified("hub");
        clock.forward(YEAR.plusDays(1));

        assertThat(visits(hub, clock)).isFalse();
        assertThat(visits(hub, Clock.systemUTC())).isTrue();
    }

    private boolean visits(KeyEntry door, Clock by) throws Exception {
        try (SSLServerSocket listening = (SSLServerSocket) Tls.server(() -> door)
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Boolean> shaken = CompletableFuture.supplyAsync(() -> shakes(listening));
            try (SSLSocket socket = (SSLSocket) Tls.client(anchors, by)
                    .getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), listening.getLocalPort())) {
                socket.startHandshake();
            } catch (SSLHandshakeException refused) {
                shaken.get();
                return false;
            }
            return shaken.get();
        }
    }
}
