package vn.antin.trial.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.cli.Answered;
import vn.antin.cli.Exit;
import vn.antin.cli.Moment;
import vn.antin.cli.Rest;
import vn.antin.cli.Terminal;
import vn.antin.door.webhook.SigningKey;
import vn.antin.envelope.Mode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Follows a node's events, prints one line each, and posts them to a local address as its webhooks would. */
@Command(name = "listen", sortOptions = false)
public final class ListenCommand implements Callable<Integer> {

    private static final int WAIT_SECONDS = 30;
    private static final long PAUSE_SECONDS = 2;
    private static final int TOO_MANY = 429;
    private static final int SERVER_FAULT = 500;

    @Mixin
    private Terminal terminal;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:ANTIN_CONFIG:-node.yaml}",
            descriptionKey = "config")
    private Path config;

    @Option(names = "--types", paramLabel = "TYPE,…", defaultValue = "", descriptionKey = "types")
    private String types;

    @Option(names = "--forward-to", paramLabel = "URL", descriptionKey = "forward-to")
    private @Nullable URI address;

    @Option(names = "--after", paramLabel = "N", defaultValue = "latest", descriptionKey = "after")
    private String after;

    @Option(names = "--count", paramLabel = "N", defaultValue = "0", descriptionKey = "count")
    private long count;

    @Override
    public Integer call() {
        Rest rest = Rest.of(config, terminal.words().language(), () -> terminal.stamp(Mode.TEST));
        EventPoller feed = new EventPoller(rest, types, after);
        Forwarder forwarder = forwarder();
        // A failure of the first call ends the command; later ones are retried.
        List<JsonNode> first = feed.next(0);
        terminal.say("listen.begins", rest.base(), feed.after());
        long told = tell(first, forwarder);
        while (count == 0 || told < count) {
            try {
                told += tell(feed.next(WAIT_SECONDS), forwarder);
            } catch (Refused e) {
                if (e.fault() != Fault.NODE_UNREACHABLE) {
                    throw e;
                }
                pause(feed);
            } catch (Answered e) {
                // Stopping, restarting or busy: a later call succeeds.
                if (e.status() < SERVER_FAULT && e.status() != TOO_MANY) {
                    throw e;
                }
                pause(feed);
            }
            if (Thread.currentThread().isInterrupted()) {
                return Exit.NOT_DONE;
            }
        }
        return Exit.DONE;
    }

    private void pause(EventPoller feed) {
        terminal.say("listen.broken", Moment.time(Instant.now()), feed.after());
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(PAUSE_SECONDS));
    }

    private @Nullable Forwarder forwarder() {
        URI to = address;
        if (to == null) {
            return null;
        }
        if (to.getHost() == null || !("http".equals(to.getScheme()) || "https".equals(to.getScheme()))) {
            throw terminal.usage("listen.address", to);
        }
        SigningKey key = SigningKey.generate();
        terminal.say("listen.secret", to, key.secretText());
        return new Forwarder(to, key, Clock.systemUTC());
    }

    private int tell(List<JsonNode> events, @Nullable Forwarder forwarder) {
        for (JsonNode event : events) {
            JsonNode data = event.path("data");
            String answer = forwarder == null ? "" : forwarder.forward(event);
            terminal.line(Stream.of(
                            event.path("id").asText(),
                            Moment.time(Instant.parse(event.path("time").asText())),
                            event.path("type").asText(),
                            event.path("subject").asText(),
                            data.path("agency").asText(),
                            data.path("code").asText(),
                            data.path("detail").asText(),
                            answer.isEmpty() ? "" : "→ " + answer)
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.joining("  ")));
        }
        return events.size();
    }
}
