package vn.antin.ledger.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.Digest;

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

    @Test
    void refuses_to_bind_what_it_does_not_know() {
        assertThatThrownBy(() -> ledger().read(tx -> tx.query("select ? as x", row -> row, List.of())))
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
