package vn.antin.node;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.DeadLetters;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.people.AuditLog;

/** What the routes do with a step that failed: the dead letters with the reason, or another try. */
public final class RouteFailures {

    /** How often a fault nobody foresaw is tried. */
    static final int TRIES = 5;

    private static final String ENVELOPE = "ENVELOPE";

    private static final Logger log = LoggerFactory.getLogger(RouteFailures.class);

    /** Tells the sender of a document, by a receipt, that it was given up. */
    @FunctionalInterface
    interface LastWord {
        void abandon(String sender, byte[] message, Refused why);
    }

    /** As the audit log names this program. */
    private static final String PROGRAM = "antin";

    /** How many dead letters are read at once. */
    private static final int STEP = 50;

    private final Repositories repositories;
    private final LastWord lastWord;
    private final Duration kept;
    private final Clock clock;
    private final AuditLog audit;
    private final DeadLetters letters = new DeadLetters();

    /**
     * The failures of these books.
     *
     * @param kept how long a dead letter waits for somebody to look at it
     */
    RouteFailures(Repositories repositories, LastWord lastWord, Duration kept, Clock clock) {
        this.repositories = repositories;
        this.lastWord = lastWord;
        this.kept = kept;
        this.clock = clock;
        this.audit = new AuditLog(clock);
    }

    /** Keeps a message that no repeat will help, with its reason; outside a queue there is only the log line. */
    public void giveUp(Refused refused, @Nullable String sender, @Nullable String kind, byte @Nullable [] message) {
        log.warn("given up: {}", refused.getMessage());
        if (message != null) {
            repositories.ledger().store("dead-letter", tx -> {
                repositories.timeline().deadLetter(tx, refused, String.valueOf(sender), String.valueOf(kind), message);
            });
        }
    }

    /**
     * Whether nothing can be stored for now, whatever the message says. A low disk is no such reason: a new document waits
     * for room, and receipts behind it go on.
     */
    public boolean ledgerIsAway(Exception why) {
        return why instanceof TryLater later && later.fault() == Fault.LEDGER_UNAVAILABLE;
    }

    public void tryLater(Exception why) {
        log.warn("tried again later: {}", why.getMessage());
    }

    /** Whether this delivery was the last: the broker counts them. */
    public boolean lastTry(@Nullable Integer deliveries) {
        return deliveries == null || deliveries >= TRIES;
    }

    /** A fault nobody foresaw. */
    public void unforeseen(
            Exception why,
            @Nullable String sender,
            @Nullable String kind,
            byte @Nullable [] message,
            @Nullable Integer deliveries) {
        log.error("unforeseen, delivery {}", deliveries, why);
        if (lastTry(deliveries)) {
            Refused last = new Refused(Fault.INSIDE, why, why.toString());
            giveUp(last, sender, kind, message);
            if (ENVELOPE.equals(kind) && message != null) {
                tell(String.valueOf(sender), message, last);
            }
        }
    }

    /**
     * Somebody has looked at it and gives it up: whoever sent it is told by a receipt, the same at every repeat.
     *
     * @return whether anybody could be told
     */
    boolean abandon(String sender, String kind, byte[] message) {
        return ENVELOPE.equals(kind) && tell(sender, message, new Refused(Fault.INSIDE, "given up by a person"));
    }

    private boolean tell(String sender, byte[] message, Refused last) {
        try {
            lastWord.abandon(sender, message, last);
            return true;
        } catch (Refused nobody) {
            log.warn("nobody can be told: {}", nobody.getMessage());
            return false;
        }
    }

    /** What the broker itself gave up or let expire; it does neither unless something is wrong. */
    public void undelivered(@Nullable String sender, @Nullable String kind, byte @Nullable [] message) {
        giveUp(
                new Refused(Fault.BROKER_GAVE_UP, String.valueOf(sender), String.valueOf(kind)),
                sender,
                kind,
                message == null ? new byte[0] : message);
    }

    /**
     * Removes the dead letters that are past their time. The sender of a document is told by a receipt first; that, too,
     * changes nothing when it is done again.
     */
    public void collect() {
        Instant before = clock.instant().minus(kept);
        List<DeadLetters.DeadLetter> old = repositories.ledger().read(tx -> letters.before(tx, before, STEP));
        while (!old.isEmpty()) {
            old.forEach(this::remove);
            old = repositories.ledger().read(tx -> letters.before(tx, before, STEP));
        }
    }

    private void remove(DeadLetters.DeadLetter letter) {
        boolean told = repositories
                .ledger()
                .read(tx -> letters.body(tx, letter.number()))
                .filter(body -> ENVELOPE.equals(letter.kind())
                        && tell(letter.sender(), body, new Refused(Fault.INSIDE, "not looked at for " + kept)))
                .isPresent();
        repositories.ledger().store("dead-letter.over", tx -> {
            String name = letters.name(tx, letter.number());
            if (letters.remove(tx, letter.number())) {
                audit.add(tx, PROGRAM, "DEAD_OVER", name, kept.toString(), told ? "SENDER_TOLD" : "");
            }
        });
    }

    /** A message of a kind that no code understands. */
    public void unknown(@Nullable String sender, @Nullable String kind, byte @Nullable [] message) {
        giveUp(
                new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "kind " + kind),
                sender,
                kind,
                message == null ? new byte[0] : message);
    }
}
