package vn.antin.trial.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import vn.antin.receipt.Audit;
import vn.antin.receipt.Finding;
import vn.antin.receipt.Outcome;
import vn.antin.seal.pki.Trust;

/** Collects the receipts of one document at its sender: each is written to a file and verified as an auditor would. */
final class DemoReceipts {

    private static final String DIRECTORY = "directory/";

    private final DemoFolder folder;
    private final DemoSoftware sender;
    private final String id;
    private final Path receipts;
    private final Trust trust;
    private final Set<String> judged = new HashSet<>();

    /** One receipt and the result of its verification. */
    record DemoProof(JsonNode receipt, Path file, Finding finding) {

        boolean holds() {
            return finding.outcome() == Outcome.HOLDS;
        }
    }

    DemoReceipts(DemoFolder folder, DemoSoftware sender, String id) {
        this.folder = folder;
        this.sender = sender;
        this.id = id;
        this.receipts = folder.path().resolve("receipts").resolve(id);
        this.trust = Trust.read(folder.trust(sender.node()));
    }

    /** The receipts since the last call, verified. */
    List<DemoProof> fresh() {
        List<JsonNode> found = new ArrayList<>();
        sender.receipts(id).forEach(receipt -> {
            if (receipt.hasNonNull("href") && judged.add(receipt.path("id").asText())) {
                found.add(receipt);
            }
        });
        if (found.isEmpty()) {
            return List.of();
        }
        directories(receipts);
        return found.stream().map(this::proof).toList();
    }

    private DemoProof proof(JsonNode receipt) {
        Path file = receipts.resolve(receipt.path("id").asText() + ".xml");
        folder.write(file, sender.file(receipt.path("href").asText()));
        return new DemoProof(receipt, file, audit(file).get(0));
    }

    /** Number of receipts with a time-stamp. */
    long stamped() {
        long stamped = 0;
        for (JsonNode receipt : sender.receipts(id)) {
            stamped += receipt.hasNonNull("stamped") ? 1 : 0;
        }
        return stamped;
    }

    /** Downloads the evidence bundle and verifies it. */
    List<Finding> bundle(Path zip) {
        sender.receipts(id).forEach(this::proof);
        folder.write(zip, sender.evidence(id));
        return audit(zip);
    }

    List<Finding> audit(Path path) {
        List<Finding> findings = new ArrayList<>();
        new Audit(trust, Clock.systemUTC().instant()).verify(path, findings::add);
        return findings;
    }

    /** Writes the sealed directories that the receipts refer to beside them; the bundle has its own. */
    void directories(Path beside) {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(sender.evidence(id)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (name.matches(DIRECTORY + "\\d+\\.xml")) {
                    folder.write(beside.resolve(name), zip.readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(id, e);
        }
    }
}
