package vn.antin.door.rest;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import vn.antin.deliver.Offer;
import vn.antin.door.Arrived;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.Mode;

/** The JSON of the inbox. */
record InboxJson(List<Offered> documents) {

    /** A document in the inbox, leased to this caller. */
    record Offered(
            @JsonUnwrapped Arrived arrived,
            Mode mode,
            UUID lease,
            Instant until,
            int offers,
            List<OfferedFile> parts,
            Map<String, String> links) {}

    /** A file of a document. */
    record OfferedFile(int number, String name, String mediaType, long size, String sha256, String href) {}

    static InboxJson of(List<Offer> offers, Mode mode) {
        return new InboxJson(offers.stream().map(offer -> offered(offer, mode)).toList());
    }

    private static Offered offered(Offer offer, Mode mode) {
        Map<String, String> links = ResponseJson.links(offer.id());
        links.put("ack", ResponseJson.BASE + "/inbox/" + offer.id() + "/ack");
        links.put("nack", ResponseJson.BASE + "/inbox/" + offer.id() + "/nack");
        return new Offered(
                Arrived.of(offer),
                mode,
                offer.lease(),
                offer.until(),
                offer.offers(),
                offer.parts().stream().map(part -> file(offer.id(), part)).toList(),
                links);
    }

    private static OfferedFile file(EnvelopeId id, InnerManifest.Content part) {
        return new OfferedFile(
                part.number(),
                part.name(),
                part.mediaType(),
                part.size(),
                part.digest().hex(),
                ResponseJson.at(id) + "/parts/" + part.number());
    }
}
