package vn.antin.door.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.door.Bus;
import vn.antin.door.Errors;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.thread.DaemonThreads;

/**
 * One folder as a door: sends what is put into {@code out/} and writes what arrives into {@code in/}. Each folder is
 * polled by its own thread, so that a slow folder delays no other; the thread is never interrupted, because an
 * interrupt would close the ledger's file.
 */
public final class FolderDoor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FolderDoor.class);
    private static final int STOP_SECONDS = 3;

    private final FolderSettings settings;
    private final Errors errors;
    private final FolderState notebook;
    private final AgencyFolder home;
    private final OutFolder outgoing;
    private final ArrivalWriter incoming;
    private final SentDocuments following;
    private final FolderProblems troubles;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor looker;
    private volatile boolean stopping;
    private boolean opened;
    private String told = "";

    /** Starts polling until it is closed. */
    public static FolderDoor start(FolderSettings settings, Bus bus, Errors errors, FolderAlarms alarms, Clock clock) {
        FolderDoor door = new FolderDoor(settings, bus, errors, alarms, FolderCrashPoint.NONE, clock);
        var unused = door.looker.scheduleWithFixedDelay(
                door::turn, 0, settings.period().toMillis(), TimeUnit.MILLISECONDS);
        return door;
    }

    FolderDoor(
            FolderSettings settings, Bus bus, Errors errors, FolderAlarms alarms, FolderCrashPoint step, Clock clock) {
        this.settings = settings;
        this.errors = errors;
        this.clock = clock;
        this.notebook = new FolderState(settings.notes());
        this.home = new AgencyFolder(settings.agency(), settings.path(), notebook);
        TurnControl turn = new TurnControl(this::stopping, step, clock);
        this.following = new SentDocuments(settings, home, notebook, bus, this::stopping, clock);
        this.outgoing = new OutFolder(settings, home, bus, following, errors, turn);
        this.incoming = new ArrivalWriter(settings, home, notebook, bus, turn);
        this.troubles = new FolderProblems(settings.agency().value(), alarms);
        this.looker = DaemonThreads.scheduler("antin-folder-" + settings.agency());
    }

    private boolean stopping() {
        return stopping;
    }

    /** One pass; a failure is reported once, and the next pass follows. */
    void turn() {
        troubles.begin();
        try {
            all();
        } catch (Refused | TryLater e) {
            troubles.add(FolderProblem.of("folder", e));
        } catch (IOException e) {
            troubles.add(FolderProblem.of("folder", settings.path(), e));
        } catch (RuntimeException e) {
            FolderProblem trouble =
                    FolderProblem.of("folder", Fault.INSIDE, e.getClass().getSimpleName());
            if (!troubles.told(trouble)) {
                log.error("folder of {} broke inside", settings.agency(), e);
            }
            troubles.add(trouble);
        }
        if (!stopping) {
            troubles.tell();
        }
    }

    private void all() throws IOException {
        if (!opened) {
            notebook.open(clock.instant());
            following.open();
            opened = true;
        }
        home.check();
        outgoing.turn(troubles);
        incoming.turn(troubles);
        following.turn(troubles);
        say();
    }

    /** Writes the guide for people who open the folder, when it changed or was removed. */
    private void say() throws IOException {
        List<String> lines = troubles.seen().stream()
                .map(trouble -> trouble.sentence(errors))
                .toList();
        List<String> words = lines.isEmpty() ? List.of("Thư mục đang hoạt động bình thường.") : lines;
        Path file = settings.path().resolve("TRANG-THAI.txt");
        String text = String.join("\n", words);
        if (!text.equals(told) || !Files.exists(file)) {
            AtomicFiles.lines(file, words);
            told = text;
        }
    }

    /** Ends the running pass, or leaves the state a crash would: a lost drive may block the thread for minutes. */
    @Override
    public void close() {
        stopping = true;
        looker.shutdown();
        try {
            if (!looker.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                log.warn("folder of {} does not answer; left as it is", settings.agency());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
