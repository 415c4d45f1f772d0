package vn.antin.console.pages;

import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.RequestContext;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.query.Unsent;

/** Shows the outbox of a node or hub; read-only. */
final class OutboxPages {

    private static final int ROWS = 100;

    private final Repositories repositories;
    private final Supplier<Names> names;

    OutboxPages(Repositories repositories, Supplier<Names> names) {
        this.repositories = repositories;
        this.names = names;
    }

    void on(Console console) {
        console.at("outbox", (context, rest) -> list(context));
    }

    private void list(RequestContext context) throws IOException {
        context.needs(Action.SEE_OPERATIONS);
        context.page(
                "outbox",
                Map.of(
                        "rows", repositories.ledger().read(tx -> Unsent.first(tx, ROWS)),
                        "size", repositories.ledger().read(repositories.outbox()::size),
                        "names", names.get()));
    }
}
