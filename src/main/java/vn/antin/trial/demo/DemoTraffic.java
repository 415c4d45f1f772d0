package vn.antin.trial.demo;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.cli.Moment;
import vn.antin.cli.Terminal;
import vn.antin.edxml.BusinessHeader;
import vn.antin.thread.DaemonThreads;

/** Light traffic for the demo: a letter every few seconds, from each agency in turn, acknowledged by the others. */
final class DemoTraffic implements AutoCloseable {

    private static final int SECONDS = 4;
    private static final Logger log = LoggerFactory.getLogger(DemoTraffic.class);

    private final Terminal terminal;
    private final DemoFolder folder;
    private final List<DemoSoftware> all;
    private final ScheduledExecutorService threads =
            Executors.newScheduledThreadPool(2, DaemonThreads.named("antin-traffic"));
    private final List<Future<?>> running = new ArrayList<>();
    private int turn;

    DemoTraffic(Terminal terminal, DemoFolder folder, List<DemoSoftware> all) {
        this.terminal = terminal;
        this.folder = folder;
        this.all = all;
    }

    void start() {
        running.add(threads.scheduleWithFixedDelay(this::send, SECONDS, SECONDS, TimeUnit.SECONDS));
        running.add(threads.scheduleWithFixedDelay(this::take, 1, 1, TimeUnit.SECONDS));
    }

    private void send() {
        try {
            DemoSoftware from = all.get(turn++ % all.size());
            List<BusinessHeader.HeaderParty> to = new ArrayList<>();
            all.stream().filter(each -> !each.equals(from)).forEach(each -> to.add(each.party()));
            DemoLetter letter = DemoLetter.write(
                    folder.nextNumber(), from.party(), to, Clock.systemUTC().instant());
            terminal.say(
                    "demo.traffic",
                    Moment.time(Clock.systemUTC().instant()),
                    letter.code(),
                    from.name(),
                    from.send(letter));
        } catch (RuntimeException e) {
            log.warn("traffic: {}", e.toString());
        }
    }

    /** The last agency's documents stay in its inbox, for trying the commands. */
    private void take() {
        try {
            all.subList(0, all.size() - 1).forEach(each -> each.takeAll(0));
        } catch (RuntimeException e) {
            log.warn("traffic: {}", e.toString());
        }
    }

    @Override
    public void close() {
        running.forEach(work -> work.cancel(true));
        threads.shutdownNow();
    }
}
