package vn.antin.trial.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A simulated line of a commune: bandwidth shared by all connections, delay, and outages. */
class SimulatedLineTest {

    private static final long RATE = SimulatedLine.megabits(4);
    private static final Duration FAR = Duration.ofMillis(20);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void carries_no_more_than_its_rate_in_each_direction() throws Exception {
        SimulatedLine line = line(RATE, FAR);
        Target source = target(SimulatedLineTest::pour);
        Target sink = target(Target.SWALLOW);
        long began = System.nanoTime();
        Socket downloading = connect(line.to(source.port()));
        pourInto(line.to(sink.port()));

        downloading.getInputStream().readNBytes(300_000);

        long carried = Math.max(line.bytesUp(), line.bytesDown());
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat(carried).isLessThanOrEqualTo((long) (RATE * seconds) + (2 << 10));
        await().until(() -> line.bytesUp() > 300_000);
    }

    @Test
    void two_ports_share_one_budget_and_are_counted_each() throws Exception {
        SimulatedLine line = line(RATE, FAR);
        Target one = target(Target.SWALLOW);
        Target other = target(Target.SWALLOW);
        LinePort broker = line.to(one.port());
        LinePort https = line.to(other.port());
        pourInto(broker);
        pourInto(https);
        pourInto(https);

        await().until(() -> broker.bytesUp() > 100_000 && https.bytesUp() > 200_000);
        line.cut();

        assertThat(broker.bytesUp() + https.bytesUp()).isEqualTo(line.bytesUp());
        assertThat(line.bytesDown()).isZero();
    }

    @Test
    void one_that_does_not_read_holds_up_nobody_else() throws Exception {
        SimulatedLine line = line(RATE, FAR);
        CompletableFuture<Void> enough = new CompletableFuture<>();
        Target deaf = target(socket -> enough.join());
        Target echo = target(Target.ECHO);
        LinePort toDeaf = line.to(deaf.port());
        pourInto(toDeaf);
        await().during(Duration.ofMillis(300)).until(() -> stands(toDeaf));
        assertThat(toDeaf.bytesUp()).isLessThan(1 << 20);

        roundTrip(connect(line.to(echo.port())), 4_000);

        enough.complete(null);
    }

    private long seen = -1;

    private boolean stands(LinePort port) {
        boolean same = seen == port.bytesUp();
        seen = port.bytesUp();
        return same;
    }

    @Test
    void every_byte_takes_its_time_to_and_fro_and_so_does_a_connection() throws Exception {
        SimulatedLine line = line(0, FAR);
        Target echo = target(Target.ECHO);
        LinePort port = line.to(echo.port());

        for (int connection = 0; connection < 5; connection++) {
            long began = System.nanoTime();
            roundTrip(connect(port), 10);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(FAR.multipliedBy(4));
        }

        Socket socket = connect(port);
        roundTrip(socket, 10);
        for (int message = 0; message < 9; message++) {
            assertThat(roundTrip(socket, 10)).isGreaterThanOrEqualTo(FAR.multipliedBy(2));
        }
    }

    @Test
    void what_was_sent_before_the_end_arrives_whole_and_so_does_the_answer() throws Exception {
        SimulatedLine line = line(0, FAR);
        Target echo = target(Target.ECHO);
        byte[] sent = new byte[3_000_000];
        new Random(1).nextBytes(sent);
        Socket socket = connect(line.to(echo.port()));

        CompletableFuture<byte[]> answer = CompletableFuture.supplyAsync(() -> everything(socket));
        socket.getOutputStream().write(sent);
        socket.shutdownOutput();

        assertThat(answer.join()).isEqualTo(sent);
        assertThat(line.bytesUp()).isEqualTo(sent.length);
        assertThat(line.bytesDown()).isEqualTo(sent.length);
    }

    @Test
    void a_cut_ends_every_connection_and_lets_none_in_until_it_is_over() throws Exception {
        SimulatedLine line = line(0, FAR);
        Target echo = target(Target.ECHO);
        LinePort port = line.to(echo.port());
        Socket before = connect(port);
        roundTrip(before, 10);

        line.cut();

        assertThat(hungUp(before)).isTrue();
        assertThat(hungUp(connect(port))).isTrue();
        assertThat(echo.connections()).isEqualTo(1);
        assertThat(line.state()).isEqualTo(SimulatedLine.LineState.CUT);

        line.restore();

        roundTrip(connect(port), 10);
        assertThat(echo.connections()).isEqualTo(2);
    }

