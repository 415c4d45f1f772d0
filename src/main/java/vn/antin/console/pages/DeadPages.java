package vn.antin.console.pages;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Visit;
import vn.antin.door.Errors;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Books;
import vn.antin.ledger.DeadLetters;
import vn.antin.ledger.people.AuditLog;

/** Messages that were given up: looked at, tried again, or thrown away with evidence for whoever sent them. */
final class DeadPages {

    private static final int ROWS = 50;

    /** What may work another time; a greeting of yesterday is of no use to anybody. */
    private static final Set<String> AGAIN = Set.of("ENVELOPE", "ANNOUNCE", "RECEIPTS");

    private final Books books;
    private final AuditLog audit;
    private final Mender mender;
    private final DeadLetters letters = new DeadLetters();
    private final Errors errors = Errors.load();

    DeadPages(Books books, AuditLog audit, Mender mender) {
        this.books = books;
        this.audit = audit;
        this.mender = mender;
    }

    void on(Console console) {
        console.at("dead", (visit, rest) -> list(visit, "")).does("dead-again", (visit, rest) -> again(visit));
    }

    private void list(Visit visit, String outcome) throws IOException {
        visit.needs(Action.SEE_OPERATIONS);
        String before = visit.field("before");
        long from = before.matches("\\d{1,18}") ? Long.parseLong(before) : Long.MAX_VALUE;
        List<DeadLetters.Letter> all = books.ledger().read(tx -> letters.page(tx, from, ROWS + 1));
        List<DeadLetters.Letter> shown = all.subList(0, Math.min(ROWS, all.size()));
        Map<String, String> titles = new HashMap<>();
        shown.forEach(one -> titles.put(
                one.code(),
                errors.ofCode(one.code())
                        .map(entry -> entry.title().in(visit.view().words().language()))
                        .orElse("")));
        visit.page(
                "dead",
                Map.of(
                        "letters",
                        shown,
                        "titles",
                        titles,
                        "again",
                        AGAIN,
                        "outcome",
                        outcome,
                        "next",
                        all.size() > ROWS ? Long.toString(shown.get(ROWS - 1).number()) : ""));
    }

    private DeadLetters.Letter named(Visit visit) {
        String number = visit.field("letter");
        return (number.matches("\\d{1,18}")
                        ? books.ledger().read(tx -> letters.find(tx, Long.parseLong(number)))
                        : java.util.Optional.<DeadLetters.Letter>empty())
                .orElseThrow(() -> new Refused(Fault.ADDRESS_UNKNOWN, number));
    }

    private byte[] body(DeadLetters.Letter letter) {
        return books.ledger()
                .read(tx -> letters.body(tx, letter.number()))
                .orElseThrow(() -> new Refused(Fault.ADDRESS_UNKNOWN, Long.toString(letter.number())));
    }

    /**
     * Every step that a message goes to knows a repeat. If it dies before the row is gone, the letter is still there and
     * another try changes nothing.
     */
    private void again(Visit visit) throws IOException {
        visit.needs(Action.RETRY);
        DeadLetters.Letter letter = named(visit);
        String reason = visit.reason();
        if (!AGAIN.contains(letter.kind())) {
            throw new Refused(Fault.ADDRESS_UNKNOWN, letter.kind());
        }
        Mender.Outcome outcome = mender.again(letter.sender(), letter.kind(), body(letter));
        books.ledger().store("console.dead-again", tx -> {
            if (outcome == Mender.Outcome.DONE) {
                letters.remove(tx, letter.number());
            } else {
                // The failed try left a letter of its own, unless there are too many: the first one stands.
                letters.removeLater(tx, letter.number());
            }
            audit.add(tx, visit.who().by(), "DEAD_AGAIN", subject(letter), reason, outcome.name());
        });
        list(visit, outcome.name());
    }

    private static String subject(DeadLetters.Letter letter) {
        return letter.number() + " " + letter.kind() + " " + letter.sender() + " " + letter.code();
    }
}
