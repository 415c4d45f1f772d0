package vn.antin.ledger;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.AlarmSubject;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.db.ValueList;

/** What operators and agencies read: timelines of documents, alarms, refusals and dead letters. */
public final class Timeline {

    /** A condition that a person must look at. */
    public record Alarm(String code, String subject, String detail, java.time.Instant since, int times) {}

    /** A line to add to a document's timeline. */
    public record NewEvent(
            EnvelopeId document,
            String what,
            @Nullable AgencyCode agency,
            @Nullable String code,
            @Nullable String detail) {}

    private static final int MAX_LENGTH = 1000;

    private final Clock clock;
    private final RefusalQuota refusals;

    public Timeline(Clock clock) {
        this.clock = clock;
        this.refusals = new RefusalQuota(clock);
    }

    /** Adds a line to a document's timeline. */
    public void event(
            Tx tx,
            EnvelopeId document,
            String what,
            @Nullable AgencyCode agency,
            @Nullable String code,
            @Nullable String detail) {
        events(tx, List.of(new NewEvent(document, what, agency, code, detail)));
    }

    /** Adds these lines, in their order. */
    public void events(Tx tx, List<NewEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (NewEvent event : events) {
            AgencyCode agency = event.agency();
            String detail = event.detail();
            rows.add(new @Nullable Object[] {
                event.document().value(),
                clock.instant(),
                event.what(),
                agency == null ? null : agency.value(),
                event.code(),
                detail == null ? null : cut(detail)
            });
        }
        tx.deferAll("insert into event (document, at, what, agency, code, detail) values (?, ?, ?, ?, ?, ?)", rows);
        tx.wake(Signal.EVENTS);
    }

    /**
     * Adds a line to the timeline of a stored document if its sender had used number, notation and year before: it names
     * the oldest document that has them.
     *
     * @param agency the agency in whose timeline it stands
     */
    void checkSerial(Tx tx, EnvelopeId document, AgencyCode agency) {
        tx.defer("""
                insert into event (document, at, what, agency, code, detail)
                select n.id, cast(? as timestamp with time zone), 'NUMBER_REPEATED', cast(? as varchar(35)),
                    cast(? as varchar(10)), cast(o.id as varchar(36))
                from document n join document o on o.sender = n.sender and o.serial = n.serial
                    and (o.stored < n.stored or (o.stored = n.stored and o.id < n.id))
                where n.id = ? order by o.stored limit 1
                """, clock.instant(), agency.value(), Fault.NUMBER_REPEATED.code(), document.value());
        tx.wake(Signal.EVENTS);
    }

    /** Raises an alarm; a repeated one increases its counter. */
    public void alarm(Tx tx, Fault fault, String subject, String detail) {
        int known = tx.update(
                "update alarm set times = times + 1, detail = ? where code = ? and subject = ? and ended is null",
                cut(detail),
                fault.code(),
                cut(subject, 200));
        if (known == 0) {
            tx.update(
                    "insert into alarm (code, subject, detail, since, times) values (?, ?, ?, ?, 1)",
                    fault.code(),
                    cut(subject, 200),
                    cut(detail),
                    clock.instant());
        }
    }

    public void end(Tx tx, Fault fault, String subject) {
        end(tx, fault.code(), subject);
    }

    /** Ends an alarm; returns the number of rows. */
    public int end(Tx tx, String code, String subject) {
        return tx.update(
                "update alarm set ended = ? where code = ? and subject = ? and ended is null",
                clock.instant(),
                code,
                cut(subject, 200));
    }

    public List<Alarm> alarms(Tx tx) {
        return tx.query(
                "select code, subject, detail, since, times from alarm where ended is null order by since",
                row -> new Alarm(row.text("code"), row.text("subject"), row.text("detail"), row.instant("since"), (int)
                        row.number("times")));
    }

    public void refusal(Tx tx, AgencyCode agency, Refused refused) {
        tx.update(
                "insert into refusal (at, agency, code, detail) values (?, ?, ?, ?)",
                clock.instant(),
                agency.value(),
                refused.fault().code(),
                cut(String.join(", ", refused.values())));
    }

    /**
     * Stores a dead letter with its reason and raises an alarm; within the sender's {@link RefusalQuota}, the alarm in
     * any case.
     */
    public void deadLetter(Tx tx, Refused refused, String sender, String kind, byte[] body) {
        alarm(tx, refused.fault(), AlarmSubject.deadLetter(sender), String.join(", ", refused.values()));
        RefusalQuota.Answer answer = refusals.next(sender, body.length);
        if (answer == RefusalQuota.Answer.QUOTA_REACHED) {
            alarm(tx, Fault.TOO_MANY_REQUESTS, AlarmSubject.deadLetter(sender), Integer.toString(RefusalQuota.MOST));
        }
        if (answer != RefusalQuota.Answer.KEEP) {
            return;
        }
        tx.update(
                "insert into dead_letter (code, detail, sender, kind, body, at) values (?, ?, ?, ?, ?, ?)",
                refused.fault().code(),
                ValueList.write(refused.values()),
                cut(sender, 63),
                cut(kind, 20),
                body,
                clock.instant());
    }

    private static String cut(String text) {
        return cut(text, MAX_LENGTH);
    }

    private static String cut(String text, int maxLength) {
        return text.length() <= maxLength ? text : text.substring(0, maxLength);
    }
}
