package vn.antin.trial.demo;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.cli.Terminal;
import vn.antin.thread.DaemonThreads;
import vn.antin.trial.demo.DemoAgency.Transit;

/**
 * The lines of the demo: cuts and restores them at the request of another process, and prints what waits for a line
 * that is down.
 */
final class DemoLines implements AutoCloseable {

    static final String CUT = "cut";
    static final String RESTORE = "restore";
    static final String DONE = "done";
    static final String ALREADY = "already";
    static final String UNKNOWN = "unknown";

    private static final long LOOK_MILLIS = 100;
    private static final Logger log = LoggerFactory.getLogger(DemoLines.class);

    private final Terminal terminal;
    private final Clock clock = Clock.systemUTC();
    private final Map<String, DemoAgency> members = new LinkedHashMap<>();
    private final List<Outage> outages = new ArrayList<>();
    private final ScheduledExecutorService thread = DaemonThreads.scheduler("antin-lines");
    private final Future<?> looking;

    DemoLines(Terminal terminal, List<DemoAgency> members) {
        this.terminal = terminal;
        members.forEach(member -> this.members.put(member.code(), member));
        this.looking = thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Answers a request of two words: the action and the code of the agency. */
    synchronized String answer(List<String> request) {
        DemoAgency member = request.size() == 2 ? members.get(request.get(1)) : null;
        if (member == null) {
            return UNKNOWN + " " + String.join(" ", members.keySet());
        }
        Optional<Outage> outage = outage(member);
        return switch (request.get(0)) {
            case CUT -> outage.isPresent() ? ALREADY : cut(member);
            case RESTORE -> outage.map(this::restore).orElse(ALREADY);
            default -> UNKNOWN;
        };
    }

    private String cut(DemoAgency member) {
        member.line().cut();
        outages.removeIf(earlier -> earlier.member().equals(member));
        outages.add(new Outage(terminal, member, clock.instant()));
        return DONE;
    }

    private String restore(Outage outage) {
        // What waits for another line, too, is printed with that line.
        List<Transit> waiting = waiting(outage.member(), other -> outage(other).isEmpty());
        outage.member().line().restore();
        outage.over(clock.instant(), waiting);
        return DONE;
    }

    /** The outage of an agency's line, if it is down. */
    private Optional<Outage> outage(DemoAgency member) {
        return outages.stream()
                .filter(outage -> outage.down() && outage.member().equals(member))
                .findFirst();
    }

    /** The copies between this agency and those others. */
    private List<Transit> waiting(DemoAgency member, Predicate<DemoAgency> others) {
        List<String> ends = members.values().stream()
                .filter(other -> !other.equals(member))
                .filter(others)
                .map(DemoAgency::code)
                .toList();
        return members.values().stream()
                .flatMap(sender -> sender.transits().stream())
                .filter(transit -> ends.stream().anyMatch(other -> transit.isBetween(member.code(), other)))
                .toList();
    }

    private synchronized void look() {
        try {
            Instant now = clock.instant();
            outages.removeIf(outage -> !outage.goesOn(now, () -> waiting(outage.member(), other -> true)));
        } catch (RuntimeException e) {
            log.warn("lines: {}", e.toString());
        }
    }

    @Override
    public void close() {
        looking.cancel(true);
        thread.shutdownNow();
    }
}
