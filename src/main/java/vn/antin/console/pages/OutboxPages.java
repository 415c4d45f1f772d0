package vn.antin.console.pages;

import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.Visit;
import vn.antin.ledger.Books;
import vn.antin.ledger.query.Unsent;

/** What lies in the outbox of a node or hub. Nothing here sends or takes it. */
final class OutboxPages {

    private static final int ROWS = 100;

    private final Books books;
    private final Supplier<Names> names;

    OutboxPages(Books books, Supplier<Names> names) {
        this.books = books;
        this.names = names;
    }

    void on(Console console) {
        console.at("outbox", (visit, rest) -> list(visit));
    }

    private void list(Visit visit) throws IOException {
        visit.needs(Action.SEE_OPERATIONS);
        visit.page(
                "outbox",
                Map.of(
                        "rows", books.ledger().read(tx -> Unsent.first(tx, ROWS)),
                        "size", books.ledger().read(books.outbox()::size),
                        "names", names.get()));
    }
}
