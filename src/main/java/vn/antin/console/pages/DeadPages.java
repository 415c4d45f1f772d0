package vn.antin.console.pages;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.RequestContext;
import vn.antin.door.Language;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.DeadLetters;

/** Dead letters: lists them, retries them, or removes them with evidence for their sender. */
final class DeadPages {

    private static final int ROWS = 50;

    /** Kinds that may be retried; an old heartbeat is of no use. */
    private static final Set<String> AGAIN = Set.of("ENVELOPE", "ANNOUNCE", "RECEIPTS");

    private final PageServices services;
    private final RepairActions mender;
    private final DeadLetters letters = new DeadLetters();

    DeadPages(PageServices services, RepairActions mender) {
        this.services = services;
        this.mender = mender;
    }

    void on(Console console) {
        console.at("dead", (context, rest) -> list(context, "")).does("dead-again", (context, rest) -> again(context));
    }

    private void list(RequestContext context, String outcome) throws IOException {
        context.needs(Action.SEE_OPERATIONS);
        long from = context.number("before").orElse(Long.MAX_VALUE);
        List<DeadLetters.DeadLetter> all = services.ledger().read(tx -> letters.page(tx, from, ROWS + 1));
        List<DeadLetters.DeadLetter> shown = all.subList(0, Math.min(ROWS, all.size()));
        Language language = context.view().words().language();
        Map<String, String> titles = new HashMap<>();
        Map<Long, String> reasons = new HashMap<>();
        for (DeadLetters.DeadLetter one : shown) {
            services.errors().ofCode(one.code()).ifPresent(entry -> {
                titles.put(one.code(), entry.title().in(language));
                reasons.put(one.number(), services.errors().sentence(entry.fault(), one.values(), language));
            });
        }
        context.page(
                "dead",
                Map.of(
                        "letters", shown,
                        "titles", titles,
                        "reasons", reasons,
                        "again", AGAIN,
                        "outcome", outcome,
                        "next",
                                all.size() > ROWS
                                        ? Long.toString(shown.get(ROWS - 1).number())
                                        : ""));
    }

    private DeadLetters.DeadLetter named(RequestContext context) {
        String number = context.field("letter");
        return (number.matches("\\d{1,18}")
                        ? services.ledger().read(tx -> letters.find(tx, Long.parseLong(number)))
                        : java.util.Optional.<DeadLetters.DeadLetter>empty())
                .orElseThrow(() -> new Refused(Fault.ADDRESS_UNKNOWN, number));
    }

    private byte[] body(DeadLetters.DeadLetter letter) {
        return services.ledger()
                .read(tx -> letters.body(tx, letter.number()))
                .orElseThrow(() -> new Refused(Fault.ADDRESS_UNKNOWN, Long.toString(letter.number())));
    }

    /**
     * Retries a dead letter. Every step is idempotent: after a crash before the row is removed, another retry changes
     * nothing.
     */
    private void again(RequestContext context) throws IOException {
        context.needs(Action.RETRY);
        DeadLetters.DeadLetter letter = named(context);
        String reason = context.reason();
        if (!AGAIN.contains(letter.kind())) {
            throw new Refused(Fault.ADDRESS_UNKNOWN, letter.kind());
        }
        RepairActions.RepairOutcome outcome = mender.again(letter.sender(), letter.kind(), body(letter));
        services.ledger().store("console.dead-again", tx -> {
            if (outcome == RepairActions.RepairOutcome.DONE) {
                letters.remove(tx, letter.number());
            } else {
                // The failed retry left a second dead letter, unless there are too many: the first one stays.
                letters.removeLater(tx, letter.number());
            }
            services.logAction(tx, context, "DEAD_AGAIN", subject(letter), reason, outcome.name());
        });
        list(context, outcome.name());
    }

    private static String subject(DeadLetters.DeadLetter letter) {
        return letter.number() + " " + letter.kind() + " " + letter.sender() + " " + letter.code();
    }
}
