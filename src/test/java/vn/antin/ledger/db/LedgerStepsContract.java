package vn.antin.ledger.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/** The part of the contract about consecutive transactions. */
abstract class LedgerStepsContract extends LedgerValuesContract {

    @Test
    void keeps_nothing_of_a_work_that_fails() {
        assertThatThrownBy(() -> ledger().commit("fails", tx -> {
                    Ledgers.add(tx, 1);
                    tx.wake(Signal.LOG);
                    throw new IllegalStateException("as planned");
                }))
                .hasMessage("as planned");
        assertThat(Ledgers.count(ledger())).isZero();
    }

    @Test
    void names_a_repeated_key() {
        ledger().commit("first", tx -> Ledgers.add(tx, 1));

        assertThatThrownBy(() -> ledger().commit("again", tx -> Ledgers.add(tx, 2) + Ledgers.add(tx, 1)))
                .isInstanceOf(Duplicate.class)
                .hasMessageStartingWith("again: ");
        assertThat(Ledgers.count(ledger())).isEqualTo(1);
    }

    @Test
    void passes_over_a_repeated_key_where_the_work_says_so() {
        String once = "insert into numbers (n) values (?) on conflict do nothing";

        assertThat(ledger().<List<Integer>>commit(
                                "once", tx -> List.of(tx.update(once, 1), tx.update(once, 1), tx.update(once, 2))))
                .containsExactly(1, 0, 1);
        assertThat(ledger().<Integer>commit("later", tx -> tx.update(once, 2))).isZero();
        assertThat(Ledgers.count(ledger())).isEqualTo(2);
    }

    @Test
    void does_not_commit_a_work_that_hides_a_repeated_key() {
        ledger().commit("first", tx -> Ledgers.add(tx, 1));

        assertThatThrownBy(() -> ledger().commit("hides", tx -> {
                    Ledgers.add(tx, 2);
                    assertThatThrownBy(() -> Ledgers.add(tx, 1)).isInstanceOf(Duplicate.class);
                    assertThatThrownBy(() -> Ledgers.add(tx, 3)).hasMessageContaining("failed before");
                    return true;
                }))
                .isInstanceOf(Duplicate.class);
        assertThat(Ledgers.count(ledger())).isEqualTo(1);
    }

    @Test
    void is_unavailable_for_any_other_error() {
        assertThatThrownBy(() -> ledger().commit("odd", tx -> tx.update("insert into nowhere values (1)")))
                .asInstanceOf(InstanceOfAssertFactories.type(TryLater.class))
                .satisfies(later -> assertThat(later.fault()).isEqualTo(Fault.LEDGER_UNAVAILABLE))
                .satisfies(later -> assertThat(later).hasMessageContaining("odd: "))
                .satisfies(later -> assertThat(later.getCause()).isNotNull());
    }

    private static final String NUMBER = "insert into numbers (n) values (?)";

    @Test
    void shows_deferred_rows_to_each_statement_that_may_name_their_table() {
        List<String> statements = List.of(
                "select count(*) as c from numbers",
                "select count(*) as c from things t left join numbers n on n.n = 1 where n.n is null",
                "select count(*) as c from things t, numbers n",
                "select (select max(n) from numbers) as c",
                "select cast('1' as bigint) as c");
        for (String statement : statements) {
            assertThatThrownBy(() -> ledger().commit("defers", tx -> {
                        tx.defer(NUMBER, 1);
                        tx.defer(NUMBER, 1);
                        return tx.query(statement, row -> row.maybeNumber("c"));
                    }))
                    .as(statement)
                    .isInstanceOf(Duplicate.class)
                    .hasStackTraceContaining("Tx.query");
        }
        ledger().commit("changes", tx -> {
            tx.defer(NUMBER, 1);
            assertThat(tx.update("update numbers set text = 'x'")).isEqualTo(1);
            tx.deferAll(NUMBER, List.of(new Object[] {2}, new Object[] {3}));
            assertThat(tx.number("select count(*) from numbers")).isEqualTo(3);
            assertThat(tx.list(Long.class, "select n from numbers where n in (<some>)", Map.of("some", List.of(2, 3))))
                    .hasSize(2);
            tx.defer(NUMBER, 4);
            return tx.updateAll("delete from numbers where n = ?", List.of(new Object[] {4}, new Object[] {3}));
        });
        assertThat(Ledgers.count(ledger())).isEqualTo(2);
    }

