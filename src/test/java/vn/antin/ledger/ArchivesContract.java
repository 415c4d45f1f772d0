package vn.antin.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.Archives.ArchiveDocument;
import vn.antin.ledger.Archives.ArchivePackage;
import vn.antin.ledger.Archives.ArchivedDocument;
import vn.antin.ledger.LegalHolds.HoldScope;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;

/** What an archive package takes from the ledger, and what the ledger removes after it, for every database. */
abstract class ArchivesContract {

    private static final Instant NOW = Instant.parse("2036-03-02T08:00:00Z");
    private static final int ALL = 10;

    private Ledger ledger;
    private final Archives archives = new Archives();
    private final LegalHolds holds = new LegalHolds(Clock.fixed(NOW, ZoneOffset.UTC));

    abstract Ledger open();

    @BeforeEach
    void start() {
        ledger = open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    /** A document sent so many days ago to one recipient, with two receipts. */
    private EnvelopeId document(long days, String state) {
        UUID id = UUID.randomUUID();
        Instant stored = NOW.minus(Duration.ofDays(days));
        ledger.store("document", tx -> {
            tx.update(
                    "insert into document (id, direction, sender, sender_node, urgency, operation, document_id, created,"
                            + " expires, stored, envelope, envelope_digest)"
                            + " values (?, 'OUT', 'H06.11', 'nut-a', 'NORMAL', 'NEW', ?, ?, ?, ?, ?, ?)",
                    id,
                    "H06.11,2035/01/01," + days + "/UBND",
                    stored,
                    stored.plus(Duration.ofDays(7)),
                    stored,
                    new byte[1],
                    Digest.sha256(new byte[1]));
            tx.update("insert into part (document, number, content) values (?, 0, ?)", id, new byte[9]);
            tx.update(
                    "insert into copy (document, number, agency, node, state, since, overdue)"
                            + " values (?, 1, 'H06.12', 'nut-b', ?, ?, false)",
                    id,
                    state,
                    stored);
        });
        EnvelopeId named = new EnvelopeId(id);
        evidence(named, true);
        evidence(named, false);
        return named;
    }

    private void evidence(EnvelopeId document, boolean own) {
        byte[] bytes = UUID.randomUUID().toString().getBytes(US_ASCII);
        ledger.store("evidence", tx -> {
            tx.update(
                    "insert into evidence (id, document, number, agency, event, issuer, at, bytes, digest, own)"
                            + " values (?, ?, 1, 'H06.12', 'RelayAcceptance', 'hub', ?, ?, ?, ?)",
                    bytes,
                    document,
                    NOW,
                    bytes,
                    Digest.sha256(bytes),
                    own);
        });
    }

    private ArchivePackage archived(String name, EnvelopeId... documents) {
        ArchivePackage made = new ArchivePackage(
                0,
                name,
                "/archive",
                NOW,
                NOW,
                "x",
                NOW,
                documents.length,
                1,
                1,
                Digest.sha256(new byte[1]),
                false,
                null);
        return ledger.commit("archive", tx -> {
            List<ArchivedDocument> all = new ArrayList<>();
            for (EnvelopeId document : documents) {
                all.add(new ArchivedDocument(document, 2));
            }
            archives.add(tx, made, all);
            return archives.find(tx, name).orElseThrow();
        });
    }

    private int remove(ArchivePackage from) {
        return ledger.commit("remove", tx -> archives.remove(tx, from, NOW, ALL));
    }

    private List<EnvelopeId> left() {
        return ledger.read(tx -> tx.list(EnvelopeId.class, "select id from document order by stored"));
    }

    @Test
    void what_is_finished_is_taken_page_by_page() {
        EnvelopeId first = document(30, "HANDED_OVER");
        document(29, "RELAYED");
        EnvelopeId second = document(28, "FAILED");
        Instant since = NOW.minus(Duration.ofDays(31));

        List<ArchiveDocument> page = ledger.read(tx -> archives.finished(tx, since, NOW, null, 1));
        List<ArchiveDocument> next = ledger.read(tx -> archives.finished(tx, since, NOW, page.get(0), ALL));
        assertThat(page).extracting(ArchiveDocument::id).containsExactly(first);
        assertThat(next).extracting(ArchiveDocument::id).containsExactly(second);
        long underWay = ledger.read(tx -> archives.underWay(tx, since, NOW));
        assertThat(underWay).isEqualTo(1);
        List<Archives.ArchiveCopy> copies = ledger.read(tx -> archives.copies(tx, first));
        assertThat(copies).extracting(Archives.ArchiveCopy::state).containsExactly("HANDED_OVER");
    }

    @Test
    void a_removed_document_leaves_its_name_and_package_and_the_hashes_of_its_own_evidence() {
        EnvelopeId gone = document(30, "HANDED_OVER");
        EnvelopeId young = document(3, "HANDED_OVER");
        ArchivePackage made = archived("goi", gone, young);

        assertThat(released(made)).isTrue();
        assertThat(released(made)).isFalse();
        List<ArchivePackage> removing = ledger.read(archives::removing);
        assertThat(removing).hasSize(1);
        assertThat(remove(made)).isEqualTo(1);
        assertThat(left()).containsExactly(young);
        long still = ledger.read(tx -> archives.left(tx, made.id()));
        assertThat(still).isEqualTo(1);
        assertThat(movedTo(gone)).contains("goi");
        assertThat(movedTo(young)).isEmpty();
        assertThat(rows("evidence where document = '" + gone + "'")).isEqualTo(1);
        assertThat(rows("part")).isEqualTo(1);
        assertThat(rows("archived where serial is null and document_id = 'H06.11,2035/01/01,30/UBND'"))
                .isEqualTo(1);
    }

    private boolean released(ArchivePackage made) {
        return ledger.commit("release", tx -> archives.release(tx, made.id()));
    }

    private Optional<String> movedTo(EnvelopeId document) {
        return ledger.read(tx -> Archives.movedTo(tx, document));
    }

    private long rows(String what) {
        return ledger.read(tx -> tx.number("select count(*) from " + what));
    }

    @Test
    void a_receipt_that_came_after_the_export_keeps_its_document() {
        EnvelopeId late = document(30, "HANDED_OVER");
        ArchivePackage made = archived("goi", late);
        evidence(late, false);

        assertThat(remove(made)).isZero();
        assertThat(left()).containsExactly(late);
    }

    @Test
    void what_its_recipient_has_not_taken_stays() {
        EnvelopeId waiting = document(30, "CONSIGNED");
        ArchivePackage made = archived("goi", waiting);

        assertThat(remove(made)).isZero();
        assertThat(left()).containsExactly(waiting);
    }

    @Test
    void a_removal_waits_for_a_hold_that_is_being_placed_and_finds_it() throws Exception {
        EnvelopeId kept = document(30, "HANDED_OVER");
        ArchivePackage made = archived("goi", kept);

        List<Long> results = inTurn(tx -> holds.place(tx, HoldScope.of(kept), "kiem-toan", "điều tra"), tx ->
                (long) archives.remove(tx, made, NOW, ALL));
        assertThat(results.get(1)).isZero();
        assertThat(left()).containsExactly(kept);
    }

    @Test
    void a_hold_waits_for_a_removal_under_way_and_says_that_it_covers_nothing() throws Exception {
        EnvelopeId gone = document(30, "HANDED_OVER");
        ArchivePackage made = archived("goi", gone);

        List<Long> results = inTurn(
                tx -> (long) archives.remove(tx, made, NOW, ALL),
                tx -> holds.place(tx, HoldScope.of(gone), "kiem-toan", "điều tra"));
        assertThat(results.get(0)).isEqualTo(1);
        assertThat(left()).isEmpty();
        long hold = results.get(1);
        LegalHolds.Coverage coverage = ledger.read(tx -> holds.coverage(tx, hold));
        assertThat(coverage).isEqualTo(new LegalHolds.Coverage(0, 0));
    }

    /** The second transaction begins while the first is open, and waits for its end. */
    private List<Long> inTurn(Function<Tx, Long> first, Function<Tx, Long> second) throws Exception {
        ledger.store("lock", LegalHolds::lock); // its row is there, as after the first use
        CountDownLatch done = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Long> one = threads.submit(() -> ledger.commit("first", tx -> {
                long result = first.apply(tx);
                done.countDown();
                await(end);
                return result;
            }));
            await(done);
            Future<Long> two = threads.submit(() -> ledger.commit("second", second::apply));
            assertThatThrownBy(() -> two.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            end.countDown();
            return List.of(one.get(), two.get());
        } finally {
            end.countDown();
            threads.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
