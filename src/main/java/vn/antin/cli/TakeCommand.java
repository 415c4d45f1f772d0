package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.antin.door.SafeName;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Writes a received document's files and package into a folder, under safe names. */
@Command(name = "take", sortOptions = false)
final class TakeCommand extends DocumentCommand {

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            descriptionKey = "out")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        Rest rest = node.rest(terminal);
        JsonNode offer = offer(rest);
        Path folder = Files.createDirectories(out == null ? Path.of(id) : out);
        for (JsonNode part : offer.path("parts")) {
            Path file = folder.resolve(
                    SafeName.of(part.path("number").asInt(), part.path("name").asText()));
            long size = rest.save(part.path("href").asText(), file);
            if (!sha256(file).equals(part.path("sha256").asText())) {
                Files.delete(file);
                throw new Refused(Fault.PART_DIGEST, part.path("name").asText());
            }
            terminal.say("take.part", file, part.path("name").asText(), size);
        }
        Path file = folder.resolve(id + ".edxml");
        terminal.say("take.package", file, rest.save("/api/v1/documents/" + id + "/edxml", file));
        terminal.say("take.next", id);
        return Exit.DONE;
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest sha = Digest.newSha256();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), sha)) {
            Files.copy(file, out);
        }
        return Digest.of(sha.digest()).hex();
    }

    /** The held offer, or a new one; fails when the document is not offered. */
    private JsonNode offer(Rest rest) {
        Leases leases = node.leases();
        List<JsonNode> held = leases.of(id);
        if (held.isEmpty()) {
            leases.renew(rest, 0);
            held = leases.of(id);
        }
        if (held.isEmpty()) {
            JsonNode document = rest.get("/api/v1/documents/" + id); // fails with DOCUMENT_NOT_FOUND if there is no such document
            if (document.path("direction").asText().equals("IN")
                    && document.path("state").asText().equals("RECALLED")) {
                throw new Refused(Fault.CONTENT_REMOVED, id);
            }
            throw new Refused(Fault.LEASE_NOT_HELD, id);
        }
        return held.get(0);
    }
}
