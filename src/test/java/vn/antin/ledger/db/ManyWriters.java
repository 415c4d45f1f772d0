package vn.antin.ledger.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Heartbeats;
import vn.antin.wire.Heartbeat;

/**
 * Fills a ledger with many documents of one year, for measurements: half of them sent by one agency, half received by
 * it; each with three receipts, one in a thousand late, one in five hundred refused. Deterministic. Or fills a hub's,
 * with as many relayed documents.
 */
public final class ManyWriters {

    static final String HOME = "H06.11";
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    static final Duration YEAR = Duration.ofDays(365);

    private static final int BATCH = 5_000;
    private static final int AGENCIES = 110;

    /** Every agency begins with 1 in January: many documents have the same number. */
    private static final int NUMBERS = 5_000;

    /** Number of a node's first documents that can be opened: the database chooses which of them it finds first. */
    private static final int FIRST = 100;

    /** Number of a hub's last documents that can be opened. */
    private static final int OPENED = 2_000;

    private static final String[] EVENTS = {"SUBMISSION_ACCEPTANCE", "RELAY_ACCEPTANCE", "CONTENT_CONSIGNMENT"};

    private final List<@Nullable Object[]> documents = new ArrayList<>();
    private final List<@Nullable Object[]> numbers = new ArrayList<>();
    private final List<@Nullable Object[]> listings = new ArrayList<>();
    private final List<@Nullable Object[]> copies = new ArrayList<>();
    private final List<@Nullable Object[]> arrivals = new ArrayList<>();
    private final List<@Nullable Object[]> evidence = new ArrayList<>();

    private static final Pattern INDEX =
            Pattern.compile("create index (\\w+) on (?:document|listing|copy|arrival|evidence) \\([^)]*\\)");

    private static final Pattern DROPPED = Pattern.compile("drop index (\\w+)");

    private final String home;
    private final int agencies;

    private ManyWriters(String home, int agencies) {
        this.home = home;
        this.agencies = agencies;
    }

    static void fill(Ledger ledger, int count) {
        fill(ledger, count, HOME, AGENCIES, BEGIN, new byte[200]);
    }

    /**
     * Documents of an agency here and others, H06.2.1 and on, over a year from then.
     *
     * @param envelope of the first of them: a node opens one at its start
     */
    public static void fill(Ledger ledger, int count, String home, int agencies, Instant begin, byte[] envelope) {
        inBatches(
                ledger,
                count,
                home,
                agencies,
                begin,
                (crowd, i, at) -> crowd.add(i, at, i < FIRST ? envelope : new byte[200]));
    }

    /**
     * Documents of a hub; the last of them can be opened.
     *
     * @param envelope a real one, sealed
     */
    public static void relay(Ledger ledger, int count, int agencies, Instant begin, byte[] envelope) {
        inBatches(
                ledger,
                count,
                HOME,
                agencies,
                begin,
                (crowd, i, at) -> crowd.relayed(i, at, i < count - OPENED ? new byte[200] : envelope));
    }

    /** The present state and the last day of those nodes: one in a hundred is down, and something waits for it. */
    public static void lines(Ledger ledger, int nodes, Instant now) {
        Heartbeats heartbeats = new Heartbeats();
        for (int first = 1; first <= nodes; first += 500) {
            int from = first;
            ledger.storeRelaxed("crowd", tx -> {
                for (int i = from; i < Math.min(nodes + 1, from + 500); i++) {
                    NodeId node = new NodeId("nut-" + i);
                    boolean down = i % 100 == 0;
                    Heartbeat beat = new Heartbeat(
                            "0.1.0",
                            i % 7,
                            1L << i % 20,
                            down ? now.minusSeconds(4_000) : null,
                            i % 3,
                            null,
                            now.minusSeconds(i),
                            Duration.ofMillis(i % 90),
                            false,
                            10L << 30,
                            300,
                            false,
                            new Heartbeat.Fares(Duration.ofMillis(i % 90), i % 5, i % 3),
                            "hub:61617");
                    for (int slot = 47; slot >= 0; slot--) {
                        heartbeats.heard(tx, node, beat, 1, now.minus(Duration.ofMinutes(30L * slot)));
                    }
                    heartbeats.setState(tx, node, down ? "DOWN" : "GOOD", now.minusSeconds(down ? 3_600 : 80_000));
                }
            });
        }
        ledger.sync("crowd");
    }

    /** Adds one document. */
    private interface Adding {
        void add(ManyWriters crowd, int number, Instant at);
    }

