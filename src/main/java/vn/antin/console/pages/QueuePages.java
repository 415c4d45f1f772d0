package vn.antin.console.pages;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.Paging;
import vn.antin.console.web.TableAsk;
import vn.antin.console.web.Visit;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Books;
import vn.antin.ledger.Relayed;
import vn.antin.ledger.query.Situations;

/** At the hub: its queues, and what lies in one of them. Nothing here takes a message out. */
final class QueuePages {

    private static final int ROWS = 100;

    /** What needs a look first, then by messages. */
    private static final Comparator<QueueRow> WORST = QueueColumn.STATE
            .order(false)
            .thenComparing(QueueColumn.MESSAGES.order(false))
            .thenComparing(QueueColumn.NAME.order(false));

    private final Books books;
    private final Queues queues;
    private final Relayed relayed;
    private final Supplier<Names> names;
    private final ViewPages views;

    QueuePages(Books books, Queues queues, Relayed relayed, Supplier<Names> names, ViewPages views) {
        this.books = books;
        this.queues = queues;
        this.relayed = relayed;
        this.names = names;
        this.views = views;
    }

    void on(Console console) {
        console.at("queues", (visit, rest) -> list(visit)).at("queue", this::one);
    }

    /** What the address of the list, or a form of it, asks for. */
    static TableAsk ask(Visit visit) {
        return TableAsk.of(visit, "queues", QueueColumn.values());
    }

    private void list(Visit visit) throws IOException {
        visit.needs(Action.SEE_OPERATIONS);
        TableAsk ask = ask(visit);
        String q = ask.q().toLowerCase(Locale.ROOT);
        Comparator<QueueRow> order = ask.sort() instanceof QueueColumn column
                ? column.order(ask.turned()).thenComparing(WORST)
                : WORST;
        List<QueueRow> found = queues.all().stream()
                .filter(row -> row.name().toLowerCase(Locale.ROOT).contains(q))
                .sorted(order)
                .toList();
        Map<String, Object> model = new HashMap<>();
        model.put("page", Paging.of(found, visit.field("page"), ROWS));
        model.put("ask", ask);
        model.put("views", views.of(visit, ask.page()));
        model.put("outbox", books.ledger().read(books.outbox()::size));
        model.put("deadLetters", books.ledger().read(Situations::deadLetters));
        visit.page("queues", model);
    }

    private void one(Visit visit, String name) throws IOException {
        visit.needs(Action.SEE_OPERATIONS);
        QueueRow row = queues.all().stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.ADDRESS_UNKNOWN, name));
        List<QueueMessage> messages = queues.in(name, ROWS).orElseThrow(() -> new Refused(Fault.ADDRESS_UNKNOWN, name));
        visit.page(
                "queue",
                Map.of(
                        "row",
                        row,
                        "messages",
                        new WaitingDocuments(books, queues, relayed).told(messages),
                        "most",
                        ROWS,
                        "names",
                        names.get()));
    }
}
