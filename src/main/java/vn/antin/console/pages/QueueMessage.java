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
 * @param kind what it is, as its sender says
 * @param document of which it is, by its name; null for receipts, greetings and what is not ours
 * @param number which recipient's copy; 0 for all of them
 * @param sender the node it came from; empty for the hub
 * @param bytes of the message
 * @param since when the broker took it
 * @param deliveries how often it was handed out
 * @param place where it is: WAITS, OUT or LATER
 * @param next when it is tried again; null unless it waits for that
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

    /** Documents are named by their id and way: {@code ID:up}, {@code ID:down:2}, {@code ID:ahead:1}. */
    private static final Pattern NAME =
            Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(?:up|down|ahead)(?::(\\d{1,5}))?(?::.*)?");

    /** One of that name. */
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

    /** The message with what the hub's ledger knows of its document; null while it has decided nothing. */
    public record Told(QueueMessage message, @Nullable RelayedDocument document) {

        /** Whose copy it is; null when it is for all, or not known. */
        public RelayedDocument.@Nullable RelayedCopy copy() {
            RelayedDocument of = document;
            int number = message.number();
            return of == null || number < 1 || number > of.copies().size()
                    ? null
                    : of.copies().get(number - 1);
        }
    }

    /** With an envelope of the ledger. */
    static Told told(QueueMessage message, Relayed.@Nullable StoredCopy kept) {
        return new Told(message, kept == null ? null : RelayedDocument.of(kept, List.of(), List.of(), List.of()));
    }
}
