package vn.antin.node;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;
import vn.antin.ledger.Books;

/** What the routes do with a step that failed: the dead letters with the reason, or another try. */
public final class Failures {

    /** How often a fault nobody foresaw is tried. */
    private static final int TRIES = 5;

    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private final Books books;

    public Failures(Books books) {
        this.books = books;
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
            giveUp(new Refused(Fault.INSIDE, why, why.toString()), sender, kind, message);
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
