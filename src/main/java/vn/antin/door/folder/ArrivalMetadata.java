package vn.antin.door.folder;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import vn.antin.deliver.Offer;
import vn.antin.door.Arrived;
import vn.antin.door.LetterJson;
import vn.antin.edxml.EdxmlPackage;
import vn.antin.envelope.InnerManifest;
import vn.antin.json.Json;

/** {@code meta.json} of an arrival: the members of REST's inbox and letter, with the names its files have here. */
record ArrivalMetadata(@JsonUnwrapped Arrived arrived, String edxml, List<ArrivedFile> parts, JsonNode letter) {

    /**
     * A file of it.
     *
     * @param name as its sender wrote it
     * @param file its name beside this file
     */
    record ArrivedFile(int number, String name, String mediaType, long size, String sha256, String file) {

        static ArrivedFile of(InnerManifest.Content part, String file) {
            return new ArrivedFile(
                    part.number(),
                    part.name(),
                    part.mediaType(),
                    part.size(),
                    part.digest().hex(),
                    file);
        }
    }

    static ArrivalMetadata of(Offer offer, EdxmlPackage said, String edxml, List<ArrivedFile> parts) {
        return new ArrivalMetadata(Arrived.of(offer), edxml, parts, LetterJson.of(said));
    }

    byte[] json() {
        try {
            return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an arrival in JSON", e);
        }
    }
}
