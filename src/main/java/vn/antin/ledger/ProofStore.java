package vn.antin.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.ledger.db.InList;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Merkle;
import vn.antin.receipt.ProofList;

/** The lists of renewed proofs (decision 50). */
public final class ProofStore {

    /** A time-stamp of a checkpoint, with the checkpoint's place in the ledger. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record StoredStamp(long seq, Instant at, byte[] timeStamp) {}

    /** A time-stamp over a list, with the serial of the directory in force. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record ListStamp(Instant at, long directory, byte[] token) {}

    /**
     * How long a list is proved.
     *
     * @param ends when the proof of its newest time-stamp ends
     * @param due from when on another one should follow
     */
    public record ProofTerm(Instant ends, Instant due) {}

    /**
     * A list as it is stored.
     *
     * @param swept place up to which the next list looks for no time-stamp
     * @param last place of the last checkpoint in it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record StoredList(long number, byte[] head, long swept, long last, Instant ends, Instant due) {

        public Checkpoint checkpoint() {
            return Checkpoint.ofList(head);
        }
    }

    /**
     * How the renewed proofs stand.
     *
     * @param objects number of time-stamps and directories in all lists
     * @param ends when the first of the lists' proofs ends; null without a list
     * @param due from when on the first list should be time-stamped again; null without a list
     * @param stamped when a list was time-stamped last; null without a list
     */
    public record ProofState(
            long lists,
            long objects,
            @Nullable Instant ends,
            @Nullable Instant due,
            @Nullable Instant stamped) {}

    public ProofState state(Tx tx) {
        return tx.one(ProofState.class, """
                        select (select count(*) from proof_list) as lists, (select count(*) from proof_object) as objects,
                            (select min(ends) from proof_list) as ends, (select min(due) from proof_list) as due,
                            (select max(at) from proof_stamp) as stamped
                        """).orElseThrow();
    }

    /** The newest list. */
    public Optional<StoredList> newest(Tx tx) {
        return tx.one(StoredList.class, "select * from proof_list order by number desc limit 1");
    }

    /**
     * The lists to be time-stamped again, the first to end first.
     *
     * @param by only those that are due by this time; null for all
     */
    public List<StoredList> due(Tx tx, @Nullable Instant by, int atMost) {
        String which = by == null ? "" : " where due <= ?";
        String sql = "select * from proof_list" + which + " order by ends, number limit ?";
        return by == null ? tx.list(StoredList.class, sql, atMost) : tx.list(StoredList.class, sql, by, atMost);
    }

    /** The time-stamps of checkpoints after a place, in the order of the ledger. */
    public List<StoredStamp> stamps(Tx tx, long after, int atMost) {
        return tx.query(
                "select seq, at, time_stamp from checkpoint where seq > ? and time_stamp is not null"
                        + " order by seq limit ?",
                row -> new StoredStamp(row.number("seq"), row.instant("at"), row.bytes("time_stamp")),
                after,
                atMost);
    }

    /** The digests of the stored directories that are in no list, by their serials. */
    public List<Digest> uncoveredDirectories(Tx tx, int atMost) {
        return tx.query(
                "select digest from directory where not exists"
                        + " (select 1 from proof_object where object = directory.digest) order by serial limit ?",
                row -> row.digest("digest"),
                atMost);
    }

    /** The first of the stored directories that are in no list. */
    public Optional<DirectoryEditions.StoredEdition> uncoveredDirectory(Tx tx) {
        return tx.one(
                DirectoryEditions.StoredEdition.class,
                "select sealed, at from directory where not exists"
                        + " (select 1 from proof_object where object = directory.digest) order by serial limit 1");
    }

    /** Those of these objects that are in a list. */
    public Set<Digest> covered(Tx tx, Collection<Digest> objects) {
        return objects.isEmpty()
                ? Set.of()
                : new LinkedHashSet<>(tx.query(
                        "select object from proof_object where object in (" + InList.places(objects.size()) + ")",
                        row -> row.digest("object"),
                        InList.values(objects, digest -> digest)));
    }

    /** The time-stamps of a list, the oldest first. */
    public List<ListStamp> stampsOf(Tx tx, long list) {
        return tx.query(
                "select at, directory, token from proof_stamp where list = ? order by number",
                row -> new ListStamp(row.instant("at"), row.number("directory"), row.bytes("token")),
                list);
    }

    /** Stores a list with its first time-stamp. */
    public void add(Tx tx, StoredList list, List<Digest> objects, ListStamp stamp) {
        tx.update(
                "insert into proof_list (number, head, swept, last, ends, due) values (?, ?, ?, ?, ?, ?)",
                list.number(),
                list.head(),
                list.swept(),
                list.last(),
                list.ends(),
                list.due());
        List<@Nullable Object[]> rows = new ArrayList<>(objects.size());
        for (int i = 0; i < objects.size(); i++) {
            rows.add(new Object[] {objects.get(i), list.number(), (long) i});
        }
        tx.updateAll("insert into proof_object (object, list, idx) values (?, ?, ?)", rows);
        insert(tx, list.number(), 0, stamp);
    }

    /** Stores the next time-stamp of a list. */
    public void renewed(Tx tx, long list, ProofTerm term, ListStamp stamp) {
        insert(tx, list, (int) tx.number("select count(*) from proof_stamp where list = ?", list), stamp);
        tx.update("update proof_list set ends = ?, due = ? where number = ?", term.ends(), term.due(), list);
    }

    private static void insert(Tx tx, long list, int number, ListStamp stamp) {
        tx.update(
                "insert into proof_stamp (list, number, at, directory, token) values (?, ?, ?, ?, ?)",
                list,
                number,
                stamp.at(),
                stamp.directory(),
                stamp.token());
    }

    /** The lists of these objects, each with what it has of them. */
    public List<ProofList> lists(Tx tx, Collection<Digest> objects) {
        if (objects.isEmpty()) {
            return List.of();
        }
        record Place(Digest object, long list, long index) {}
        List<Place> places = tx.query(
                "select object, list, idx from proof_object where object in (" + InList.places(objects.size())
                        + ") order by list, idx",
                row -> new Place(row.digest("object"), row.number("list"), row.number("idx")),
                InList.values(objects, digest -> digest));
        Map<Long, List<Place>> byList = new LinkedHashMap<>();
        places.forEach(place ->
                byList.computeIfAbsent(place.list(), first -> new ArrayList<>()).add(place));
        List<ProofList> lists = new ArrayList<>();
        byList.forEach((number, found) -> {
            List<Digest> leaves = tx.query(
                    "select object from proof_object where list = ? order by idx",
                    row -> ProofList.leaf(row.digest("object")),
                    number);
            Merkle.Hashes tree = Merkle.inMemory(leaves);
            lists.add(list(
                    tx,
                    number,
                    found.stream()
                            .map(place -> new ProofList.ProvedObject(
                                    place.object(),
                                    place.index(),
                                    Merkle.inclusion(place.index(), leaves.size(), tree)))
                            .toList()));
        });
        return lists;
    }

    private ProofList list(Tx tx, long number, List<ProofList.ProvedObject> objects) {
        StoredList stored = tx.one(StoredList.class, "select * from proof_list where number = ?", number)
                .orElseThrow();
        List<ListStamp> stamps = stampsOf(tx, number);
        Set<Long> directories = new TreeSet<>();
        stamps.forEach(stamp -> directories.add(stamp.directory()));
        return new ProofList(
                stored.checkpoint(),
                directories,
                objects,
                stamps.stream().map(ListStamp::token).toList());
    }
}
