package vn.antin.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;

/**
 * Fills a ledger with many documents of one year, for who measures: half of them sent by one agency, half arrived for
 * it; each with three receipts, one in a thousand late, one in five hundred refused. The same every time.
 */
final class Crowd {

    static final String HOME = "H06.11";
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    static final Duration YEAR = Duration.ofDays(365);

    private static final int BATCH = 5_000;
    private static final int AGENCIES = 110;
    private static final String[] EVENTS = {"SUBMISSION_ACCEPTANCE", "RELAY_ACCEPTANCE", "CONTENT_CONSIGNMENT"};

    private final List<@Nullable Object[]> documents = new ArrayList<>();
    private final List<@Nullable Object[]> listings = new ArrayList<>();
    private final List<@Nullable Object[]> copies = new ArrayList<>();
    private final List<@Nullable Object[]> arrivals = new ArrayList<>();
    private final List<@Nullable Object[]> evidence = new ArrayList<>();

    static void fill(Ledger ledger, int count) {
        for (int first = 0; first < count; first += BATCH) {
            Crowd crowd = new Crowd();
            for (int i = first; i < Math.min(count, first + BATCH); i++) {
                crowd.add(i, BEGIN.plusMillis(YEAR.toMillis() / count * i));
            }
            ledger.storeRelaxed("crowd", crowd::store);
        }
        ledger.sync("crowd");
    }

    private void add(int i, Instant at) {
        UUID id = new UUID((at.toEpochMilli() << 16) | 0x7000 | (i & 0xFFF), 0x8000000000000000L | i);
        boolean sent = i % 2 == 0;
        int other = i / 2 % AGENCIES + 1;
        String agency = "H06.2." + other;
        String node = "nut-" + other;
        String sender = sent ? HOME : agency;
        String number = "H06,2026," + i + "/VP";
        documents.add(new Object[] {
            id,
            sent ? "OUT" : "IN",
            sender,
            sent ? "home" : node,
            "NORMAL",
            "NEW",
            number,
            "V/v việc thứ " + i,
            at,
            at.plus(Duration.ofDays(7)),
            at,
            new byte[200],
            Digest.sha256()
        });
        listings.add(new Object[] {
            id,
            HOME,
            sent ? "OUT" : "IN",
            at,
            sender,
            "NORMAL",
            "NEW",
            number.toLowerCase(java.util.Locale.ROOT),
            "viec"
        });
        if (sent) {
            boolean late = i % 2_000 == 0;
            String state = late ? "SENT" : i % 1_000 == 500 ? "REFUSED_BY_RECIPIENT" : "HANDED_OVER";
            copies.add(new Object[] {id, 1, agency, node, state, at, late});
        } else {
            arrivals.add(new Object[] {id, HOME, 1, "TAKEN", at, 0, at, Digest.sha256()});
        }
        for (int event = 0; event < EVENTS.length; event++) {
            Digest name = inOrder(3L * i + event);
            evidence.add(new Object[] {
                name,
                id,
                1,
                sent ? agency : HOME,
                EVENTS[event],
                event == 1 ? "hub" : sent && event == 0 ? "home" : node,
                at.plusMillis(event * (500L + i % 977)),
                new byte[200],
                name,
                true
            });
        }
    }

    /** Digests in the order of the documents are filled in much faster than real ones. */
    private static Digest inOrder(long number) {
        return Digest.of(
                java.nio.ByteBuffer.allocate(Digest.LENGTH).putLong(number).array());
    }

    private void store(Tx tx) {
        tx.updateAll(
                "insert into document (id, direction, sender, sender_node, urgency, operation, document_id, subject,"
                        + " created, expires, stored, envelope, envelope_digest)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                documents);
        tx.updateAll(
                "insert into listing (document, agency, direction, stored, sender, urgency, operation, document_id,"
                        + " words) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                listings);
        tx.updateAll(
                "insert into copy (document, number, agency, node, state, since, overdue)"
                        + " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                copies);
        tx.updateAll(
                "insert into arrival (document, agency, number, state, since, offers, due, previous)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                arrivals);
        tx.updateAll(
                "insert into evidence (id, document, number, agency, event, issuer, at, bytes, digest, own)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                evidence);
    }
}
