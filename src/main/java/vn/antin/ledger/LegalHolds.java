package vn.antin.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.db.Tx;

/**
 * Legal holds: the content that one covers is not removed, by the retention periods, by a recall or after an export, until
 * a second person has lifted it.
 */
public final class LegalHolds {

    /**
     * What a hold covers: one document, or what has a number or identifier, or what was exchanged with an agency in a
     * time, whether it is here already or comes later.
     *
     * @param number identifier, number with notation and year, or number alone; letters' cases do not count
     * @param until exclusive
     */
    public record HoldScope(
            @Nullable EnvelopeId document,
            @Nullable String number,
            @Nullable AgencyCode agency,
            @Nullable Instant since,
            @Nullable Instant until) {

        /** @throws Refused HOLD_SCOPE unless it is exactly one of the three */
        public HoldScope {
            boolean range = agency != null && since != null && until != null && since.isBefore(until);
            boolean partly = agency != null || since != null || until != null;
            int kinds = (document == null ? 0 : 1) + (number == null ? 0 : 1) + (partly ? 1 : 0);
            if (kinds != 1 || partly != range || (number != null && (number.isBlank() || number.length() > 255))) {
                throw new Refused(Fault.HOLD_SCOPE);
            }
        }

        public static HoldScope of(EnvelopeId document) {
            return new HoldScope(document, null, null, null, null);
        }

        public static HoldScope of(String number) {
            return new HoldScope(null, number.strip(), null, null, null);
        }

        /** In one line, for the audit log. */
        @Override
        public String toString() {
            return document != null
                    ? document.toString()
                    : number != null ? number : agency + " " + since + " – " + until;
        }
    }

    /**
     * A hold.
     *
     * @param number that it covers, as its scope has it
     */
    public record LegalHold(
            long id,
            @Nullable EnvelopeId document,
            @Nullable String number,
            @Nullable AgencyCode agency,
            @Nullable Instant since,
            @Nullable Instant until,
            String who,
            Instant at,
            String reason,
            @Nullable String liftedBy,
            @Nullable Instant liftedAt) {

        public HoldScope scope() {
            return new HoldScope(document, number, agency, since, until);
        }
    }

    /**
     * The documents that a hold covers.
     *
     * @param documents all of them
     * @param erased those whose content had been removed before it was placed
     */
    public record Coverage(long documents, long erased) {}

    /** The row that a transaction locks before it places or lifts a hold, or removes what one may cover. */
    private static final String LOCK = "legal.hold";

    private static final String COVERS = """
            (h.document = d.id or lower(h.number) in (lower(d.document_id), lower(d.serial))
            or exists (select 1 from document_number n where n.document = d.id and n.number = lower(h.number))
            or (d.stored >= h.since and d.stored < h.until and exists (select 1 from legal_hold_code k
                where k.hold = h.id and (k.code = upper(d.sender)
                or exists (select 1 from evidence e where e.document = d.id and upper(e.agency) = k.code)))))
            """;

    /** True for the row {@code d} of the table {@code document} while a hold covers it. */
    static final String HELD = "exists (select 1 from legal_hold h where h.lifted_at is null and " + COVERS + ")";

    private final Clock clock;

    public LegalHolds(Clock clock) {
        this.clock = clock;
    }

    /**
     * Puts this transaction before or behind every other that places a hold or removes content: a hold wins, or the
     * removal was committed before it.
     */
    public static void lock(Tx tx) {
        tx.update("insert into setting (name, content) values (?, '') on conflict do nothing", LOCK);
        tx.one(String.class, "select content from setting where name = ? for update", LOCK);
    }

    /** Places a hold; returns its number. */
    public long place(Tx tx, HoldScope scope, String who, String reason) {
        lock(tx);
        OptionalLong id = tx.numbered(
                "id",
                "insert into legal_hold (document, number, agency, since, until, who, at, reason)"
                        + " values (?, ?, ?, cast(? as timestamp with time zone), cast(? as timestamp with time zone), ?,"
                        + " ?, ?)",
                scope.document(),
                scope.number(),
                scope.agency(),
                scope.since(),
                scope.until(),
                who,
                clock.instant(),
                reason.length() <= 500 ? reason : reason.substring(0, 500));
        AgencyCode agency = scope.agency();
        if (agency != null) {
            Set<AgencyCode> codes = DirectoryEditions.sealedInForce(tx)
                    .map(edition -> Directory.unpinned(edition).codes(Set.of(agency)))
                    .orElse(Set.of(agency));
            cover(tx, id.orElseThrow(), codes);
        }
        return id.orElseThrow();
    }

    private static void cover(Tx tx, long hold, Set<AgencyCode> codes) {
        for (AgencyCode code : codes) {
            tx.update(
                    "insert into legal_hold_code (hold, code) values (?, ?) on conflict do nothing",
                    hold,
                    code.value().toUpperCase(Locale.ROOT));
        }
    }

    /** Lets the holds on exchanges with agencies also cover the codes that an edition gives these agencies. */
    static void followCodes(Tx tx, Directory edition) {
        tx.list(LegalHold.class, "select * from legal_hold where lifted_at is null and agency is not null")
                .forEach(hold -> cover(tx, hold.id(), edition.codes(Set.of(hold.agency()))));
    }

    /** Lifts a hold, after a second person agreed; false when it is lifted already. */
    public boolean lift(Tx tx, long id, String who) {
        lock(tx);
        return 1
                == tx.update(
                        "update legal_hold set lifted_by = ?, lifted_at = ? where id = ? and lifted_at is null",
                        who,
                        clock.instant(),
                        id);
    }

    public Optional<LegalHold> find(Tx tx, long id) {
        return tx.one(LegalHold.class, "select * from legal_hold where id = ?", id);
    }

    /** The holds, those in force first, the newest of each first. */
    public List<LegalHold> newest(Tx tx, int most) {
        return tx.list(
                LegalHold.class,
                "select * from legal_hold order by case when lifted_at is null then 0 else 1 end, id desc limit ?",
                most);
    }

    /** Number of holds in force. */
    public long inForce(Tx tx) {
        return tx.number("select count(*) from legal_hold where lifted_at is null");
    }

    /** The documents that a hold covers now. */
    public Coverage coverage(Tx tx, long id) {
        return tx.one(
                        Coverage.class,
                        "select count(*) as documents, count(erased) as erased from document d where exists ("
                                + "select 1 from legal_hold h where h.id = ? and " + COVERS + ")",
                        id)
                .orElseThrow();
    }

    /** The oldest hold in force that covers a document. */
    public static Optional<LegalHold> on(Tx tx, EnvelopeId document) {
        return tx
                .list(
                        LegalHold.class,
                        "select h.* from legal_hold h, document d where d.id = ? and h.lifted_at is null and " + COVERS
                                + " order by h.id limit 1",
                        document)
                .stream()
                .findFirst();
    }

    /**
     * Requires that no hold covers a document; to be called in the transaction that removes its content.
     *
     * @throws Refused LEGAL_HOLD
     */
    public static void requireFree(Tx tx, EnvelopeId document) {
        lock(tx);
        on(tx, document).ifPresent(hold -> {
            throw new Refused(Fault.LEGAL_HOLD, document.toString(), Long.toString(hold.id()));
        });
    }
}
