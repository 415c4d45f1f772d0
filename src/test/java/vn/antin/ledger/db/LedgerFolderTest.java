package vn.antin.ledger.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.file.SteadyFiles;

/** The folder of a ledger: its name, its one owner, its disk. */
class LedgerFolderTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"a;WRITE_DELAY=500", "a;INIT=RUNSCRIPT FROM 'x'", ";", "a\nb", "a\tb"})
    void a_name_cannot_bring_settings(String name) {
        assertThatThrownBy(() -> Ledgers.plain(folder.resolve(name), CrashPoints.NONE))
                .asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
                .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.CONFIGURATION));
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sở Y tế", "50% # ? & = '", "~", "mem:x", "ssl:localhost", "${user.home}", "a:b", "%20"})
    void any_other_name_is_only_a_name(String name) {
        Path named = folder.resolve("inside").resolve(name);
        try (Ledger ledger = Ledgers.plain(named, CrashPoints.NONE)) {
            ledger.commit("one", tx -> Ledgers.add(tx, 1));
        }
        assertThat(named.resolve("ledger.mv.db")).isNotEmptyFile();
        try (Ledger ledger = Ledgers.plain(named, CrashPoints.NONE)) {
            assertThat(Ledgers.count(ledger)).isEqualTo(1);
        }
    }

    @Test
    void a_second_process_is_told_who_has_it() throws Exception {
        Process first = Children.start(Holder.class, folder.toString());
        try {
            assertThat(first.getInputStream().read()).isEqualTo('o');
            assertThatThrownBy(() -> Ledgers.plain(folder, CrashPoints.NONE))
                    .isInstanceOf(TryLater.class)
                    .hasMessage("ANTIN-5004 LEDGER_UNAVAILABLE the ledger in " + folder + " is in use by process "
                            + first.pid() + "; it belongs to one process at a time");
        } finally {
            first.destroyForcibly().waitFor();
        }
        Ledgers.plain(folder, CrashPoints.NONE).close();
    }

    @Test
    void a_second_opening_in_one_process_is_refused_and_does_not_let_another_process_in() throws Exception {
        try (Ledger first = Ledgers.plain(folder, CrashPoints.NONE)) {
            assertThatThrownBy(() -> Ledgers.plain(folder, CrashPoints.NONE))
                    .isInstanceOf(TryLater.class)
                    .hasMessageContaining("in use by this process");
            Process second = Children.start(Holder.class, folder.toString());
            assertThat(second.getInputStream().read()).isEqualTo('n');
            assertThat(second.waitFor()).isZero();
            assertThat(Ledgers.count(first)).isZero();
        }
    }

    @Test
    void begins_nothing_new_on_a_full_disk_but_still_reads() {
        try (Ledger ledger = on(new FreeSpace(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE))) {
            assertThat(ledger.freeBytes()).isPositive();
            assertThatThrownBy(() -> ledger.commit("accept", tx -> Ledgers.add(tx, 1)))
                    .asInstanceOf(InstanceOfAssertFactories.type(TryLater.class))
                    .satisfies(later -> assertThat(later.fault()).isEqualTo(Fault.DISK_FULL))
                    .satisfies(later -> assertThat(later).hasMessageContaining("MB needed"));
            assertThatThrownBy(() -> ledger.relaxed("accept", tx -> Ledgers.add(tx, 1)))
                    .isInstanceOf(TryLater.class);
            assertThat(Ledgers.count(ledger)).isZero();
        }
    }

    @Test
    void what_is_here_goes_on_where_nothing_new_is_taken_in() {
        try (Ledger ledger = on(new FreeSpace(Long.MAX_VALUE, 0, 0))) {
            assertThatThrownBy(() -> ledger.requireRoom("accept"))
                    .asInstanceOf(InstanceOfAssertFactories.type(TryLater.class))
                    .satisfies(later -> assertThat(later.fault()).isEqualTo(Fault.DISK_FULL));
            assertThat(ledger.<Integer>commit("settle", tx -> Ledgers.add(tx, 1)))
                    .isEqualTo(1);
        }
    }

    @Test
    void people_act_and_are_written_down_where_nothing_else_goes_on() {
        try (Ledger ledger = on(new FreeSpace(Long.MAX_VALUE, Long.MAX_VALUE, 0))) {
            Ledger people = ledger.forPeople();
            assertThatThrownBy(() -> ledger.commit("settle", tx -> Ledgers.add(tx, 1)))
                    .isInstanceOf(TryLater.class);
            assertThat(people.<Integer>commit("console.enter", tx -> Ledgers.add(tx, 2)))
                    .isEqualTo(1);
            assertThat(Ledgers.count(ledger)).as("the same ledger").isEqualTo(1);
        }
    }

    private Ledger on(FreeSpace room) {
        return Ledger.open(folder, CrashPoints.NONE, Ledgers.files(SteadyFiles.PREFIX), Ledgers.TABLES, room);
    }

    /** H2 would analyze within a commit, where it may find a chunk gone: that commit fails although it was kept. */
    @Test
    void statistics_are_made_between_commits_and_not_within_one() {
        try (Ledger ledger = Ledgers.plain(folder, CrashPoints.NONE)) {
            ledger.store("many", tx -> {
                for (long n = 0; n < 2_500; n++) {
                    tx.update("insert into numbers values (?, 'the same')", n);
                }
            });
            assertThat(selectivity(ledger)).as("as H2 assumes").isEqualTo(50);
            for (long n = 2_500; n < 3_500; n++) {
                long number = n;
                ledger.relaxed("add", tx -> Ledgers.add(tx, number));
            }
            assertThat(selectivity(ledger)).isLessThan(50);
        }
    }

    private static long selectivity(Ledger ledger) {
        return ledger.read(tx -> tx.one(
                        "select selectivity from information_schema.columns where table_name = 'numbers'"
                                + " and column_name = 'text'",
                        row -> row.number("selectivity"))
                .orElseThrow());
    }

    @Test
    void a_damaged_file_is_told_as_such() throws Exception {
        Ledgers.plain(folder, CrashPoints.NONE).close();
        Files.writeString(folder.resolve("ledger.mv.db"), "damaged ".repeat(2_000));

        assertThatThrownBy(() -> Ledgers.plain(folder, CrashPoints.NONE))
                .asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
                .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.LEDGER_DAMAGED))
                .satisfies(refused -> assertThat(refused.values()).containsExactly(folder.toString()));
    }

    @Test
    void a_folder_that_cannot_be_made_is_named() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> Ledgers.plain(file, CrashPoints.NONE))
                .isInstanceOf(TryLater.class)
                .hasMessageContaining(file.toString());
    }

    /** The other process: prints o and stays if it got the ledger, prints n and ends if not. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] args) throws Exception {
            try (Ledger ledger = Ledgers.plain(Path.of(args[0]), CrashPoints.NONE)) {
                ledger.sync("hold");
                System.out.print('o');
                System.out.flush();
                Thread.currentThread().join();
            } catch (TryLater e) {
                System.out.print('n');
                System.out.flush();
            }
        }
    }
}
