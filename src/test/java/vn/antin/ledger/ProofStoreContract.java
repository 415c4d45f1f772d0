package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.Digest;
import vn.antin.ledger.db.Ledger;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Merkle;
import vn.antin.receipt.ProofList;
import vn.antin.receipt.ReceiptProvince;
import vn.antin.receipt.SealedCheckpoint;

/** The contract of the lists of renewed proofs, for every database. */
abstract class ProofStoreContract {

    private static final Duration YEAR = Duration.ofDays(365);

    private final ReceiptProvince province = new ReceiptProvince();
    private final ProofStore store = new ProofStore();
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

    private Optional<ProofStore.StoredList> newest() {
        return ledger.read(store::newest);
    }

    private Optional<DirectoryEditions.StoredEdition> uncovered() {
        return ledger.read(store::uncoveredDirectory);
    }

    private List<ProofStore.StoredStamp> stamps() {
        return ledger.read(tx -> store.stamps(tx, 0, 10));
    }

    private List<ProofStore.StoredList> due(@Nullable Instant by) {
        return ledger.read(tx -> store.due(tx, by, 10));
    }

    private List<ProofList> lists(Digest object) {
        return ledger.read(tx -> store.lists(tx, List.of(object)));
    }

    @Test
    void an_empty_ledger_has_nothing_to_prove() {
        assertThat(ledger.read(store::state)).isEqualTo(new ProofStore.ProofState(0, 0, null, null, null));
        assertThat(newest()).isEmpty();
        assertThat(uncovered()).isEmpty();
        assertThat(stamps()).isEmpty();
        assertThat(lists(Digest.sha256())).isEmpty();
    }

    @Test
    void a_list_is_stored_with_its_objects_and_time_stamped_again() {
        Instant now = province.clock.instant();
        SealedCheckpoint hub = province.log(ReceiptProvince.HUB).checkpoint();
        byte[] token = province.timeStamps.stamp(hub.digest());
        byte[] directory = province.sealedDirectory();
        ledger.store("test", tx -> {
            new Checkpoints().see(tx, List.of(new Checkpoints.SeenCheckpoint(hub, token, null)));
            tx.update(
                    "insert into directory (serial, sealed, digest, at) values (?, ?, ?, ?)",
                    1L,
                    directory,
                    Digest.sha256(directory),
                    now);
        });
        List<ProofStore.StoredStamp> stamps = stamps();
        assertThat(stamps).hasSize(1);
        assertThat(uncovered().orElseThrow().at()).isEqualTo(now);
        List<Digest> objects =
                List.of(ledger.read(tx -> store.uncoveredDirectories(tx, 10)).get(0), Digest.sha256(token));

        List<Digest> leaves = objects.stream().map(ProofList::leaf).toList();
        Checkpoint head = new Checkpoint("so-noi-vu/proofs-1", 2, Merkle.root(leaves), null, now);
        long seq = stamps.get(0).seq();
        var list = new ProofStore.StoredList(1, head.write(), seq, seq, now.plus(YEAR), now.plusSeconds(1));
        byte[] first = province.timeStamps.stamp(ProofList.next(head, List.of()));
        ledger.store("test", tx -> {
            store.add(tx, list, objects, new ProofStore.ListStamp(now, 1, first));
        });

        assertThat(newest().orElseThrow().checkpoint()).isEqualTo(head);
        assertThat(uncovered()).isEmpty();
        Set<Digest> covered = ledger.read(tx -> store.covered(tx, List.of(objects.get(1), Digest.sha256())));
        assertThat(covered).containsExactly(objects.get(1));
        assertThat(due(now)).isEmpty();
        assertThat(due(now.plusSeconds(1))).hasSize(1);
        assertThat(due(null)).hasSize(1);

        byte[] second = province.timeStamps.stamp(ProofList.next(head, List.of(first)));
        Instant ends = now.plus(YEAR.multipliedBy(2));
        ledger.store("test", tx -> {
            store.renewed(
                    tx,
                    1,
                    new ProofStore.ProofTerm(ends, ends),
                    new ProofStore.ListStamp(now.plusSeconds(5), 3, second));
        });

        assertThat(ledger.read(store::state))
                .isEqualTo(new ProofStore.ProofState(1, 2, ends, ends, now.plusSeconds(5)));
        ProofList proved = lists(objects.get(1)).get(0);
        assertThat(proved.directories()).containsExactly(1L, 3L);
        assertThat(proved.stamps()).containsExactly(first, second);
        assertThat(proved.objects()).hasSize(1);
        assertThat(ProofList.read(proved.write()).write()).isEqualTo(proved.write());
    }
}
