package vn.antin.cli;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.cli.Member.Transit;

/** The lines of the demo: cut and restored when another process asks, and what waits for one that is down is told. */
final class Lines implements AutoCloseable {

    static final String CUT = "cut";
    static final String RESTORE = "restore";
    static final String DONE = "done";
    static final String ALREADY = "already";
    static final String UNKNOWN = "unknown";

    private static final long LOOK_MILLIS = 100;
    private static final Logger log = LoggerFactory.getLogger(Lines.class);

    private final Terminal terminal;
    private final Clock clock = Clock.systemUTC();
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Map<String, Outage> outages = new LinkedHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "antin-lines");
        made.setDaemon(true);
        return made;
    });

    Lines(Terminal terminal, List<Member> members) {
        this.terminal = terminal;
        members.forEach(member -> this.members.put(member.code(), member));
        thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Answers a request of two words: what to do, and the code of the agency. */
    synchronized String answer(List<String> request) {
        Member member = request.size() == 2 ? members.get(request.get(1)) : null;
        if (member == null) {
            return UNKNOWN + " " + String.join(" ", members.keySet());
        }
        Outage outage = outages.get(member.code());
        boolean down = outage != null && outage.down();
        return switch (request.get(0)) {
            case CUT -> down ? ALREADY : cut(member);
            case RESTORE -> down ? restore(member, outage) : ALREADY;
            default -> UNKNOWN;
        };
    }

    private String cut(Member member) {
        member.line().cut();
        outages.put(member.code(), new Outage(terminal, member, clock.instant()));
        return DONE;
    }

    private String restore(Member member, Outage outage) {
        // What waits for another line too is that line's to tell.
        List<Transit> waiting = waiting(member, other -> !down(other));
        member.line().restore();
        outage.over(clock.instant(), waiting);
        return DONE;
    }

    private boolean down(Member member) {
        Outage outage = outages.get(member.code());
        return outage != null && outage.down();
    }

    /** What is on its way between this member and those others. */
    private List<Transit> waiting(Member member, Predicate<Member> others) {
        List<Member> ends = members.values().stream()
                .filter(other -> other != member)
                .filter(others)
                .toList();
        return members.values().stream()
                .flatMap(sender -> sender.transits().stream())
                .filter(transit ->
                        ends.stream().anyMatch(other -> transit.isBetween(member.code(), other.code())))
                .toList();
    }

    private synchronized void look() {
        try {
            Instant now = clock.instant();
            outages.entrySet()
                    .removeIf(each -> !each.getValue().goesOn(now, () -> waiting(members.get(each.getKey()), other -> true)));
        } catch (RuntimeException e) {
            log.warn("lines: {}", e.toString());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