    @Test
    void writes_deferred_rows_at_the_end_when_nothing_names_their_table() {
        ledger().commit("first", tx -> Ledgers.add(tx, 1));

        List<String> reached = new ArrayList<>();
        assertThatThrownBy(() -> ledger().commit("again", tx -> {
                    tx.defer(NUMBER, 1);
                    tx.query("select name from things", row -> row.text("name"));
                    return reached.add("end");
                }))
                .isInstanceOf(Duplicate.class)
                .hasMessageStartingWith("again: ");
        assertThat(reached).containsOnly("end");
        assertThat(Ledgers.count(ledger())).isEqualTo(1);
    }

    @Test
    void keeps_the_order_of_deferred_rows_and_reads_for_an_insert_what_was_deferred_before_it() {
        String thing = "insert into things (id, name) values (?, ?)";
        String copied = "insert into numbers (n) select amount from things where name = ?";
        ledger().store("order", tx -> {
            for (String name : List.of("a", "b", "c")) {
                tx.defer(thing, UUID.randomUUID(), name);
                tx.defer(NUMBER, name.length() + tx.number("select count(*) from numbers"));
            }
            tx.defer(copied, "d"); // nothing yet
            tx.defer("insert into things (id, name, amount) values (?, 'd', 40)", UUID.randomUUID());
            tx.defer(copied, "d");
        });

        assertThat(ledger().<List<String>>read(
                                tx -> tx.query("select name from things order by line", row -> row.text("name"))))
                .containsExactly("a", "b", "c", "d");
        assertThat(ledger().<List<Long>>read(
                                tx -> tx.query("select n from numbers order by n", row -> row.number("n"))))
                .containsExactly(1L, 2L, 3L, 40L);
    }

    @Test
    void defers_inserts_of_a_writing_transaction_only() {
        assertThatThrownBy(() -> ledger().commit("deletes", tx -> {
                    tx.defer("delete from numbers");
                    return 1;
                }))
                .hasMessageContaining("only an insert");
        assertThatThrownBy(() -> ledger().read(tx -> {
                    tx.defer(NUMBER, 1);
                    return 1;
                }))
                .hasMessageContaining("a read-only transaction");
    }

    @Test
    void finds_one_row_or_none_and_no_second() {
        ledger().commit("two", tx -> Ledgers.add(tx, 1) + Ledgers.add(tx, 2));

        Optional<Long> none = ledger().read(tx -> tx.one("select n from numbers where n > ?", r -> r.number("n"), 2));
        assertThat(none).isEmpty();
        assertThatThrownBy(() -> ledger().read(tx -> tx.one("select n from numbers", row -> row.number("n"))))
                .hasMessageContaining("2 rows");
    }

    @Test
    void changes_nothing_in_a_read_or_after_the_end_or_inside_another() {
        assertThatThrownBy(() -> ledger().read(tx -> Ledgers.add(tx, 1)))
                .hasMessageContaining("a read-only transaction");
        Tx kept = ledger().commit("keeps", tx -> tx);
        assertThatThrownBy(() -> Ledgers.add(kept, 1)).hasMessageContaining("is over");
        assertThatThrownBy(() -> ledger().commit("outer", tx -> ledger().commit("inner", in -> 1)))
                .hasMessage("inner inside outer");
        assertThat(Ledgers.count(ledger())).isZero();
    }

    @Test
    void wakes_after_the_commit_and_never_without() {
        EnumSet<Signal> woken = EnumSet.noneOf(Signal.class);
        ledger().onWake(what -> {
            throw new IllegalStateException("a listener of no use");
        });
        ledger().onWake(what -> {
            assertThat(Ledgers.count(ledger())).isPositive();
            woken.add(what);
        });
        ledger().commit("wakes", tx -> {
            tx.wake(Signal.OUTBOX);
            tx.wake(Signal.LOG);
            assertThat(woken).isEmpty();
            return Ledgers.add(tx, 1);
        });
        ledger().relaxed("also", tx -> {
            tx.wake(Signal.EVENTS);
            return Ledgers.add(tx, 2);
        });
        assertThatThrownBy(() -> ledger().commit("does not", tx -> {
                    tx.wake(Signal.INBOX);
                    return Ledgers.add(tx, 1);
                }))
                .isInstanceOf(Duplicate.class);

        assertThat(woken).containsExactlyInAnyOrder(Signal.OUTBOX, Signal.LOG, Signal.EVENTS);
    }

