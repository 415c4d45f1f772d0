package vn.antin.console.pages;

import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.Relayed;

/**
 * A message in a queue of the hub.
 *
 * @param kind of the message, as its sender declares
 * @param document its document, by its name; null for receipts, heartbeats and foreign messages
 * @param number which recipient's copy; 0 for all of them
 * @param sender the node that sent it; empty for the hub
 * @param bytes of the message
 * @param since when the broker received it
 * @param deliveries number of deliveries
 * @param place WAITS, OUT or LATER
 * @param next time of the next delivery; null unless it is scheduled
 */
public record QueueMessage(
        String kind,
        @Nullable EnvelopeId document,
        int number,
        String sender,
        long bytes,
        @Nullable Instant since,
        int deliveries,
        String place,
        @Nullable Instant next) {

    /** Messages of documents are named by id and direction: {@code ID:up}, {@code ID:down:2}, {@code ID:ahead:1}. */
    private static final Pattern NAME =
            Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(?:up|down|ahead)(?::(\\d{1,5}))?(?::.*)?");

    public static QueueMessage of(
            String kind,
            String name,
            String sender,
            long bytes,
            @Nullable Instant since,
            int deliveries,
            String place,
            @Nullable Instant next) {
        Matcher of = NAME.matcher(name);
        boolean known = of.matches();
        return new QueueMessage(
                kind,
                known ? EnvelopeId.of(of.group(1)) : null,
                known && of.group(2) != null ? Integer.parseInt(of.group(2)) : 0,
                sender,
                bytes,
                since,
                deliveries,
                place,
                next);
    }

    /** The message with its document in the hub's ledger; null while the hub has not processed it. */
    public record QueuedDocument(
            QueueMessage message, @Nullable RelayedDocument document) {

        /** The copy it carries; null when it is for all recipients, or unknown. */
        public RelayedDocument.@Nullable RelayedDocumentCopy copy() {
            RelayedDocument of = document;
            int number = message.number();
            return of == null || number < 1 || number > of.copies().size()
                    ? null
                    : of.copies().get(number - 1);
        }
    }

    /** Joins the message with an envelope of the ledger. */
    static QueuedDocument told(QueueMessage message, Relayed.@Nullable StoredCopy kept) {
        return new QueuedDocument(
                message, kept == null ? null : RelayedDocument.of(kept, List.of(), List.of(), List.of()));
    }
}
