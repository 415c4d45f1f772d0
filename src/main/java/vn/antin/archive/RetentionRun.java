package vn.antin.archive;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.VietnamTime;
import vn.antin.ledger.LegalHolds;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Retention;
import vn.antin.ledger.Retention.DueDocument;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.people.AuditLog;

/** Removes the content of documents past their period, some hundred in one transaction with its entry in the audit log. */
public final class RetentionRun {

    /** Documents in one transaction. */
    static final int BATCH = 200;

    private static final String PROGRAM = "antin";
    private static final String NO_TYPE = "–";
    private static final Logger log = LoggerFactory.getLogger(RetentionRun.class);

    private final Repositories repositories;
    private final Retention retention;
    private final AuditLog audit;
    private final Clock clock;

    public RetentionRun(Repositories repositories, Retention retention, Clock clock) {
        this.repositories = repositories;
        this.retention = retention;
        this.audit = new AuditLog(clock);
        this.clock = clock;
    }

    /** Removes what is due. After a crash the next run finds the rest. */
    public void run() {
        int erased;
        do {
            erased = repositories.ledger().commit("retention.erase", this::erase);
            if (erased > 0) {
                log.info("content of {} documents removed after its period", erased);
            }
        } while (erased == BATCH);
    }

    private int erase(Tx tx) {
        LegalHolds.lock(tx);
        Instant now = clock.instant();
        List<DueDocument> due = retention.due(tx, now, BATCH);
        if (due.isEmpty()) {
            return 0;
        }
        audit.add(tx, PROGRAM, "CONTENT_ERASED", Integer.toString(due.size()), "", told(due));
        return retention.erase(tx, due, now);
    }

    /** The days between which they were stored, and how many there are of each type. */
    private static String told(List<DueDocument> due) {
        Map<String, Long> types = due.stream()
                .collect(Collectors.groupingBy(
                        one -> one.type() == null ? NO_TYPE : one.type(), TreeMap::new, Collectors.counting()));
        return day(due.get(0)) + " – " + day(due.get(due.size() - 1)) + "; "
                + types.entrySet().stream()
                        .map(type -> type.getKey() + ": " + type.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static LocalDate day(DueDocument document) {
        return LocalDate.ofInstant(document.stored(), VietnamTime.ZONE);
    }
}