    @Test
    void commits_works_that_came_together_in_one_transaction_and_in_their_order() {
        List<Signal> woken = new ArrayList<>();
        ledger().onWake(woken::add);
        List<Tx> own = new ArrayList<>();

        List<CommitResult<Long>> results = ledger().commitEach(
                        "together",
                        LongStream.rangeClosed(1, 50)
                                .<Work<Long>>mapToObj(n -> tx -> {
                                    own.add(tx);
                                    tx.wake(Signal.OUTBOX);
                                    Ledgers.add(tx, n);
                                    return tx.number("select count(*) from numbers");
                                })
                                .toList());

        assertThat(results)
                .extracting(result -> result.value().orElseThrow())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 50).boxed().toList());
        assertThat(own).hasSize(50);
        assertThat(woken).containsExactly(Signal.OUTBOX);
        assertThat(ledger().commitEach("none", List.<Work<Long>>of())).isEmpty();
    }

    @Test
    void keeps_the_others_when_one_of_the_works_that_came_together_fails() {
        Work<Integer> fails = tx -> {
            Ledgers.add(tx, 9);
            throw new Refused(Fault.ENVELOPE_CONFLICT, "on purpose");
        };

        List<CommitResult<Integer>> results =
                ledger().commitEach("together", List.of(tx -> Ledgers.add(tx, 1), fails, tx -> Ledgers.add(tx, 2)));

        assertThat(results.get(0).value()).isPresent();
        assertThat(results.get(1).value()).isEmpty();
        assertThat(results.get(1).failure()).get().isInstanceOf(Refused.class);
        assertThat(results.get(2).value()).isPresent();
        assertThat(Ledgers.count(ledger())).isEqualTo(2);
    }

    @Test
    void shows_each_point_of_no_return() {
        List<String> seen = new ArrayList<>();
        Ledger ledger = ledger(new CrashPoints() {
            @Override
            public void beforeCommit(String label) {
                seen.add("before " + label);
            }

            @Override
            public void afterCommit(String label) {
                seen.add("after " + label);
            }

            @Override
            public void afterSync(String label) {
                seen.add("synced " + label);
            }
        });
        ledger.commit("a", tx -> seen.add("work"));
        ledger.relaxed("b", tx -> seen.add("work"));

        assertThat(seen).containsExactly("work", "before a", "after a", "synced a", "work", "before b", "after b");
    }

    @Test
    void keeps_nothing_if_it_stops_before_the_commit_and_all_if_after() {
        Ledger ledger = ledger(new CrashPoints() {
            @Override
            public void beforeCommit(String label) {
                stopIf(label.equals("early"));
            }

            @Override
            public void afterCommit(String label) {
                stopIf(label.equals("late"));
            }

            private void stopIf(boolean now) {
                if (now) {
                    throw new IllegalStateException("stopped");
                }
            }
        });
        assertThatThrownBy(() -> ledger.commit("early", tx -> Ledgers.add(tx, 1)))
                .hasMessage("stopped");
        assertThat(Ledgers.count(ledger)).isZero();
        assertThatThrownBy(() -> ledger.commit("late", tx -> Ledgers.add(tx, 1)))
                .hasMessage("stopped");
        assertThat(Ledgers.count(ledger)).isEqualTo(1);
    }

    @Test
    void finds_its_rows_again() {
        ledger().commit("one", tx -> Ledgers.add(tx, 1));
        close();

        assertThat(Ledgers.count(ledger())).isEqualTo(1);
    }

    @Test
    void leaves_a_newer_ledger_alone() {
        ledger().commit("newer", tx -> tx.update("""
            insert into flyway_schema_history
                (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
            values (2, '2', 'newer', 'SQL', 'V2__newer.sql', 0, 'antin', 1, true)
            """));
        close();

        assertThatThrownBy(this::ledger)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(Fault.LEDGER_NEWER));
    }

    @Test
    void refuses_everything_once_closed() {
        Ledger ledger = ledger();
        close();

        assertThatThrownBy(() -> ledger.commit("late", tx -> Ledgers.add(tx, 1)))
                .asInstanceOf(InstanceOfAssertFactories.type(TryLater.class))
                .satisfies(later -> assertThat(later.fault()).isEqualTo(Fault.STOPPING));
        ledger.close();
    }
}
