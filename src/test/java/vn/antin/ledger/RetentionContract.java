package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.Edition;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Refused;
import vn.antin.ledger.LegalHolds.HoldScope;
import vn.antin.ledger.Retention.DueDocument;
import vn.antin.ledger.Retention.PeriodCount;
import vn.antin.ledger.db.Ledger;

/** Which content is past its period, and what a legal hold covers, for every database. */
abstract class RetentionContract {

    private static final Instant NOW = Instant.parse("2036-03-02T08:00:00Z");
    private static final RetentionPeriods PERIODS = new RetentionPeriods(
            Duration.ofDays(100),
            Duration.ofDays(20),
            Map.of("Đề án", Duration.ofDays(1000), "Giấy mời", Duration.ofDays(10)),
            Duration.ofDays(30),
            Path.of("archive"));

    private Ledger ledger;
    private final LegalHolds holds = new LegalHolds(Clock.fixed(NOW, ZoneOffset.UTC));
    private final Retention retention = new Retention(PERIODS, false);

    abstract Ledger open();

    @BeforeEach
    void start() {
        ledger = open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private UUID document(long days, String operation, @Nullable String kind, String number) {
        UUID id = UUID.randomUUID();
        Instant stored = NOW.minus(Duration.ofDays(days));
        ledger.store("document", tx -> {
            tx.update(
                    "insert into document (id, direction, sender, sender_node, urgency, operation, document_id, created,"
                            + " expires, stored, envelope, envelope_digest, serial, kind)"
                            + " values (?, 'IN', 'H06.11', 'nut-a', 'NORMAL', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    id,
                    operation,
                    "H06.11,2035/01/01," + number + "/UBND",
                    stored,
                    stored.plus(Duration.ofDays(7)),
                    stored,
                    new byte[1],
                    Digest.sha256(new byte[1]),
                    number + "/UBND/2035",
                    kind);
            tx.update("insert into document_number (number, document) values (?, ?)", number, id);
            for (int part = 0; part < 3; part++) {
                tx.update("insert into part (document, number, content) values (?, ?, ?)", id, part, new byte[9]);
            }
        });
        return id;
    }

    private List<UUID> due(Retention by) {
        return ledger.read(tx -> by.due(tx, NOW, 10)).stream()
                .map(one -> one.id().value())
                .toList();
    }

    private long hold(HoldScope scope) {
        return ledger.commit("hold", tx -> holds.place(tx, scope, "kiem-toan", "điều tra"));
    }

    private List<PeriodCount> counts() {
        return ledger.read(tx -> retention.counts(tx, NOW));
    }

    private boolean lifted(long hold) {
        return ledger.commit("lift", tx -> holds.lift(tx, hold, "an-ninh"));
    }

    @Test
    void each_kind_of_document_has_a_period_of_its_own() {
        UUID letter = document(101, "NEW", "công văn", "1");
        document(99, "NEW", "công văn", "2");
        UUID report = document(21, "STATUS", null, "3");
        UUID recall = document(22, "RECALL", "đề án", "4");
        document(19, "STATUS", null, "5");
        UUID invitation = document(11, "NEW", "giấy mời", "6");
        document(9, "NEW", "giấy mời", "7");
        document(999, "UPDATE", "đề án", "8");
        UUID scheme = document(1001, "NEW", "đề án", "9");

        assertThat(due(retention)).containsExactly(scheme, letter, recall, report, invitation);
    }

    @Test
    void at_the_hub_all_content_has_one_period() {
        UUID old = document(31, "NEW", null, "1");
        document(29, "STATUS", null, "2");
        Retention hub = new Retention(PERIODS, true);

        assertThat(due(hub)).containsExactly(old);
        ledger.store("erase", tx -> hub.erase(tx, hub.due(tx, NOW, 10), NOW));
        assertThat(parts(old)).isEmpty();
        assertThat(due(hub)).isEmpty();
    }

    private List<Long> parts(UUID id) {
        return ledger.read(tx -> tx.list(Long.class, "select number from part where document = ? order by number", id));
    }

    @Test
    void the_inner_manifest_stays_with_the_envelope() {
        UUID letter = document(101, "NEW", "công văn", "1");
        List<DueDocument> due = ledger.read(tx -> retention.due(tx, NOW, 10));

        int erased = ledger.commit("erase", tx -> retention.erase(tx, due, NOW));
        assertThat(erased).isEqualTo(1);
        assertThat(parts(letter)).containsExactly(0L);
        Optional<Instant> at = ledger.read(tx -> new Documents(Clock.systemUTC()).erased(tx, new EnvelopeId(letter)));
        assertThat(at).contains(NOW);
        assertThat(due(retention)).isEmpty();
    }

    @Test
    void what_is_under_way_or_not_taken_stays() {
        UUID sent = document(200, "NEW", null, "1");
        UUID offered = document(200, "NEW", null, "2");
        ledger.store("copies", tx -> {
            tx.update(
                    "insert into copy (document, number, agency, node, state, since, overdue)"
                            + " values (?, 1, 'H06.12', 'nut-b', 'RELAYED', ?, false)",
                    sent,
                    NOW);
            tx.update(
                    "insert into arrival (document, agency, number, state, since, offers, due, previous)"
                            + " values (?, 'H06.12', 1, 'OFFERED', ?, 0, ?, ?)",
                    offered,
                    NOW,
                    NOW,
                    Digest.sha256(new byte[1]));
        });

        assertThat(due(retention)).isEmpty();
        assertThat(counts()).containsExactly(new PeriodCount("DOCUMENTS", 0, 0, 2, NOW.minus(Duration.ofDays(200))));
    }

    @Test
    void the_preview_counts_by_period_what_goes_and_what_is_held() {
        document(101, "NEW", "công văn", "1");
        UUID kept = document(150, "NEW", null, "2");
        document(21, "STATUS", null, "3");
        document(11, "NEW", "giấy mời", "4");
        hold(HoldScope.of(new EnvelopeId(kept)));

        assertThat(counts())
                .containsExactly(
                        new PeriodCount("DOCUMENTS", 1, 1, 0, NOW.minus(Duration.ofDays(150))),
                        new PeriodCount("REPORTS", 1, 0, 0, NOW.minus(Duration.ofDays(21))),
                        new PeriodCount("giấy mời", 1, 0, 0, NOW.minus(Duration.ofDays(11))));
    }

    @Test
    void a_hold_covers_a_document_a_number_or_an_exchange() {
        UUID one = document(101, "NEW", null, "1");
        UUID two = document(102, "NEW", null, "2");
        UUID three = document(103, "NEW", null, "3");
        UUID four = document(400, "NEW", null, "4");

        hold(HoldScope.of(new EnvelopeId(one)));
        assertThat(due(retention)).containsExactly(four, three, two);
        hold(HoldScope.of("2/ubnd/2035"));
        assertThat(due(retention)).containsExactly(four, three);
        long range = hold(new HoldScope(
                null,
                null,
                new AgencyCode("h06.11"),
                NOW.minus(Duration.ofDays(200)),
                NOW.minus(Duration.ofDays(100))));
        assertThat(due(retention)).containsExactly(four);
        LegalHolds.Coverage coverage = ledger.read(tx -> holds.coverage(tx, range));
        assertThat(coverage).isEqualTo(new LegalHolds.Coverage(3, 0));
        hold(HoldScope.of("4"));
        assertThat(due(retention)).isEmpty();
    }

    @Test
    void a_hold_on_an_exchange_follows_the_agency_to_its_new_code() {
        UUID before = document(101, "NEW", null, "1");
        document(103, "NEW", null, "2");
        ledger.store("recoded", tx -> tx.update("update document set sender = 'H06.12' where id = ?", before));
        AgencyCode code = new AgencyCode("H06.11");
        hold(new HoldScope(null, null, code, NOW.minus(Duration.ofDays(200)), NOW));
        assertThat(due(retention)).containsExactly(before);

        Agency agency = new Agency(code, List.of(), "Sở", null, null, 2, 10, null, null, null, true, true, null, null);
        Edition edition = Edition.first("Tỉnh", NOW, NOW.plusSeconds(9))
                .withNode(new NodeEntry(new NodeId("hub"), true, List.of()))
                .withAgencies(List.of(agency));
        Edition recoded = new DirectoryAct.RecodeAgency(code, new AgencyCode("H06.12")).apply(edition, NOW);
        ledger.store("edition", tx -> LegalHolds.followCodes(tx, new Directory(recoded)));

        assertThat(due(retention)).isEmpty();
    }

    @Test
    void a_hold_ends_when_it_is_lifted_once() {
        UUID one = document(101, "NEW", null, "1");
        long hold = hold(HoldScope.of(new EnvelopeId(one)));

        assertThatThrownBy(() -> ledger.store("free", tx -> LegalHolds.requireFree(tx, new EnvelopeId(one))))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("ANTIN-2161");
        assertThat(lifted(hold)).isTrue();
        assertThat(lifted(hold)).isFalse();
        assertThat(due(retention)).containsExactly(one);
        ledger.store("free", tx -> LegalHolds.requireFree(tx, new EnvelopeId(one)));
    }

    @Test
    void a_hold_names_exactly_one_thing() {
        EnvelopeId id = new EnvelopeId(UUID.randomUUID());
        AgencyCode agency = new AgencyCode("H06.11");
        assertThatThrownBy(() -> new HoldScope(null, null, null, null, null)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> new HoldScope(id, "1", null, null, null)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> new HoldScope(null, null, agency, NOW, null)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> new HoldScope(null, null, agency, NOW, NOW)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> new HoldScope(null, " ", null, null, null)).isInstanceOf(Refused.class);
    }

    @Test
    void large_parts_on_hold_are_not_released() {
        UUID kept = document(101, "NEW", null, "1");
        UUID free = document(101, "NEW", null, "2");
        for (UUID id : List.of(kept, free)) {
            ledger.store("part", tx -> {
                tx.update(
                        "insert into stored_part (document, number, digest, size, held) values (?, 1, ?, 9, true)",
                        id,
                        Digest.sha256(id.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            });
        }
        hold(HoldScope.of(new EnvelopeId(kept)));
        StoredParts parts = new StoredParts(Clock.fixed(NOW, ZoneOffset.UTC));

        int released = ledger.commit("release", tx -> parts.release(tx, Duration.ofDays(7)));
        List<UUID> held = ledger.read(tx -> tx.list(UUID.class, "select document from stored_part where held = true"));
        assertThat(released).isEqualTo(1);
        assertThat(held).containsExactly(kept);
    }
}
