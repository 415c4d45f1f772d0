package vn.antin.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.db.Tx;
import vn.antin.seal.SealedEnvelope;
import vn.antin.wire.Frame;

/** At a node: the documents that left and that some recipient's node has not confirmed. */
public final class UnconfirmedDocuments {

    private final Repositories repositories;

    public UnconfirmedDocuments(Repositories repositories) {
        this.repositories = repositories;
    }

    private record Submitted(EnvelopeId document, Urgency urgency, int number, Digest evidence) {}

    /**
     * Sends their unconfirmed copies once more, for a hub that does not have them, with their large parts. A node that has
     * one already keeps the first.
     *
     * @param mark part of the duplicate id: the same for a repeat
     * @return the number of documents
     */
    public int resend(Tx tx, Instant now, String mark) {
        Map<EnvelopeId, Urgency> documents = new LinkedHashMap<>();
        Map<EnvelopeId, Map<Integer, Digest>> submitted = new HashMap<>();
        tx.query(
                        """
                        select e.document, d.urgency, e.number, e.digest from evidence e join document d on d.id = e.document
                        where e.own = true and e.event = 'SUBMISSION_ACCEPTANCE' and d.expires > ? and exists (
                            select 1 from copy c where c.document = d.id and c.number = e.number
                            and c.state in ('SENDING', 'SENT', 'RELAYED'))
                        order by e.seq
                        """,
                        row -> new Submitted(
                                new EnvelopeId(row.uuid("document")),
                                Urgency.valueOf(row.text("urgency")),
                                (int) row.number("number"),
                                row.digest("digest")),
                        now)
                .forEach(each -> {
                    documents.put(each.document(), each.urgency());
                    submitted
                            .computeIfAbsent(each.document(), document -> new LinkedHashMap<>())
                            .put(each.number(), each.evidence());
                });
        List<Outbox.NewMessage> messages = new ArrayList<>();
        documents.forEach((document, urgency) -> {
            messages.add(new Outbox.NewMessage(
                    Outbox.MessageKind.ENVELOPE,
                    Outbox.Lane.of(urgency),
                    null,
                    document,
                    0,
                    new Frame(new byte[0], submitted.getOrDefault(document, Map.of()), Map.of()).write(),
                    document + ":up:" + mark));
            Documents.StoredDocument stored =
                    repositories.documents().find(tx, document).orElseThrow();
            repositories
                    .stored()
                    .carryAgain(tx, SealedEnvelope.open(stored.envelope()).envelope());
            // The other hub decides again, in the same name: its evidence has the identifier of what this one said.
            tx.update(
                    "update evidence set id = digest where document = ? and own = false and event like 'RELAY!_%'"
                            + " escape '!'",
                    document.value());
        });
        repositories.outbox().add(tx, messages);
        return messages.size();
    }
}
