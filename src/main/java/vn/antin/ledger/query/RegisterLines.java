package vn.antin.ledger.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.db.Tx;
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
            @Nullable String reason) {}

    /** The facts of a document. */
    private record LineFacts(
            UUID id, @Nullable String documentId, @Nullable String subject, Urgency urgency, Instant created) {}

    /**
     * A receipt as it is stored.
     *
     * @param said its bytes, where they name a person who is to be shown
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record StoredReceipt(
            UUID document,
            int number,
            Event event,
            NodeId issuer,
            Instant at,
            Digest digest,
            @Nullable String origin,
            @Nullable Long leaf,
            @Nullable Digest checkpoint,
            byte @Nullable [] said,
            @Nullable Digest witnessCheckpoint,
            boolean stamped) {}

    private record RegisterCopy(UUID document, int number) {}

    RegisterLines(Function<byte[], Instant> stampTime) {
        this.stampTime = stampTime;
    }

    List<RegisterLine> of(Tx tx, List<Found> found, Register.Depth depth) {
        List<UUID> ids =
                found.stream().map(one -> one.place().document()).distinct().toList();
        Map<UUID, LineFacts> documents = documents(tx, ids);
        Map<RegisterCopy, List<StopReceipt>> receipts = receipts(tx, ids, depth);
        List<RegisterLine> all = new ArrayList<>();
        for (Found one : found) {
            LineFacts facts = documents.get(one.place().document());
            if (facts != null) {
                RegisterCopy copy =
                        new RegisterCopy(one.place().document(), one.place().number());
                all.add(line(one, facts, receipts.getOrDefault(copy, List.of())));
            }
        }
        return all;
    }

    private static RegisterLine line(Found one, LineFacts facts, List<StopReceipt> receipts) {
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

    private static Map<UUID, LineFacts> documents(Tx tx, List<UUID> ids) {
        return tx
                .list(
                        LineFacts.class,
                        "select id, document_id, subject, urgency, created from document where id in (<ids>)",
                        Map.of("ids", ids))
                .stream()
                .collect(Collectors.toMap(LineFacts::id, facts -> facts));
    }

    private Map<RegisterCopy, List<StopReceipt>> receipts(Tx tx, List<UUID> ids, Register.Depth depth) {
        String said = depth.persons() ? "case when e.event = 'CONTENT_HANDOVER' then e.bytes end" : "null";
        return tx
                .list(
                        StoredReceipt.class,
                        "select e.document, e.number, e.event, e.issuer, e.at, e.digest, e.origin, e.leaf, e.checkpoint, "
                                + said + " as said, k.witness_checkpoint, k.time_stamp is not null as stamped"
                                + " from evidence e left join checkpoint k on k.digest = e.checkpoint"
                                + " where e.document in (<ids>) order by e.document, e.number, e.seq",
                        Map.of("ids", ids))
                .stream()
                .collect(Collectors.groupingBy(
                        row -> new RegisterCopy(row.document(), row.number()),
                        Collectors.mapping(row -> receipt(tx, row, depth), Collectors.toList())));
    }

    private StopReceipt receipt(Tx tx, StoredReceipt row, Register.Depth depth) {
        Digest checkpoint = row.checkpoint();
        Digest witness = row.witnessCheckpoint();
        byte[] said = row.said();
        Evidence handover = said == null ? null : Undamaged.orNull(() -> Evidence.read(said));
        Digest stamped = witness == null && row.stamped() ? checkpoint : witness;
        Instant stamp = stamped == null ? null : stamp(tx, stamped);
        return new StopReceipt(
                row.event(),
                row.number(),
                row.issuer(),
                row.at(),
                row.digest(),
                row.origin(),
                row.leaf(),
                checkpoint == null
                        ? Proof.WAITS
                        : stamp != null ? Proof.STAMPED : witness != null ? Proof.WITNESSED : Proof.SEALED,
                stamp,
                depth.signers() && checkpoint != null ? signer(tx, checkpoint) : null,
                handover == null ? null : handover.handedTo());
    }

    private @Nullable Instant stamp(Tx tx, Digest checkpoint) {
        Instant known = stamps.get(checkpoint);
        if (known == null) {
            known = tx.one(byte[].class, "select time_stamp from checkpoint where digest = ?", checkpoint)
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
                missing -> tx.one(byte[].class, "select sealed from checkpoint where digest = ?", checkpoint)
                        .map(kept -> Undamaged.orNull(() -> SealedCheckpoint.open(kept)))
                        .map(opened -> opened.signer().getSerialNumber().toString(16))
                        .orElse(""));
    }
}