    private static void inBatches(Ledger ledger, int count, String home, int agencies, Instant begin, Adding adding) {
        Map<String, String> indexes = indexes();
        indexes.keySet().forEach(name -> ledger.storeRelaxed("crowd", tx -> tx.update("drop index if exists " + name)));
        for (int first = 0; first < count; first += BATCH) {
            ManyWriters crowd = new ManyWriters(home, agencies);
            for (int i = first; i < Math.min(count, first + BATCH); i++) {
                adding.add(crowd, i, begin.plusMillis(YEAR.toMillis() / count * i));
            }
            ledger.storeRelaxed("crowd", crowd::store);
        }
        indexes.values().forEach(text -> ledger.storeRelaxed("crowd", tx -> tx.update(text)));
        // as a server does by itself after a minute
        ledger.storeRelaxed("crowd", tx -> tx.update("analyze"));
        ledger.sync("crowd");
    }

    /** The indexes by name; rebuilt at the end, which takes a tenth of the time and space. */
    private static Map<String, String> indexes() {
        Map<String, String> indexes = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/ledger"))) {
            for (Path file :
                    files.sorted(Comparator.comparing(ManyWriters::number)).toList()) {
                String text = Files.readString(file);
                DROPPED.matcher(text).results().forEach(found -> indexes.remove(found.group(1)));
                INDEX.matcher(text).results().forEach(found -> indexes.put(found.group(1), found.group()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return indexes;
    }

    /** V10 comes after V9. */
    private static int number(Path file) {
        return Integer.parseInt(file.getFileName().toString().replaceAll("^V|__.*$", ""));
    }

    private void relayed(int i, Instant at, byte[] envelope) {
        UUID id = id(i, at);
        documents.add(new Object[] {
            id,
            "RELAY",
            home,
            "nut-" + (i % agencies + 1),
            "NORMAL",
            "NEW",
            null,
            null,
            at,
            at.plus(Duration.ofDays(7)),
            at,
            envelope,
            Digest.sha256(envelope)
        });
        Digest name = inOrder(i);
        evidence.add(new Object[] {name, id, 1, home, "RELAY_ACCEPTANCE", "hub", at, new byte[200], name, true, i});
    }

    private static UUID id(int i, Instant at) {
        return new UUID((at.toEpochMilli() << 16) | 0x7000 | (i & 0xFFF), 0x8000000000000000L | i);
    }

    private void add(int i, Instant at, byte[] envelope) {
        UUID id = id(i, at);
        boolean sent = i % 2 == 0;
        int other = i / 2 % agencies + 1;
        String agency = "H06.2." + other;
        String node = "nut-" + other;
        String sender = sent ? home : agency;
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
            envelope,
            Digest.sha256(envelope)
        });
        listings.add(new Object[] {
            id,
            home,
            sent ? "OUT" : "IN",
            at,
            sender,
            "NORMAL",
            "NEW",
            number.toLowerCase(java.util.Locale.ROOT),
            "viec"
        });
        numbers.add(new Object[] {Integer.toString(i % NUMBERS), id});
        if (sent) {
            boolean late = i % 2_000 == 0;
            String state = late ? "SENT" : i % 1_000 == 500 ? "REFUSED_BY_RECIPIENT" : "HANDED_OVER";
            copies.add(new Object[] {id, 1, agency, node, state, at, late});
        } else {
            arrivals.add(new Object[] {id, home, 1, "TAKEN", at, 0, at, Digest.sha256()});
        }
        for (int event = 0; event < EVENTS.length; event++) {
            Digest name = inOrder(3L * i + event);
            evidence.add(new Object[] {
                name,
                id,
                1,
                sent ? agency : home,
                EVENTS[event],
                event == 1 ? "hub" : sent && event == 0 ? "home" : node,
                at.plusMillis(event * (500L + i % 977)),
                new byte[200],
                name,
                true,
                3L * i + event
            });
        }
    }

    /** Digests in the order of the documents are inserted much faster than real ones. */
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
        tx.updateAll("insert into document_number (number, document) values (?, ?) on conflict do nothing", numbers);
        tx.updateAll(
                "insert into copy (document, number, agency, node, state, since, overdue)"
                        + " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                copies);
        tx.updateAll(
                "insert into arrival (document, agency, number, state, since, offers, due, previous)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                arrivals);
        tx.updateAll(
                "insert into evidence (id, document, number, agency, event, issuer, at, bytes, digest, own,"
                        + " leaf, origin) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'many/1') on conflict do nothing",
                evidence);
    }
}
