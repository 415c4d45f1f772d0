package vn.antin.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.db.InList;
import vn.antin.ledger.db.Tx;

/**
 * The documents for archive packages, the packages that were exported, and the removal of what they hold. A removed document
 * leaves its name and package, the names by which a repeated submission is recognized, and the hashes of its own evidence in
 * the tree of the log.
 */
public final class Archives {

    /** A finished document: nobody waits for anything of it. */
    public record ArchiveDocument(
            EnvelopeId id,
            Direction direction,
            AgencyCode sender,
            @Nullable String documentId,
            @Nullable String subject,
            @Nullable String serial,
            @Nullable String kind,
            Instant stored,
            @Nullable Instant erased) {}

    /**
     * A document in a package.
     *
     * @param receipts that the package has with their time-stamp
     */
    public record ArchivedDocument(EnvelopeId id, int receipts) {}

    /** A recipient's copy with its state: of a document sent here that of the copy, else that of the arrival. */
    public record ArchiveCopy(AgencyCode agency, String state, Instant since) {}

    /**
     * A package.
     *
     * @param until exclusive
     * @param mets digest of its METS.xml
     * @param removing whether the ledger removes what it holds
     * @param removed when it had removed all of it
     */
    public record ArchivePackage(
            long id,
            String name,
            String folder,
            Instant since,
            Instant until,
            String who,
            Instant at,
            long documents,
            long files,
            long bytes,
            Digest mets,
            boolean removing,
            @Nullable Instant removed) {}

    /** A hub that is restored from a backup asks for checkpoints of that time. */
    private static final Duration CHECKPOINTS = Duration.ofDays(60);

    private static final String IN_TIME =
            " from document d where d.direction in ('OUT', 'IN') and d.stored >= ? and d.stored < ?";

    private static final String DOCUMENTS = "select d.id, d.direction, d.sender, d.document_id, d.subject, d.serial,"
            + " d.kind, d.stored, d.erased" + IN_TIME + " and not " + Retention.MOVING;

    /** Tables with rows of a document that go before it does. */
    private static final List<String> DEPENDENT = List.of(
            "part",
            "stored_part",
            "transfer",
            "document_number",
            "listing",
            "copy",
            "arrival",
            "duty",
            "event",
            "trace");

    /** The finished documents of a time, the oldest first, after one of them. */
    public List<ArchiveDocument> finished(
            Tx tx, Instant since, Instant until, @Nullable ArchiveDocument after, int atMost) {
        return after == null
                ? tx.list(ArchiveDocument.class, DOCUMENTS + " order by d.stored, d.id limit ?", since, until, atMost)
                : tx.list(
                        ArchiveDocument.class,
                        DOCUMENTS + " and (d.stored > ? or d.stored = ? and d.id > ?) order by d.stored, d.id limit ?",
                        since,
                        until,
                        after.stored(),
                        after.stored(),
                        after.id(),
                        atMost);
    }

    /** Number of documents of a time that are still under way. */
    public long underWay(Tx tx, Instant since, Instant until) {
        return tx.number("select count(*)" + IN_TIME + " and " + Retention.MOVING, since, until);
    }

    /** The recipients' copies of a document. */
    public List<ArchiveCopy> copies(Tx tx, EnvelopeId document) {
        return tx.list(
                ArchiveCopy.class,
                "select agency, state, since from copy where document = ?"
                        + " union all select agency, state, since from arrival where document = ? order by agency",
                document,
                document);
    }

    /** Records a package and the documents that it holds; returns its number. */
    public long add(Tx tx, ArchivePackage made, List<ArchivedDocument> documents) {
        long id = tx.numbered(
                        "id",
                        "insert into archive_package (name, folder, since, until, who, at, documents, files, bytes, mets,"
                                + " removing) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, false)",
                        made.name(),
                        made.folder(),
                        made.since(),
                        made.until(),
                        made.who(),
                        made.at(),
                        made.documents(),
                        made.files(),
                        made.bytes(),
                        made.mets())
                .orElseThrow();
        tx.updateAll(
                "insert into archived (document, package, receipts) values (?, ?, ?)",
                documents.stream()
                        .map(document -> new @Nullable Object[] {document.id(), id, document.receipts()})
                        .toList());
        return id;
    }

    public Optional<ArchivePackage> find(Tx tx, String name) {
        return tx.one(ArchivePackage.class, "select * from archive_package where name = ?", name);
    }

    /** The newest packages first. */
    public List<ArchivePackage> newest(Tx tx, int most) {
        return tx.list(ArchivePackage.class, "select * from archive_package order by id desc limit ?", most);
    }

