package vn.antin.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.Direction;
import vn.antin.ledger.Documents;
import vn.antin.ledger.HubSession;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.receipt.Copy;
import vn.antin.receipt.Event;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.ReceiptProvince;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.receipt.TestLog;
import vn.antin.seal.SealedEnvelope;
import vn.antin.wire.InboundMessage;

/** Messages with receipts at the sender, one by one and in batches. */
class SettlementTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final List<Event> OF_RECIPIENT = List.of(
            Event.CONTENT_CONSIGNMENT,
            Event.CONTENT_CONSIGNMENT,
            Event.CONTENT_HANDOVER,
            Event.CONTENT_CONSIGNMENT_FAILURE,
            Event.CONSIGNMENT_ACCEPTANCE,
            Event.CONSIGNMENT_REJECTION);
    private static final List<Event> OF_HUB =
            List.of(Event.RELAY_ACCEPTANCE, Event.RELAY_ACCEPTANCE, Event.RELAY_REJECTION, Event.RELAY_FAILURE);

    /** What settling writes, without the numbers of rows. */
    private static final Map<String, String> TABLES = Map.of(
            "copy", "document number state since due overdue reason detail",
            "evidence", "id document number agency event issuer at bytes own origin leaf proof checkpoint",
            "event", "document at what agency code detail",
            "checkpoint", "digest origin size root own time_stamp witness_leaf witness_proof witness_checkpoint",
            "alarm", "code subject detail since times",
            "dead_letter", "code detail sender kind body at");

    @TempDir
    Path folder;

    private final ReceiptProvince province = new ReceiptProvince();
    private final List<byte[]> letters = new ArrayList<>();
    private final List<Evidence.Written> own = new ArrayList<>();

    /** A sender's ledger with the letters and the evidence of its own node. */
    private final class Sender implements AutoCloseable {

        final Ledger ledger;
        final Settlement settlement;

        Sender(String name, CrashPoints watch) {
            ledger = Ledgers.empty(folder.resolve(name), watch);
            Repositories repositories = Repositories.of(ReceiptProvince.HOME, ledger, province.clock);
            settlement = new Settlement(
                    repositories,
                    province.verifier(),
                    new HubSession(DAY),
                    new Settlement.ReceiptTimes(DAY, DAY.multipliedBy(2), Duration.ofHours(1)),
                    province.clock);
            Instant due = province.clock.instant().plus(DAY);
            for (byte[] letter : letters) {
                Envelope envelope = SealedEnvelope.open(letter).envelope();
                List<Digest> submitted =
                        Collections.nCopies(envelope.recipients().size(), Digest.sha256(letter));
                ledger.store("submit", tx -> {
                    repositories
                            .documents()
                            .add(tx, Direction.OUT, envelope, letter, Map.of(), Documents.DocumentNames.NONE);
                    repositories.copies().add(tx, envelope, submitted, due);
                });
            }
            ledger.store(
                    "own", tx -> own.forEach(each -> repositories.evidence().issue(tx, each, null)));
        }

        List<String> rows(String table) {
            List<String> columns =
                    List.of(Objects.requireNonNull(TABLES.get(table)).split(" "));
            String order = table.equals("copy") ? "document, number" : "seq";
            return ledger.read(tx -> tx.query(
                    "select * from " + table + " order by " + order,
                    row -> columns.stream()
                            .map(column -> row.maybeText(column).orElse("-"))
                            .collect(Collectors.joining(" "))));
        }

        @Override
        public void close() {
            ledger.close();
        }
    }

    /** A letter of home affairs to health care and, every other one, to itself as well. */
    private byte[] letter(int number) {
        Party home = new Party(ReceiptProvince.HOME_AFFAIRS, ReceiptProvince.HOME);
        Party health = new Party(ReceiptProvince.HEALTH_CARE, ReceiptProvince.HEALTH);
        Envelope envelope = province.letter(
                number % 2 == 0 ? List.of(health) : List.of(home, health),
                number % 3 == 0 ? Urgency.URGENT : Urgency.NORMAL,
                Duration.ofSeconds(25));
        return province.sealed(envelope);
    }

    private Evidence.Written evidence(Random random, byte[] letter) {
        SealedEnvelope sealed = SealedEnvelope.open(letter);
        Envelope envelope = sealed.envelope();
        int number = 1 + random.nextInt(envelope.recipients().size());
        Party recipient = envelope.recipient(number);
        boolean hub = random.nextInt(3) == 0;
        List<Event> events = hub ? OF_HUB : OF_RECIPIENT;
        Event event = events.get(random.nextInt(events.size()));
        // One in ten is about another content.
        Digest content = random.nextInt(10) == 0 ? Digest.sha256(letter, letter) : sealed.digest();
        Copy copy = Copy.of(
                envelope.id(),
                envelope.sender(),
                number,
                recipient,
                new Copy.SealedContent(content, envelope.commitment()));
        Instant at = province.clock.instant();
        Digest previous = Digest.sha256(new byte[] {9});
        long serial = province.directory().serial();
        NodeId issuer = hub ? ReceiptProvince.HUB : recipient.node();
        Evidence evidence = event.negative()
                ? Evidence.of(
                        event,
                        at,
                        issuer,
                        copy,
                        new Evidence.Reason("ANTIN-5001", "reason " + number),
                        previous,
                        serial)
                : Evidence.of(event, at, issuer, copy, previous, serial);
        return evidence.write();
    }

    /** Messages with one to four receipts each, some of them for the second time and some of a second history. */
    private List<InboundMessage> messages(Random random) {
        List<byte[]> messages = new ArrayList<>();
        List<Evidence.Written> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            province.clock.pass(Duration.ofSeconds(1));
            Evidence.Written first = all.isEmpty() || random.nextInt(6) > 0
                    ? evidence(random, letters.get(random.nextInt(letters.size())))
                    : all.get(random.nextInt(all.size()));
            NodeId issuer = first.evidence().issuer();
            TestLog log = random.nextInt(8) > 0
                    ? province.log(issuer)
                    : new TestLog(issuer, province.key(issuer), province.clock);
            List<Long> places = new ArrayList<>(List.of(log.add(first.bytes())));
            for (int more = random.nextInt(4); more > 0; more--) {
                Evidence.Written next = evidence(random, letters.get(random.nextInt(letters.size())));
                if (next.evidence().issuer().equals(issuer)) {
                    places.add(log.add(next.bytes()));
                    all.add(next);
                }
            }
            if (random.nextInt(5) == 0) {
                places.add(places.get(0));
            }
            all.add(first);
            SealedCheckpoint sealed = log.checkpoint();
            Receipts receipts = new Receipts(
                    sealed.bytes(),
                    null,
                    places.stream()
                            .map(place -> log.receipt(place, sealed.checkpoint()))
                            .toList(),
                    null);
            if (issuer.equals(ReceiptProvince.HUB)) {
                messages.add(receipts.packed());
                continue;
            }
            Receipts stamped = province.witnessed(receipts, true);
            messages.add(stamped.packed());
            if (random.nextInt(3) == 0) {
                var leaf = Objects.requireNonNull(stamped.witness()).leaf();
                messages.add(new Receipts(
                                receipts.checkpoint(), null, receipts.receipts(), new Receipts.HubWitness(leaf, null))
                        .packed());
            }
        }
        all.stream()
                .filter(each -> each.evidence().issuer().equals(ReceiptProvince.HOME))
                .filter(each -> random.nextBoolean())
                .forEach(own::add);
        messages.addAll(messages.subList(0, 10));
        Collections.shuffle(messages, random);
        return messages.stream()
                .map(body -> new InboundMessage("RECEIPTS", "hub", body, null))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void batches_leave_the_ledger_that_single_messages_leave(int seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 8; i++) {
            letters.add(letter(i));
        }
        List<InboundMessage> messages = messages(random);
        AtomicInteger commits = new AtomicInteger();
        try (Sender single = new Sender("single", CrashPoints.NONE);
                Sender batches = new Sender("batches", counting(commits))) {
            messages.forEach(message -> single.settlement.accept(message.body()));
            commits.set(0);
            int expected = 0;
            for (int from = 0; from < messages.size(); expected++) {
                int to = Math.min(messages.size(), from + 1 + random.nextInt(12));
                List<InboundMessage> batch = messages.subList(from, to);
                assertThat(batches.settlement.acceptTogether(batch).cardinality())
                        .isEqualTo(batch.size());
                from = to;
            }

            assertThat(commits).hasValue(expected);
            TABLES.keySet()
                    .forEach(table -> assertThat(batches.rows(table))
                            .as(table)
                            .isNotEmpty()
                            .isEqualTo(single.rows(table)));
        }
    }

    @Test
    void a_batch_whose_transaction_fails_is_settled_message_by_message() {
        letters.add(letter(0));
        List<InboundMessage> messages = messages(new Random(7)).subList(0, 12);
        AtomicInteger left = new AtomicInteger(1);
        CrashPoints failing = new CrashPoints() {
            @Override
            public void beforeCommit(String label) {
                if (label.equals("settle") && left.getAndDecrement() > 0) {
                    throw new IllegalStateException("the work of the batch");
                }
            }
        };
        try (Sender single = new Sender("single", CrashPoints.NONE);
                Sender batches = new Sender("batches", failing)) {
            messages.forEach(message -> single.settlement.accept(message.body()));

            assertThat(batches.settlement.acceptTogether(messages).cardinality())
                    .isEqualTo(messages.size());

            assertThat(left).hasValue(-messages.size());
            assertThat(batches.rows("copy")).isEqualTo(single.rows("copy"));
            assertThat(batches.rows("event")).isEqualTo(single.rows("event"));
        }
    }

    private static CrashPoints counting(AtomicInteger commits) {
        return new CrashPoints() {
            @Override
            public void beforeCommit(String label) {
                if (label.equals("settle")) {
                    commits.incrementAndGet();
                }
            }
        };
    }
}
