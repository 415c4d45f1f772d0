package vn.antin.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Refused;
import vn.antin.json.Json;
import vn.antin.receipt.Audit;
import vn.antin.receipt.AuditResult;
import vn.antin.receipt.Finding;
import vn.antin.seal.pki.Trust;

/** Verifies receipts and bundles offline, with the files and the pinned certificates only. */
@Command(name = "verify", sortOptions = false)
final class VerifyCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Parameters(arity = "1..*", paramLabel = "PATH", descriptionKey = "paths")
    private List<Path> paths;

    @Option(names = "--trust", paramLabel = "FILE", descriptionKey = "trust")
    private @Nullable Path trustFile;

    @Option(names = "--directory", paramLabel = "FILE", descriptionKey = "directory")
    private List<Path> directories = List.of();

    @Option(names = "--at", paramLabel = "INSTANT", descriptionKey = "at")
    private @Nullable String at;

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Stream.concat(paths.stream(), directories.stream())
                .filter(path -> !Files.exists(path))
                .forEach(path -> {
                    throw terminal.usage("verify.missing", path);
                });
        Trust trust = trust();
        boolean anchored = trust != null && !trust.anchors().isEmpty();
        List<Finding> findings = new ArrayList<>();
        VerdictText judged = new VerdictText(terminal.words());
        Audit audit = new Audit(trust, now()).with(newer());
        for (Path path : paths) {
            audit.verify(path, finding -> {
                findings.add(finding);
                if (!json) {
                    judged.lines(finding).forEach(terminal::line);
                }
            });
        }
        AuditResult result = AuditResult.of(findings, anchored);
        sum(findings, result, anchored, judged);
        return switch (result.outcome()) {
            case HOLDS -> Exit.DONE;
            case BROKEN -> Exit.NOT_DONE;
            case UNDECIDED -> Exit.UNDECIDED;
        };
    }

    /** What these directories stop or revoke counts; one whose seal is wrong is no directory. */
    private List<byte[]> newer() throws IOException {
        List<byte[]> sealed = new ArrayList<>();
        for (Path file : directories) {
            sealed.add(Files.readAllBytes(file));
        }
        return sealed;
    }

    private @Nullable Trust trust() {
        try {
            return trustFile == null ? null : Trust.read(trustFile);
        } catch (Refused refused) {
            throw terminal.usage(
                    "verify.trust",
                    refused.fault().code() + " " + terminal.sentence(refused.fault(), refused.values()));
        }
    }

    private Instant now() {
        try {
            return at == null ? Clock.systemUTC().instant() : VietnamTime.read(at);
        } catch (DateTimeException e) {
            throw terminal.usage("verify.at", at == null ? "" : at);
        }
    }

    private void sum(List<Finding> findings, AuditResult result, boolean anchored, VerdictText judged) {
        if (json) {
            ObjectNode all = Json.MAPPER
                    .createObjectNode()
                    .put("outcome", result.outcome().name());
            all.put("verdict", result.word()).put("receipts", result.receipts());
            all.put("incomplete", result.lacking() == AuditResult.Lacking.EVIDENCE);
            all.put("wrongOnlyIf", judged.basis(result));
            all.set("basis", judged.json(result.basis()));
            ArrayNode files = all.putArray("files");
            findings.forEach(finding -> files.add(judged.json(finding)));
            terminal.line(Json.pretty(all));
            return;
        }
        result.bundles().forEach(bundle -> judged.lines(bundle).forEach(terminal::line));
        terminal.say("verify.sum." + result.word(), result.receipts());
        terminal.line(judged.basis(result));
        if (!anchored) {
            terminal.err().println(terminal.words().say("verify.anchor"));
            terminal.err().flush();
        }
    }
}