    @Test
    void a_drop_ends_every_connection_and_lets_new_ones_in_at_once() throws Exception {
        SimulatedLine line = line(0, Duration.ZERO);
        Target echo = target(Target.ECHO);
        LinePort port = line.to(echo.port());
        Socket before = connect(port);
        roundTrip(before, 10);

        line.drop();

        assertThat(hungUp(before)).isTrue();
        roundTrip(connect(port), 10);
    }

    @Test
    void a_black_hole_tells_nobody_and_only_who_lost_nothing_lives_on() throws Exception {
        SimulatedLine line = line(0, Duration.ZERO);
        Target echo = target(Target.ECHO);
        LinePort port = line.to(echo.port());
        Socket loses = connect(port);
        Socket silent = connect(port);
        roundTrip(loses, 10);
        roundTrip(silent, 10);

        line.blackHole();

        assertSilent(loses);
        assertSilent(connect(port));

        line.restore();

        roundTrip(silent, 10);
        assertSilent(loses);
        roundTrip(connect(port), 10);
    }

    @Test
    void who_goes_in_a_black_hole_is_missed_only_when_something_is_sent_to_it() throws Exception {
        SimulatedLine line = line(0, Duration.ZERO);
        CompletableFuture<Socket> far = new CompletableFuture<>();
        CompletableFuture<Void> enough = new CompletableFuture<>();
        Target target = target(socket -> {
            far.complete(socket);
            enough.join();
        });
        Socket near = connect(line.to(target.port()));
        near.getOutputStream().write(1);
        far.join().getInputStream().read();
        line.blackHole();
        near.close();
        assertSilent(far.join());

        line.restore();
        far.join().getOutputStream().write(2);

        assertThat(hungUp(far.join())).isTrue();
        enough.complete(null);
    }

    @Test
    void a_target_that_is_not_there_is_a_connection_that_ends() throws Exception {
        SimulatedLine line = line(0, Duration.ZERO);
        Target gone = new Target(Target.ECHO);
        gone.close();

        assertThat(hungUp(connect(line.to(gone.port())))).isTrue();
    }

    @Test
    void a_bad_line_loses_its_connections_by_chance() throws Exception {
        SimulatedLine line = line(0, Duration.ZERO);
        Target echo = target(Target.ECHO);
        LinePort port = line.to(echo.port());
        line.lose(Duration.ofMillis(40), 7);

        for (int loss = 0; loss < 5; loss++) {
            assertThat(hungUp(connect(port))).isTrue();
        }
    }

    @Test
    void the_same_seed_loses_at_the_same_times() {
        List<Long> times = times(7, 5_000);

        assertThat(times(7, 5_000)).isEqualTo(times);
        assertThat(times(8, 5_000)).isNotEqualTo(times);
        assertThat(times.get(4_999) / 5_000.0).isCloseTo(1e9, within(5e7));
    }

    private static List<Long> times(long seed, int count) {
        Losses losses = new Losses(Duration.ofSeconds(1), new Random(seed), 0);
        List<Long> times = new ArrayList<>();
        for (long now = losses.pause(0); times.size() < count; now += losses.pause(now)) {
            assertThat(losses.due(now - 1)).isFalse();
            assertThat(losses.due(now)).isTrue();
            times.add(now);
        }
        return times;
    }

    private SimulatedLine line(long bytesPerSecond, Duration delay) {
        SimulatedLine line = new SimulatedLine(bytesPerSecond, delay);
        open.add(line);
        return line;
    }

    private Target target(Target.Answer answer) throws IOException {
        Target target = new Target(answer);
        open.add(target);
        return target;
    }

    private Socket connect(LinePort port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.number());
        open.add(socket);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        return socket;
    }

    /** Sends until the connection breaks. */
    private void pourInto(LinePort port) throws IOException {
        Socket socket = connect(port);
        Thread pouring = new Thread(() -> assertThatThrownBy(() -> pour(socket)).isInstanceOf(SocketException.class));
        pouring.setDaemon(true);
        pouring.start();
    }

    private static void pour(Socket socket) throws IOException {
        byte[] bytes = new byte[16 << 10];
        while (true) {
            socket.getOutputStream().write(bytes);
        }
    }

    private static Duration roundTrip(Socket socket, int bytes) throws IOException {
        long began = System.nanoTime();
        socket.getOutputStream().write(new byte[bytes]);
        assertThat(socket.getInputStream().readNBytes(bytes)).hasSize(bytes);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static byte[] everything(Socket socket) {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether the other end closes or resets the connection. */
    private static boolean hungUp(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.getOutputStream().write(1);
        socket.setSoTimeout(200);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(60_000);
    }
}
