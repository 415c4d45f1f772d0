package vn.antin.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.antin.ledger.Direction;
import vn.antin.ledger.StoppedRoutes;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.query.Samples.Flow;
import vn.antin.ledger.query.Samples.MinuteSample;

/** The contract of samples, for every database. */
public abstract class SamplesContract {

    private static final Instant MINUTE = Instant.parse("2026-11-24T01:00:00Z");

    private final Samples samples = new Samples();
    private Ledger ledger;

    abstract Ledger open();

    @BeforeEach
    void start() {
        ledger = open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private static MinuteSample sample(Instant began, long count) {
        return new MinuteSample(began, new Flow(count, 10), new Flow(2, 20), 3, 4, LatencyHistogram.read("40:2"));
    }

    @Test
    void a_minute_is_kept_once_and_for_eight_days() {
        for (int day = 0; day < 12; day++) {
            Instant began = MINUTE.plus(Duration.ofDays(day));
            ledger.storeRelaxed("t", tx -> samples.add(tx, sample(began, 1)));
            ledger.storeRelaxed("t", tx -> samples.add(tx, sample(began, 99)));
        }

        List<MinuteSample> kept = ledger.read(tx -> samples.since(tx, MINUTE));
        assertThat(kept).hasSize(9);
        assertThat(kept.get(8).began()).isEqualTo(MINUTE.plus(Duration.ofDays(11)));
        assertThat(kept).allSatisfy(one -> {
            assertThat(one.came()).isEqualTo(new Flow(1, 10));
            assertThat(one.went()).isEqualTo(new Flow(2, 20));
            assertThat(one.waits()).isEqualTo(3);
            assertThat(one.there()).isEqualTo(4);
            assertThat(one.took().text()).isEqualTo("40:2");
        });
    }

    @Test
    void documents_bytes_and_receipts_of_a_minute_are_counted_and_no_others() {
        stored(Direction.OUT, MINUTE.minusSeconds(1), MINUTE.plusSeconds(5));
        stored(Direction.OUT, MINUTE, MINUTE.plusSeconds(2));
        stored(Direction.IN, MINUTE.plusSeconds(59), MINUTE.plusSeconds(59));
        stored(Direction.OUT, MINUTE.plusSeconds(60), MINUTE.plusSeconds(60));
        Instant until = MINUTE.plus(Samples.MINUTE);

        Flow out = ledger.read(tx -> samples.stored(tx, Direction.OUT, MINUTE, until));
        Flow in = ledger.read(tx -> samples.stored(tx, Direction.IN, MINUTE, until));
        Flow none = ledger.read(tx -> samples.stored(tx, Direction.RELAY, MINUTE, until));
        LatencyHistogram took = ledger.read(tx -> samples.receipts(tx, MINUTE, until));
        Flow passed = ledger.read(tx -> samples.passed(tx, 0, 1_000));

        assertThat(out).isEqualTo(new Flow(1, 7 + 1000));
        assertThat(in).isEqualTo(new Flow(1, 7 + 1000));
        assertThat(none).isEqualTo(Flow.NONE);
        assertThat(passed).isEqualTo(Flow.NONE);
        assertThat(took.count()).isEqualTo(2);
        assertThat(took.within(0.5).orElseThrow()).isBetween(1_800L, 2_200L);
        assertThat(took.within(1).orElseThrow()).isBetween(5_400L, 6_600L);
    }

    /** A document with seven inline bytes, a thousand stored ones, and a receipt of arrival. */
    private void stored(Direction direction, Instant at, Instant receipt) {
        UUID id = UUID.randomUUID();
        ledger.store("t", tx -> {
            tx.update(
                    "insert into document (id, direction, sender, sender_node, urgency, operation, created, expires,"
                            + " stored, envelope, envelope_digest) values (?, ?, 'H06.11', 'nut-a', 'NORMAL', 'NEW',"
                            + " ?, ?, ?, ?, ?)",
                    id,
                    direction,
                    at,
                    at,
                    at,
                    new byte[1],
                    new byte[32]);
            tx.update("insert into part (document, number, content) values (?, 0, ?)", id, new byte[7]);
            tx.update(
                    "insert into stored_part (document, number, digest, size, held) values (?, 1, ?, 1000, true)",
                    id,
                    new byte[32]);
            tx.update("insert into event (document, at, what) values (?, ?, 'ContentConsignment')", id, receipt);
        });
    }

    @Test
    void a_route_that_is_stopped_stays_so_until_it_is_started() {
        StoppedRoutes routes = new StoppedRoutes(java.time.Clock.systemUTC());
        ledger.store("t", tx -> {
            assertThat(routes.stop(tx, "dispatch", "an", "x".repeat(900))).isTrue();
            assertThat(routes.stop(tx, "dispatch", "an", "y")).isFalse();
        });
        assertThat(ledger.read(StoppedRoutes::all)).singleElement().satisfies(one -> {
            assertThat(one.route()).isEqualTo("dispatch");
            assertThat(one.who()).isEqualTo("an");
            assertThat(one.reason()).hasSize(500);
        });
        ledger.store("t", tx -> {
            assertThat(routes.start(tx, "dispatch")).isTrue();
            assertThat(routes.start(tx, "dispatch")).isFalse();
        });
    }
}
