package vn.antin.node;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;
import vn.antin.envelope.TryLater;
import vn.antin.ledger.Books;

/** What the routes do with a step that failed: the dead letters with the reason, or another try. */
public final class Failures {

    /** How often a fault nobody foresaw is tried. */
    static final int TRIES = 5;

    private static final String ENVELOPE = "ENVELOPE";

    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    /** Tells the sender of a document, by a receipt, that it was given up. */
    @FunctionalInterface
    interface LastWord {
        void abandon(String sender, byte[] message, Refused why);
    }

    private final Books books;
    private final LastWord lastWord;

    Failures(Books books, LastWord lastWord) {
        this.books = books;
        this.lastWord = lastWord;
    }

    /** Keeps a message that no repeat will help, with its reason; outside a queue there is only the log line. */
    public void giveUp(Refused refused, @Nullable String sender, @Nullable String kind, byte @Nullable [] message) {
        log.warn("given up: {}", refused.getMessage());
        if (message != null) {
            books.ledger().store("dead-letter", tx -> {
                books.notes().deadLetter(tx, refused, String.valueOf(sender), String.valueOf(kind), message);
            });
        }
    }

    /** Whether nothing can be stored for now, whatever the message says. */
    public boolean ledgerIsAway(Exception why) {
        return why instanceof TryLater later
                && (later.fault() == Fault.LEDGER_UNAVAILABLE || later.fault() == Fault.DISK_FULL);
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

    /** A message of a kind that no code understands. */
    public void unknown(@Nullable String sender, @Nullable String kind, byte @Nullable [] message) {
        giveUp(
                new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "kind " + kind),
                sender,
                kind,
                message == null ? new byte[0] : message);
    }
}
