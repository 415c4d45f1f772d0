package vn.antin.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Aborted handshakes are few lines without stack traces; other failures keep theirs. */
class LogRateLimitTest {

    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private long nanos;

    @BeforeEach
    void start() {
        LogRateLimit limit = new LogRateLimit(() -> nanos);
        limit.start();
        context.addTurboFilter(limit);
        lines.start();
        context.getLogger("ROOT").addAppender(lines);
    }

    private void handshakes(int count) {
        Logger netty = context.getLogger("io.netty.channel.DefaultChannelPipeline");
        Logger artemis = context.getLogger("org.apache.activemq.artemis.core.server");
        for (int n = 0; n < count; n++) {
            netty.warn(
                    "an exception reached the end of the pipeline",
                    new IllegalStateException("decoding", new SSLHandshakeException("Received {} fatal alert")));
            artemis.warn("AMQ222208: SSL handshake failed for client from {}", "/10.0.0." + n);
        }
    }

    @Test
    void a_thousand_half_open_handshakes_are_a_line_of_each_kind_without_a_stack() {
        handshakes(1_000);

        assertThat(lines.list)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.getThrowableProxy()).isNull());
        assertThat(lines.list.get(0).getFormattedMessage())
                .contains("end of the pipeline", "SSLHandshakeException: Received { } fatal alert");

        nanos = Duration.ofSeconds(11).toNanos();
        handshakes(1);
        assertThat(lines.list).hasSize(4);
        assertThat(lines.list.get(3).getFormattedMessage()).endsWith("/10.0.0.0 (and 999 more like it)");
    }

    @Test
    void another_fault_keeps_its_stack_and_our_own_lines_are_not_limited() {
        context.getLogger("org.apache.activemq.artemis.core.server")
                .error("AMQ222010: Critical IO Error", new IllegalStateException("the journal"));
        Logger ours = context.getLogger("vn.antin.relay.Relay");
        for (int n = 0; n < 100; n++) {
            ours.warn("tried again later");
        }

        assertThat(lines.list).hasSize(101);
        assertThat(lines.list.get(0).getThrowableProxy()).isNotNull();
    }
}