    /** Lets the ledger remove what a package holds; false when that was decided before. */
    public boolean release(Tx tx, long id) {
        return 1 == tx.update("update archive_package set removing = true where id = ? and removing = false", id);
    }

    /** The packages of which something is still to be removed. */
    public List<ArchivePackage> removing(Tx tx) {
        return tx.list(
                ArchivePackage.class,
                "select * from archive_package where removing = true and removed is null order by id");
    }

    /** Number of documents of a package that are still in the ledger. */
    public long left(Tx tx, long id) {
        return tx.number("select count(*) from archived where package = ? and removed is null", id);
    }

    /** The package to which the ledger moved a document. */
    public static Optional<String> movedTo(Tx tx, EnvelopeId document) {
        return tx.one(
                String.class,
                "select max(p.name) from archived a join archive_package p on p.id = a.package"
                        + " where a.document = ? and a.removed is not null",
                document);
    }

    /**
     * Removes some of the documents of a package from the ledger; returns how many. Not removed are those that a legal hold
     * covers, that are under way again, that a recipient has not taken, of which a reply is owed and not yet overdue, or of
     * which the ledger has a receipt that the package has not, or has without its time-stamp.
     */
    public int remove(Tx tx, ArchivePackage from, Instant now, int atMost) {
        LegalHolds.lock(tx);
        List<EnvelopeId> ids = tx.list(
                EnvelopeId.class,
                "select d.id from archived a join document d on d.id = a.document where a.package = ?"
                        + " and a.removed is null and d.expires < ? and not " + Retention.MOVING + " and not "
                        + LegalHolds.HELD + """
                         and not exists (select 1 from duty q where q.document = d.id and q.told = false)
                        and not exists (select 1 from copy t where t.document = d.id and t.state = 'CONSIGNED')
                        and a.receipts = (select count(*) from evidence e where e.document = d.id)
                        order by d.id limit ?
                        """,
                from.id(),
                now,
                atMost);
        if (!ids.isEmpty()) {
            remove(tx, ids, now);
        }
        if (!ids.isEmpty() && ids.size() < atMost) {
            removeCheckpoints(tx, now);
        }
        if (left(tx, from.id()) == 0) {
            tx.update("update archive_package set removed = ? where id = ?", now, from.id());
        }
        return ids.size();
    }

    private static void remove(Tx tx, List<EnvelopeId> ids, Instant now) {
        String in = " in (" + InList.places(ids.size()) + ")";
        @Nullable Object[] values = InList.values(ids, EnvelopeId::value);
        List<@Nullable Object> named = new ArrayList<>();
        named.add(now);
        Collections.addAll(named, values);
        tx.update(
                "update archived set removed = ?,"
                        + " direction = (select d.direction from document d where d.id = archived.document),"
                        + " sender = (select d.sender from document d where d.id = archived.document),"
                        + " document_id = (select d.document_id from document d where d.id = archived.document),"
                        + " serial = (select d.serial from document d where d.id = archived.document),"
                        + " stored = (select d.stored from document d where d.id = archived.document)"
                        + " where removed is null and document" + in,
                named.toArray());
        for (String table : DEPENDENT) {
            tx.update("delete from " + table + " where document" + in, values);
        }
        tx.update("delete from report where about" + in, values);
        tx.update("delete from evidence where own = false and document" + in, values);
        // The hash of a leaf stays in the tree; without its bytes the row says that it was moved.
        tx.update(
                "update evidence set bytes = ?, proof = null, checkpoint = null where own = true and document" + in,
                with(new byte[0], values));
        tx.update("delete from document where id" + in, values);
    }

    private static @Nullable Object[] with(Object first, @Nullable Object[] values) {
        List<@Nullable Object> all = new ArrayList<>();
        all.add(first);
        Collections.addAll(all, values);
        return all.toArray();
    }

    /** Checkpoints that no evidence names any more; first those of nodes, then those of the hub that witnessed them. */
    private static void removeCheckpoints(Tx tx, Instant now) {
        for (int i = 0; i < 2; i++) {
            tx.update(
                    "delete from checkpoint where at < ? and witness_checkpoint is not null"
                            + " and digest not in (select checkpoint from evidence where checkpoint is not null)"
                            + " and seq not in (select max(seq) from checkpoint group by origin)",
                    now.minus(CHECKPOINTS));
            tx.update(
                    "delete from checkpoint where own = false and at < ?"
                            + " and digest not in (select checkpoint from evidence where checkpoint is not null)"
                            + " and digest not in (select witness_checkpoint from checkpoint"
                            + " where witness_checkpoint is not null)"
                            + " and seq not in (select max(seq) from checkpoint group by origin)",
                    now.minus(CHECKPOINTS));
        }
    }
}
