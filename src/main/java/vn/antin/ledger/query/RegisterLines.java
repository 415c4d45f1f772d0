package vn.antin.ledger.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.Arrivals;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Condition;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentView.Direction;
import vn.antin.ledger.query.RegisterLine.Proof;
import vn.antin.ledger.query.RegisterLine.RegisterPosition;
import vn.antin.ledger.query.RegisterLine.StopReceipt;
import vn.antin.receipt.Event;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.seal.LruCache;

/** Reads the lines of a register page, all together. */
final class RegisterLines {

    private static final int CACHED = 4_096;

    private final Function<byte[], Instant> stampTime;
    private final Map<Digest, Instant> stamps = LruCache.atMost(CACHED);
    private final Map<Digest, String> signers = LruCache.atMost(CACHED);

    /** A copy to show. */
    record Found(
            RegisterPosition place,
            Direction direction,
            AgencyCode sender,
            AgencyCode recipient,
            CopyState state,
            boolean late,
            @Nullable String reason) {

        static Found of(Columns row, Direction direction) {
            return new Found(
                    new RegisterPosition(row.instant("stored"), row.uuid("document"), (int) row.number("number")),
                    direction,
                    new AgencyCode(row.text("sender")),
                    new AgencyCode(row.text("agency")),
                    direction == Direction.OUT
                            ? row.one(CopyState.class, "state")
                            : ListFilter.seen(row.one(Arrivals.ArrivalState.class, "state")),
                    row.flag("late"),
                    row.maybeText("reason").orElse(null));
        }
    }

    /** The facts of a document. */
    private record Facts(
            @Nullable String documentId, @Nullable String subject, Urgency urgency, Instant created) {}

    private record RegisterCopy(UUID document, int number) {}

    RegisterLines(Function<byte[], Instant> stampTime) {
        this.stampTime = stampTime;
    }

    List<RegisterLine> of(Tx tx, List<Found> found, Register.Depth depth) {
        List<UUID> ids =
                found.stream().map(one -> one.place().document()).distinct().toList();
        Map<UUID, Facts> documents = documents(tx, ids);
        Map<RegisterCopy, List<StopReceipt>> receipts = receipts(tx, ids, depth);
        List<RegisterLine> all = new ArrayList<>();
        for (Found one : found) {
            Facts facts = documents.get(one.place().document());
            if (facts != null) {
                RegisterCopy copy =
                        new RegisterCopy(one.place().document(), one.place().number());
                all.add(line(one, facts, receipts.getOrDefault(copy, List.of())));
            }
        }
        return all;
    }

    private static RegisterLine line(Found one, Facts facts, List<StopReceipt> receipts) {
        return new RegisterLine(
                new EnvelopeId(one.place().document()),
                one.place().number(),
                one.direction(),
                one.sender(),
                one.recipient(),
                facts.documentId(),
                facts.subject(),
                facts.urgency(),
                facts.created(),
                one.place().stored(),
                one.state(),
                one.late(),
                one.reason(),
                receipts);
    }

    private static Map<UUID, Facts> documents(Tx tx, List<UUID> ids) {
        Map<UUID, Facts> all = new HashMap<>();
        if (!ids.isEmpty()) {
            tx.query(
                    "select id, document_id, subject, urgency, created from document where id in ("
                            + Condition.places(ids.size()) + ")",
                    row -> all.put(
                            row.uuid("id"),
                            new Facts(
                                    row.maybeText("document_id").orElse(null),
                                    row.maybeText("subject").orElse(null),
                                    row.one(Urgency.class, "urgency"),
                                    row.instant("created"))),
                    ids.toArray());
        }
        return all;
    }

    private Map<RegisterCopy, List<StopReceipt>> receipts(Tx tx, List<UUID> ids, Register.Depth depth) {
        Map<RegisterCopy, List<StopReceipt>> all = new HashMap<>();
        if (!ids.isEmpty()) {
            String said = depth.persons() ? "case when e.event = 'CONTENT_HANDOVER' then e.bytes end" : "null";
            tx.query(
                    "select e.document, e.number, e.event, e.issuer, e.at, e.digest, e.origin, e.leaf, e.checkpoint, "
                            + said + " as said, k.witness_checkpoint, k.time_stamp is not null as stamped"
                            + " from evidence e left join checkpoint k on k.digest = e.checkpoint"
                            + " where e.document in (" + Condition.places(ids.size())
                            + ") order by e.document, e.number, e.seq",
                    row -> all.computeIfAbsent(
                                    new RegisterCopy(row.uuid("document"), (int) row.number("number")),
                                    missing -> new ArrayList<>())
                            .add(receipt(tx, row, depth)),
                    ids.toArray());
        }
        return all;
    }

    private StopReceipt receipt(Tx tx, Columns row, Register.Depth depth) {
        Digest checkpoint = row.maybeDigest("checkpoint").orElse(null);
        Digest witness = row.maybeDigest("witness_checkpoint").orElse(null);
        Digest stamped = witness == null && row.flag("stamped") ? checkpoint : witness;
        Instant stamp = stamped == null ? null : stamp(tx, stamped);
        return new StopReceipt(
                row.one(Event.class, "event"),
                (int) row.number("number"),
                new NodeId(row.text("issuer")),
                row.instant("at"),
                row.digest("digest"),
                row.maybeText("origin").orElse(null),
                row.maybeNumber("leaf").orElse(null),
                checkpoint == null
                        ? Proof.WAITS
                        : stamp != null ? Proof.STAMPED : witness != null ? Proof.WITNESSED : Proof.SEALED,
                stamp,
                depth.signers() && checkpoint != null ? signer(tx, checkpoint) : null,
                row.maybeBytes("said")
                        .map(bytes -> Undamaged.orNull(() -> Evidence.read(bytes)))
                        .map(Evidence::handedTo)
                        .orElse(null));
    }

    private @Nullable Instant stamp(Tx tx, Digest checkpoint) {
        Instant known = stamps.get(checkpoint);
        if (known == null) {
            known = tx.one(
                            "select time_stamp from checkpoint where digest = ?",
                            row -> row.maybeBytes("time_stamp"),
                            checkpoint)
                    .flatMap(token -> token)
                    .map(token -> Undamaged.orNull(() -> stampTime.apply(token)))
                    .orElse(null);
            if (known != null) {
                stamps.put(checkpoint, known);
            }
        }
        return known;
    }

    private String signer(Tx tx, Digest checkpoint) {
        return signers.computeIfAbsent(
                checkpoint,
                missing -> tx.one(
                                "select sealed from checkpoint where digest = ?",
                                row -> row.bytes("sealed"),
                                checkpoint)
                        .map(kept -> Undamaged.orNull(() -> SealedCheckpoint.open(kept)))
                        .map(opened -> opened.signer().getSerialNumber().toString(16))
                        .orElse(""));
    }
}
