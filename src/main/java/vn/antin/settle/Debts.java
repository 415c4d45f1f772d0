package vn.antin.settle;

import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.ledger.Books;
import vn.antin.ledger.Duties.Duty;

/** Tells once of each thing that a recipient owes and has not done in time: at its sender, and at the recipient itself. */
final class Debts {

    private static final int BATCH = 200;
    private static final Logger log = LoggerFactory.getLogger(Debts.class);

    private final Books books;

    Debts(Books books) {
        this.books = books;
    }

    /** One look at what has become late; durable when it returns. */
    void look(Instant now) {
        List<Duty> late = books.ledger().read(tx -> books.duties().late(tx, now, BATCH));
        late.forEach(this::tell);
    }

    private void tell(Duty duty) {
        books.ledger().store("settle.owed", tx -> {
            if (!books.duties().stands(tx, duty)) {
                books.duties().end(tx, duty);
            } else if (books.duties().tell(tx, duty)) {
                String what = duty.kind().name();
                books.notes().event(tx, duty.document(), "OVERDUE", duty.agency(), null, what);
            }
        });
        log.info("{} {} of {} is owed since {}", duty.document(), duty.kind(), duty.agency(), duty.due());
    }
}
