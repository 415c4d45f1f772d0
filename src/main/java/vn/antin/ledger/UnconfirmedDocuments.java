package vn.antin.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.db.InList;
import vn.antin.ledger.db.Tx;
import vn.antin.seal.SealedEnvelope;
import vn.antin.wire.Frame;

/** At a node: the documents that left and that some recipient's node has not confirmed. */
public final class UnconfirmedDocuments {

    private static final String OPEN = "c.state in ('SENDING', 'SENT', 'RELAYED')";

    private final Repositories repositories;

    public UnconfirmedDocuments(Repositories repositories) {
        this.repositories = repositories;
    }

    private record Submitted(EnvelopeId document, int number, Digest evidence) {}

    /** The next documents of before a change of hubs, in the order of their ids; expired ones are left out. */
    public List<UUID> next(Tx tx, HubChange change, int atMost) {
        return tx.query(
                "select distinct c.document from copy c join document d on d.id = c.document where " + OPEN
                        + " and c.document > ? and d.stored <= ? and d.expires > ? order by c.document limit ?",
                row -> row.uuid("document"),
                change.document(),
                change.at(),
                change.at(),
                atMost);
    }

    /**
     * Sends the unconfirmed copies of these documents once more, for a hub that does not have them, with their large parts.
     * A node that has one already keeps the first.
     *
     * @param mark part of the duplicate id: the same for a repeat
     */
    public void resend(Tx tx, List<UUID> documents, String mark) {
        if (documents.isEmpty()) {
            return;
        }
        Map<EnvelopeId, Map<Integer, Digest>> submitted = new LinkedHashMap<>();
        tx.query(
                        "select e.document, e.number, e.digest from evidence e"
                                + " join copy c on c.document = e.document and c.number = e.number where " + OPEN
                                + " and e.own = true and e.event = 'SUBMISSION_ACCEPTANCE' and e.document in ("
                                + InList.places(documents.size()) + ") order by e.seq",
                        row -> new Submitted(
                                new EnvelopeId(row.uuid("document")), (int) row.number("number"), row.digest("digest")),
                        InList.values(documents, document -> document))
                .forEach(each -> submitted
                        .computeIfAbsent(each.document(), document -> new HashMap<>())
                        .put(each.number(), each.evidence()));
        Map<EnvelopeId, Documents.StoredDocument> stored =
                repositories.documents().find(tx, submitted.keySet());
        List<Outbox.NewMessage> messages = new ArrayList<>();
        submitted.forEach((document, evidence) -> {
            Documents.StoredDocument kept = stored.get(document);
            if (kept == null) {
                throw new IllegalStateException(document + " has copies and no row");
            }
            Envelope envelope = SealedEnvelope.open(kept.envelope()).envelope();
            messages.add(new Outbox.NewMessage(
                    Outbox.MessageKind.ENVELOPE,
                    Outbox.Lane.of(envelope.urgency()),
                    null,
                    document,
                    0,
                    new Frame(new byte[0], evidence, Map.of()).write(),
                    document + ":up:" + mark));
            repositories.stored().carryAgain(tx, envelope);
        });
        // The other hub decides again, in the same name: its evidence has the identifier of what this one said.
        tx.update(
                "update evidence set id = digest where own = false and event like 'RELAY!_%' escape '!' and document in ("
                        + InList.places(documents.size()) + ")",
                InList.values(documents, document -> document));
        repositories.outbox().add(tx, messages);
    }
}
