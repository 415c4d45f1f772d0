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
import vn.antin.console.web.RequestContext;
import vn.antin.console.web.TableQuery;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Relayed;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.query.NodeOverview;

/** The hub's queues and the messages in one of them; read-only. */
final class QueuePages {

    private static final int ROWS = 100;

    /** What needs attention first, then by number of messages. */
    private static final Comparator<QueueRow> WORST = QueueColumn.STATE
            .order(false)
            .thenComparing(QueueColumn.MESSAGES.order(false))
            .thenComparing(QueueColumn.NAME.order(false));

    private final Repositories repositories;
    private final BrokerQueues queues;
    private final Relayed relayed;
    private final Supplier<Names> names;
    private final ViewPages views;

    QueuePages(
            Repositories repositories, BrokerQueues queues, Relayed relayed, Supplier<Names> names, ViewPages views) {
        this.repositories = repositories;
        this.queues = queues;
        this.relayed = relayed;
        this.names = names;
        this.views = views;
    }

    void on(Console console) {
        console.at("queues", (context, rest) -> list(context)).at("queue", this::one);
    }

    /** The view that the address or a form asks for. */
    static TableQuery ask(RequestContext context) {
        return TableQuery.of(context, "queues", QueueColumn.values());
    }

    private void list(RequestContext context) throws IOException {
        context.needs(Action.SEE_OPERATIONS);
        TableQuery ask = ask(context);
        String q = ask.q().toLowerCase(Locale.ROOT);
        Comparator<QueueRow> order = ask.sort() instanceof QueueColumn column
                ? column.order(ask.turned()).thenComparing(WORST)
                : WORST;
        List<QueueRow> found = queues.all().stream()
                .filter(row -> row.name().toLowerCase(Locale.ROOT).contains(q))
                .sorted(order)
                .toList();
        Map<String, Object> model = new HashMap<>();
        model.put("page", Paging.of(found, context.field("page"), ROWS));
        model.put("ask", ask);
        model.put("views", views.of(context, ask.page()));
        model.put("outbox", repositories.ledger().read(repositories.outbox()::size));
        model.put("deadLetters", repositories.ledger().read(NodeOverview::deadLetters));
        context.page("queues", model);
    }

    private void one(RequestContext context, String name) throws IOException {
        context.needs(Action.SEE_OPERATIONS);
        QueueRow row = queues.all().stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.ADDRESS_UNKNOWN, name));
        List<QueueMessage> messages = queues.in(name, ROWS).orElseThrow(() -> new Refused(Fault.ADDRESS_UNKNOWN, name));
        context.page(
                "queue",
                Map.of(
                        "row",
                        row,
                        "messages",
                        new WaitingDocuments(repositories, queues, relayed).told(messages),
                        "most",
                        ROWS,
                        "names",
                        names.get()));
    }
}
