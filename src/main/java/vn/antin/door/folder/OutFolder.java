package vn.antin.door.folder;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.door.Bus;
import vn.antin.door.Errors;
import vn.antin.door.Language;
import vn.antin.door.ProblemText;
import vn.antin.door.SafeName;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.submit.Acceptance;
import vn.antin.submit.Submission;

/**
 * Submits the entries of {@code out/}: an entry that is complete and unchanged between two passes is submitted, then
 * moved to {@code sent/} or {@code failed/}. After a crash at any point the entry is in one of the three, and
 * submitting it again returns the first answer.
 */
final class OutFolder {

    private static final Logger log = LoggerFactory.getLogger(OutFolder.class);

    /** Entries examined in one pass, and submitted in one pass. */
    static final int MOST_ENTRIES = 2_000;

    private static final int MOST_SENT = 50;

    /** How long an incomplete file must be unchanged before it is submitted as it is. */
    static final Duration STILL = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** Leaves room for a suffix and a number. */
    private static final int STEM_BYTES = 150;

    /** An entry from its first snapshot to its move. */
    private static final class WaitingEntry {
        private final EntrySnapshot look;
        private final Instant since;
        private Instant next;
        private Duration pause = Duration.ofSeconds(1);
        private @Nullable FolderProblem trouble;

        WaitingEntry(EntrySnapshot look, Instant now) {
            this.look = look;
            this.since = now;
            this.next = now;
        }

        void later(Instant now, FolderProblem why) {
            trouble = why;
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            next = now.plus(pause);
        }
    }

    private final AgencyCode agency;
    private final int files;
    private final AgencyFolder home;
    private final Bus bus;
    private final HandedInEntry handed;
    private final SentDocuments following;
    private final Errors errors;
    private final BooleanSupplier stopping;
    private final FolderCrashPoint step;
    private final Clock clock;
    private final Map<String, WaitingEntry> waiting = new HashMap<>();

    OutFolder(
            FolderSettings settings,
            AgencyFolder home,
            Bus bus,
            SentDocuments following,
            Errors errors,
            TurnControl turn) {
        this.agency = settings.agency();
        this.files = settings.files();
        this.home = home;
        this.bus = bus;
        this.handed = new HandedInEntry(settings, bus::directory, turn.stopping());
        this.following = following;
        this.errors = errors;
        this.stopping = turn.stopping();
        this.step = turn.step();
        this.clock = turn.clock();
    }

    /** One pass: examines all entries and submits those that are ready, the oldest first. */
    void turn(FolderProblems troubles) throws IOException {
        Map<Path, EntrySnapshot> entries = snapshots(troubles);
        waiting.keySet()
                .retainAll(entries.keySet().stream().map(OutFolder::name).toList());
        int sent = 0;
        for (Map.Entry<Path, EntrySnapshot> entry : entries.entrySet()) {
            if (sent == MOST_SENT || stopping.getAsBoolean()) {
                return;
            }
            if (ready(entry.getKey(), entry.getValue())) {
                sent++;
                take(entry.getKey(), entry.getValue());
            }
            WaitingEntry one = waiting.get(name(entry.getKey()));
            if (one != null && one.trouble != null) {
                troubles.add(one.trouble);
            }
        }
    }

