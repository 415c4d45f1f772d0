package vn.antin.door.folder;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.List;
import vn.antin.deliver.Offer;
import vn.antin.door.Arrived;
import vn.antin.door.LetterJson;
import vn.antin.edxml.EdxmlPackage;
import vn.antin.envelope.InnerManifest;

/** {@code meta.json} of an arrival: the members of REST's inbox and letter, with the names its files have here. */
record ArrivalMetadata(@JsonUnwrapped Arrived arrived, String edxml, List<File> parts, JsonNode letter) {

    /**
     * A file of it.
     *
     * @param name as its sender wrote it
     * @param file its name beside this file
     */
    record File(int number, String name, String mediaType, long size, String sha256, String file) {

        static File of(InnerManifest.Content part, String file) {
            return new File(
                    part.number(),
                    part.name(),
                    part.mediaType(),
                    part.size(),
                    part.digest().hex(),
                    file);
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    static ArrivalMetadata of(Offer offer, EdxmlPackage said, String edxml, List<File> parts) {
        return new ArrivalMetadata(Arrived.of(offer), edxml, parts, LetterJson.of(said));
    }

    byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an arrival in JSON", e);
        }
    }
}
