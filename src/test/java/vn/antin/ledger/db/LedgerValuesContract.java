package vn.antin.ledger.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.Digest;
import vn.antin.fault.TryLater;

/** The part of the contract about stored values. */
abstract class LedgerValuesContract extends LedgerContract {

    private static final String ADD_THING =
            "insert into things (id, at, digest, body, name, wake, amount, open) values (?, ?, ?, ?, ?, ?, ?, ?)";

    @Test
    void gives_back_every_kind_of_value() {
        UUID id = UUID.randomUUID();
        Instant at = Instant.parse("2026-02-03T04:05:06.123456789Z");
        Digest digest = Digest.sha256(new byte[] {1});
        byte[] body = {0, -1, 27, '\\', '\''};
        ledger().commit(
                        "all",
                        tx -> tx.update(ADD_THING, id, at, digest, body, "Đà Nẵng '", Signal.LOG, 1L << 60, true));

        List<Boolean> rows = ledger().read(tx -> tx.query(
                "select * from things where digest = ? and at = ?",
                row -> {
                    assertThat(row.uuid("id")).isEqualTo(id);
                    assertThat(row.instant("at")).isEqualTo(Instant.parse("2026-02-03T04:05:06.123456Z"));
                    assertThat(row.digest("digest")).isEqualTo(digest);
                    assertThat(row.bytes("body")).isEqualTo(body);
                    assertThat(row.text("name")).isEqualTo("Đà Nẵng '");
                    assertThat(row.one(Signal.class, "wake")).isEqualTo(Signal.LOG);
                    assertThat(row.number("amount")).isEqualTo(1L << 60);
                    assertThat(row.flag("open")).isTrue();
                    return true;
                },
                digest,
                at));
        assertThat(rows).containsExactly(true);
    }

    @Test
    void gives_back_nothing_where_nothing_was() {
        Object[] empty = {UUID.randomUUID(), null, null, null, null, null, null, null};
        ledger().commit("empty", tx -> tx.update(ADD_THING, empty));

        List<Boolean> rows = ledger().read(tx -> tx.query("select * from things", row -> {
            assertThat(row.maybeInstant("at")).isEmpty();
            assertThat(row.maybeDigest("digest")).isEmpty();
            assertThat(row.maybeBytes("body")).isEmpty();
            assertThat(row.maybeText("name")).isEmpty();
            assertThat(row.maybeOne(Signal.class, "wake")).isEmpty();
            assertThat(row.maybeNumber("amount")).isEmpty();
            assertThatThrownBy(() -> row.text("name")).hasMessageContaining("column name is null");
            assertThatThrownBy(() -> row.flag("open")).hasMessageContaining("column open is null");
            return true;
        }));
        assertThat(rows).containsExactly(true);
    }

    private record Named(@Nullable String name, @Nullable Signal wake) {}

    private record Thing(
            UUID id,
            Instant at,
            Digest digest,
            byte[] body,
            @Nested Named named,
            long amount,
            boolean open) {}

    @Test
    void maps_a_row_to_a_record_by_the_names_of_its_columns() {
        UUID id = UUID.randomUUID();
        Instant at = Instant.parse("2026-02-03T04:05:06.123456789Z");
        Digest digest = Digest.sha256(new byte[] {1});
        byte[] body = {0, -1, 27};
        ledger().commit("one", tx -> tx.update(ADD_THING, id, at, digest, body, "Đà Nẵng", Signal.LOG, 1L << 60, true));

        Optional<Thing> thing = ledger().read(
                        tx -> tx.one(Thing.class, "select * from things where digest = ? and at = ?", digest, at));
        assertThat(thing.orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(new Thing(
                        id,
                        Instant.parse("2026-02-03T04:05:06.123456Z"),
                        digest,
                        body,
                        new Named("Đà Nẵng", Signal.LOG),
                        1L << 60,
                        true));
    }

    @Test
    void maps_a_null_only_where_a_record_allows_it() {
        record Needed(UUID id, String name) {}
        record Counted(UUID id, long amount) {}
        Object[] empty = {UUID.randomUUID(), null, null, null, null, null, null, null};
        ledger().commit("empty", tx -> tx.update(ADD_THING, empty));

        List<Named> named = ledger().read(tx -> tx.list(Named.class, "select * from things"));
        assertThat(named).containsExactly(new Named(null, null));
        Optional<String> name = ledger().read(tx -> tx.one(String.class, "select name from things"));
        assertThat(name).isEmpty();
        assertThatThrownBy(() -> ledger().read(tx -> tx.list(String.class, "select name from things")))
                .hasMessageContaining("column is null");
        assertThatThrownBy(() -> ledger().read(tx -> tx.one(Needed.class, "select * from things")))
                .hasMessageContaining("column name is null");
        assertThatThrownBy(() -> ledger().read(tx -> tx.one(Counted.class, "select * from things")))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void binds_the_values_of_a_collection() {
        UUID id = UUID.randomUUID();
        Object[] row = {id, null, null, null, "a", Signal.LOG, null, null};
        ledger().commit("one", tx -> tx.update(ADD_THING, row));

        String sql = "select id from things where name in (<names>) and wake in (<wakes>) and id = :id";
        List<Signal> log = List.of(Signal.OUTBOX, Signal.LOG);
        Map<String, Object> two = Map.of("names", Set.of("b", "a"), "wakes", log, "id", id);
        List<UUID> found = ledger().read(tx -> tx.list(UUID.class, sql, two));
        assertThat(found).containsExactly(id);
        Map<String, Object> none = Map.of("names", Set.of(), "wakes", log, "id", id);
        List<UUID> nothing = ledger().read(tx -> tx.list(UUID.class, sql, none));
        assertThat(nothing).isEmpty();
    }

    @Test
    void a_mapped_query_that_fails_ends_the_transaction() {
        assertThatThrownBy(() -> ledger().read(tx -> tx.list(UUID.class, "select id from nothing")))
                .isInstanceOf(TryLater.class);
        assertThatThrownBy(() -> ledger().commit("swallowed", tx -> {
                    assertThatThrownBy(() -> tx.list(UUID.class, "select id from nothing"))
                            .isInstanceOf(TryLater.class);
                    assertThatThrownBy(() -> tx.list(UUID.class, "select id from things"))
                            .hasMessageContaining("failed before");
                    return true;
                }))
                .isInstanceOf(TryLater.class);
    }

    @Test
    void refuses_to_bind_what_it_does_not_know() {
        assertThatThrownBy(() -> ledger().read(tx -> tx.query("select ? as x", row -> row, List.of())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ledger().read(tx -> tx.list(String.class, "select ? as x", 1.5)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbers_rows() {
        String text = "insert into things (id) values (?) on conflict do nothing";
        UUID id = UUID.randomUUID();
        OptionalLong first = ledger().commit("a", tx -> tx.numbered("line", text, id));
        OptionalLong repeat = ledger().commit("a", tx -> tx.numbered("line", text, id));
        OptionalLong second = ledger().commit("a", tx -> tx.numbered("line", text, UUID.randomUUID()));

        assertThat(repeat).isEmpty();
        assertThat(second.orElseThrow()).isGreaterThan(first.orElseThrow());
    }

    @Test
    void changes_many_rows_at_once() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (long n = 0; n < 100; n++) {
            rows.add(new @Nullable Object[] {n, n % 2 == 0 ? null : "odd"});
        }
        int changed = ledger().commit("many", tx -> tx.updateAll("insert into numbers values (?, ?)", rows));

        assertThat(changed).isEqualTo(100);
        assertThat(Ledgers.count(ledger())).isEqualTo(100);
    }
}