    private Map<Path, EntrySnapshot> snapshots(FolderProblems troubles) throws IOException {
        List<Map.Entry<Path, EntrySnapshot>> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(home.out(), EntrySnapshot::counts)) {
            for (Path entry : stream) {
                if (found.size() == MOST_ENTRIES) {
                    troubles.add(FolderProblem.of(
                            "out", Fault.FOLDER_CROWDED, home.out().toString(), Integer.toString(MOST_ENTRIES)));
                    break;
                }
                look(entry, troubles).ifPresent(look -> found.add(Map.entry(entry, look)));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        found.sort(Comparator.comparing(entry -> entry.getValue().since()));
        Map<Path, EntrySnapshot> snapshots = new LinkedHashMap<>();
        found.forEach(entry -> snapshots.put(entry.getKey(), entry.getValue()));
        return snapshots;
    }

    private Optional<EntrySnapshot> look(Path entry, FolderProblems troubles) throws IOException {
        try {
            return Optional.of(EntrySnapshot.at(entry, files));
        } catch (NoSuchFileException e) {
            // Renamed or removed since the listing: the next pass sees its new state.
            log.debug("{} went away", entry);
        } catch (IOException | DirectoryIteratorException e) {
            troubles.add(unreadable(entry, e));
        }
        return Optional.empty();
    }

    private static FolderProblem unreadable(Path entry, Exception why) {
        String name = SafeName.usable(name(entry), 250) ? name(entry) : SafeName.of(1, name(entry));
        return FolderProblem.of(
                "out/" + name,
                Fault.FILE_UNREADABLE,
                "out/" + name,
                why.getClass().getSimpleName());
    }

    /** Whether nobody has written to it since an earlier snapshot, and its writer has finished. */
    private boolean ready(Path entry, EntrySnapshot look) {
        Instant now = clock.instant();
        WaitingEntry one = waiting.get(name(entry));
        if (one == null || !one.look.equals(look)) {
            waiting.put(name(entry), new WaitingEntry(look, now));
            return false;
        }
        if (look.kind() == EntrySnapshot.EntryKind.UNDER_WAY || now.isBefore(one.next)) {
            return false;
        }
        try {
            return look.endsWell(entry) || !now.isBefore(one.since.plus(STILL));
        } catch (IOException e) {
            one.later(now, unreadable(entry, e));
            return false;
        }
    }

    private void take(Path entry, EntrySnapshot look) throws IOException {
        WaitingEntry one = Objects.requireNonNull(waiting.get(name(entry)));
        try {
            decide(entry, look, one);
        } catch (IOException e) {
            one.later(clock.instant(), unreadable(entry, e));
        } finally {
            handed.forget();
        }
    }

    private void decide(Path entry, EntrySnapshot look, WaitingEntry one) throws IOException {
        try {
            send(entry, look);
        } catch (RuntimeException e) {
            ProblemText told = ProblemText.of(e, "out/" + name(entry), Language.VI, errors);
            if (told.fault() == Fault.INSIDE && one.trouble == null) {
                log.error("{} out/{} broke inside", agency, name(entry), e);
            }
            if (told.retryable()) {
                one.later(clock.instant(), new FolderProblem(told.fault(), "out/" + name(entry), told.values()));
            } else {
                fail(entry, look, told);
            }
        }
    }

    private void send(Path entry, EntrySnapshot look) throws IOException {
        if (look.kind() == EntrySnapshot.EntryKind.ODD) {
            throw new Refused(Fault.NOT_A_FILE, name(entry));
        }
        if (!SafeName.usable(EntrySnapshot.stem(name(entry)), STEM_BYTES)) {
            throw new Refused(Fault.FILE_NAME, name(entry));
        }
        Submission submission = handed.read(entry, look);
        Acceptance acceptance = bus.submit(submission);
        step.at("submitted");
        FolderState.SentNote sent = following.begin(acceptance.id(), name(entry), word(submission));
        step.at("noted");
        if (!EntrySnapshot.at(entry, files).equals(look)) {
            // Changed again: its content is now another document, which is examined as such.
            return;
        }
        home.move(entry, home.sent().resolve(sent.name()));
        step.at("moved");
        waiting.remove(name(entry));
        log.info("{} handed in from {} out/{}", acceptance.id(), agency, name(entry));
        following.tell(sent);
        step.at("told");
    }

    private static String word(Submission submission) {
        return Digest.sha256(String.valueOf(submission.key()).getBytes(UTF_8))
                .hex()
                .substring(0, 12);
    }

    /** Writes the reason before it moves the entry, so that no entry lies in {@code failed/} without one. */
    private void fail(Path entry, EntrySnapshot look, ProblemText told) throws IOException {
        if (!EntrySnapshot.at(entry, files).equals(look)) {
            return;
        }
        String name = name(entry);
        boolean good = SafeName.usable(EntrySnapshot.stem(name), STEM_BYTES);
        String kept = good ? name : SafeName.of(1, name);
        String stem = EntrySnapshot.stem(kept);
        String ending = kept.substring(stem.length());
        String word = Digest.sha256(name.getBytes(UTF_8)).hex().substring(0, 12);
        String free = AgencyFolder.free(
                stem,
                word,
                one -> AgencyFolder.there(home.failed().resolve(one))
                        || AgencyFolder.there(home.failed().resolve(one + ".edxml")));
        AtomicFiles.whole(home.failed().resolve(free + ".err.json"), told.json());
        AtomicFiles.lines(home.failed().resolve(free + ".loi.txt"), told.words());
        step.at("explained");
        home.move(entry, home.failed().resolve(free + ending));
        step.at("failed");
        waiting.remove(name);
        log.warn("{} out/{} refused: {}", agency, free + ending, told.fault().code());
    }

    private static String name(Path entry) {
        return entry.getFileName().toString();
    }
}
