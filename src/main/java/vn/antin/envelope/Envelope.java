package vn.antin.envelope;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The envelope: what the bus reads of a document. It has sender, recipients, urgency and the digests of the parts,
 * never content.
 *
 * @param commitment SHA-256 of the inner manifest
 * @param contentId random; with part number, chunk size and algorithm the associated data of each chunk
 * @param chunk bytes of one encrypted chunk
 * @param keys the wrapped content key for each node (CMS AuthEnvelopedData)
 * @param mode production when the envelope states none
 */
public record Envelope(
        EnvelopeId id,
        Party sender,
        List<Party> recipients,
        Urgency urgency,
        Operation operation,
        Instant created,
        Instant expires,
        @Nullable EnvelopeId refersTo,
        long directorySerial,
        Digest commitment,
        Digest contentId,
        int chunk,
        List<Part> parts,
        Map<NodeId, byte[]> keys,
        Mode mode) {

    public Envelope {
        recipients = List.copyOf(recipients);
        parts = List.copyOf(parts);
        keys = Map.copyOf(keys);
        if (recipients.isEmpty()) {
            throw new Refused(Fault.NO_RECIPIENT);
        }
        if (recipients.stream().map(Party::agency).distinct().count() < recipients.size()) {
            throw new Refused(Fault.ENVELOPE_FORM, "a recipient is named twice");
        }
        if (!expires.isAfter(created)) {
            throw new Refused(Fault.ENVELOPE_FORM, "it expires before it was made");
        }
        numbered(parts);
    }

    private static void numbered(List<Part> parts) {
        HashSet<Integer> numbers = new HashSet<>();
        for (Part part : parts) {
            if (part.number() < 0 || part.size() < 0 || !numbers.add(part.number())) {
                throw new Refused(Fault.ENVELOPE_FORM, "part " + part.number());
            }
        }
        if (!numbers.contains(0)) {
            throw new Refused(Fault.ENVELOPE_FORM, "part 0");
        }
    }

    /** Encrypted bytes of all parts. */
    public long size() {
        return parts.stream().mapToLong(Part::size).sum();
    }

    public boolean expiredAt(Instant now) {
        return now.isAfter(expires);
    }

    /** The recipient with this number, from 1. */
    public Party recipient(int number) {
        if (number < 1 || number > recipients.size()) {
            throw new Refused(Fault.ENVELOPE_FORM, "recipient " + number);
        }
        return recipients.get(number - 1);
    }

    public Part part(int number) {
        return parts.stream()
                .filter(part -> part.number() == number)
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id + "/parts/" + number));
    }

    public Optional<byte[]> keyFor(NodeId node) {
        return Optional.ofNullable(keys.get(node));
    }
}
