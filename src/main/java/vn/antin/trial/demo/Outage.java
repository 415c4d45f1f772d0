package vn.antin.trial.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import vn.antin.cli.Moment;
import vn.antin.cli.Terminal;
import vn.antin.trial.demo.DemoAgency.Transit;

/** One outage of a line and the documents that wait for it, printed while it lasts and until they have arrived. */
final class Outage {

    /** Interval of the progress lines. */
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final Terminal terminal;
    private final DemoAgency member;
    private final Instant since;
    private Instant back = Instant.MAX;
    private Instant told;
    private List<Transit> waited = List.of();

    Outage(Terminal terminal, DemoAgency member, Instant now) {
        this.terminal = terminal;
        this.member = member;
        this.since = now;
        this.told = now;
        say("demo.line.down", now);
    }

    DemoAgency member() {
        return member;
    }

    boolean down() {
        return back.equals(Instant.MAX);
    }

    /** The line is restored; these copies waited for it. */
    void over(Instant now, List<Transit> waiting) {
        back = now;
        told = now;
        waited = waiting;
        say("demo.line.up", now, Moment.seconds(Duration.between(since, now)), documents(waiting));
    }

    /** Prints the progress when it is due; whether there is more to come. */
    boolean goesOn(Instant now, Supplier<List<Transit>> waiting) {
        boolean time = !now.isBefore(told.plus(PERIOD));
        if (time) {
            told = now;
        }
        if (down()) {
            if (time) {
                say("demo.line.waits", now, Moment.time(since), documents(waiting.get()));
            }
            return true;
        }
        List<Transit> left =
                waited.stream().filter(transit -> !transit.arrived()).toList();
        if (left.isEmpty()) {
            say("demo.line.arrived", now, documents(waited), Moment.seconds(Duration.between(back, now)));
        } else if (time) {
            say("demo.line.arriving", now, documents(left), documents(waited));
        }
        return !left.isEmpty();
    }

    private void say(String key, Instant now, Object... values) {
        Object[] all = new Object[3 + values.length];
        all[0] = Moment.time(now);
        all[1] = member.name();
        all[2] = member.code();
        System.arraycopy(values, 0, all, 3, values.length);
        terminal.say(key, all);
    }

    /** Counts documents; one to several agencies counts once. */
    private static long documents(List<Transit> transits) {
        return transits.stream()
                .map(transit -> transit.copy().document())
                .distinct()
                .count();
    }
}
