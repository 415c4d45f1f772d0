package vn.antin.door.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.door.Bus;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.ledger.query.DocumentView;

/**
 * Follows documents sent from the folder: writes their state and receipts beside them and at last the evidence bundle.
 * Polls often while a document is young, then seldom, and stops when nothing more is to come.
 */
final class SentDocuments {

    private static final Logger log = LoggerFactory.getLogger(SentDocuments.class);

    private static final int MOST = 20;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration GIVEN_UP = Duration.ofDays(30);

    /** A document that is followed. */
    private static final class FollowedDocument {
        private final FolderState.SentNote sent;
        private final Map<String, Integer> receipts = new HashMap<>();
        private Instant next;
        private String told = "";
        private @Nullable FolderProblem trouble;

        FollowedDocument(FolderState.SentNote sent) {
            this.sent = sent;
            this.next = sent.since();
        }
    }

    private final AgencyCode agency;
    private final AgencyFolder home;
    private final FolderState notebook;
    private final Bus bus;
    private final Duration period;
    private final BooleanSupplier stopping;
    private final Clock clock;
    private final List<FollowedDocument> all = new ArrayList<>();

    SentDocuments(
            FolderSettings settings,
            AgencyFolder home,
            FolderState notebook,
            Bus bus,
            BooleanSupplier stopping,
            Clock clock) {
        this.agency = settings.agency();
        this.home = home;
        this.notebook = notebook;
        this.bus = bus;
        this.period = settings.period();
        this.stopping = stopping;
        this.clock = clock;
    }

    /** Resumes with the documents of the state. */
    void open() throws IOException {
        notebook.followed().forEach(sent -> all.add(new FollowedDocument(sent)));
    }

    /**
     * Records a document that is about to be moved to {@code sent/}, under unused names. After a crash in between, the
     * recorded names are used again.
     *
     * @param name of the entry
     * @param word for the names when a hundred others have the same
     */
    FolderState.SentNote begin(EnvelopeId id, String name, String word) throws IOException {
        String stem = EntrySnapshot.stem(name);
        for (FollowedDocument one : all) {
            boolean same = one.sent.id().equals(id) && one.sent.stem().startsWith(stem);
            if (same && !AgencyFolder.there(home.sent().resolve(one.sent.name()))) {
                return one.sent;
            }
        }
        String free = AgencyFolder.free(stem, word, this::taken);
        FolderState.SentNote sent =
                new FolderState.SentNote(id, free, free + name.substring(stem.length()), clock.instant());
        notebook.follow(sent);
        all.add(new FollowedDocument(sent));
        return sent;
    }

    private boolean taken(String stem) {
        return all.stream().anyMatch(one -> one.sent.stem().equals(stem))
                || AgencyFolder.there(home.sent().resolve(stem))
                || AgencyFolder.there(home.sent().resolve(stem + ".edxml"))
                || AgencyFolder.there(state(stem));
    }

    private Path state(String stem) {
        return home.sent().resolve(stem + ".trang-thai.txt");
    }

    /** One pass over the documents that are due, the longest waiting first. */
    void turn(FolderProblems troubles) throws IOException {
        Instant now = clock.instant();
        List<FollowedDocument> due = all.stream()
                .filter(one -> !one.next.isAfter(now))
                .sorted(Comparator.comparing((FollowedDocument one) -> one.next))
                .limit(MOST)
                .toList();
        for (FollowedDocument one : due) {
            if (stopping.getAsBoolean()) {
                return;
            }
            attempt(one, now);
        }
        all.stream().map(one -> one.trouble).filter(Objects::nonNull).forEach(troubles::add);
    }

    /** Writes the present state at once. */
    void tell(FolderState.SentNote sent) throws IOException {
        for (FollowedDocument one : List.copyOf(all)) {
            if (one.sent.equals(sent)) {
                attempt(one, clock.instant());
            }
        }
    }

    /** Updates one document; its failure delays no other. */
    private void attempt(FollowedDocument one, Instant now) throws IOException {
        try {
            one.next = now.plus(pause(one, now));
            look(one, now);
            one.trouble = null;
        } catch (RuntimeException e) {
            FolderProblem trouble = FolderProblem.of("sent/" + one.sent.stem(), e);
            if (trouble.fault() == Fault.INSIDE && one.trouble == null) {
                log.error("{} cannot be followed", one.sent.id(), e);
            }
            one.trouble = trouble;
        }
    }

    private Duration pause(FollowedDocument one, Instant now) {
        Duration pause = Duration.between(one.sent.since(), now).dividedBy(20);
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        return pause.compareTo(period) < 0 ? period : pause;
    }

    private void look(FollowedDocument one, Instant now) throws IOException {
        Optional<DocumentView> view =
                bus.document(one.sent.id(), bus.directory().codes(Set.of(agency)));
        boolean over = now.isAfter(one.sent.since().plus(GIVEN_UP));
        if (view.isPresent()) {
            String sentence = DocumentStatusText.sentence(view.get());
            if (!sentence.equals(one.told)) {
                written(state(one.sent.stem()), AtomicFiles.text(List.of(sentence)));
                one.told = sentence;
            }
            boolean waiting =
                    view.get().copies().stream().anyMatch(copy -> copy.state().waiting());
            if (receipts(one) && !waiting) {
                written(home.sent().resolve(one.sent.stem() + ".evidence.zip"), bus.evidence(one.sent.id()));
                over = true;
            }
        }
        if (over) {
            notebook.leave(one.sent);
            all.remove(one);
        }
    }

    /** Writes receipts that are new or have got their witness or timestamp since; true when all are complete. */
    private boolean receipts(FollowedDocument one) throws IOException {
        boolean complete = true;
        for (DocumentView.ReceiptLine line : bus.receipts(one.sent.id())) {
            byte[] xml = line.xml();
            complete &= xml != null && line.stamped() != null;
            if (xml == null) {
                continue;
            }
            String name = line.event() + "." + line.number() + "." + line.issuer();
            if (!Objects.equals(one.receipts.get(name), xml.length)) {
                written(home.sent().resolve(one.sent.stem() + "." + name + ".receipt.xml"), xml);
                one.receipts.put(name, xml.length);
            }
        }
        return complete;
    }

    /** Existing files are not written again after a start. */
    private static void written(Path file, byte[] bytes) throws IOException {
        if (!Files.isRegularFile(file)
                || Files.size(file) != bytes.length
                || !Arrays.equals(Files.readAllBytes(file), bytes)) {
            AtomicFiles.whole(file, bytes);
        }
    }
}
