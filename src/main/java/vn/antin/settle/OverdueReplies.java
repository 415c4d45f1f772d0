package vn.antin.settle;

import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.ledger.ReplyDeadlines.ExpectedReply;
import vn.antin.ledger.Repositories;

/** Raises each overdue reply of a recipient once: at the sender, and at the recipient itself. */
final class OverdueReplies {

    private static final int BATCH = 200;
    private static final Logger log = LoggerFactory.getLogger(OverdueReplies.class);

    private final Repositories repositories;

    OverdueReplies(Repositories repositories) {
        this.repositories = repositories;
    }

    /** Checks all reply deadlines once; durable when it returns. */
    void check(Instant now) {
        List<ExpectedReply> late =
                repositories.ledger().read(tx -> repositories.replyDeadlines().late(tx, now, BATCH));
        late.forEach(this::report);
    }

    private void report(ExpectedReply reply) {
        repositories.ledger().store("settle.owed", tx -> {
            if (!repositories.replyDeadlines().isOwed(tx, reply)) {
                repositories.replyDeadlines().end(tx, reply);
            } else if (repositories.replyDeadlines().markReported(tx, reply)) {
                String what = reply.kind().name();
                repositories.timeline().event(tx, reply.document(), "OVERDUE", reply.agency(), null, what);
            }
        });
        log.info("{} {} of {} is owed since {}", reply.document(), reply.kind(), reply.agency(), reply.due());
    }
}
