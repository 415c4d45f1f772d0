package vn.antin.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.cli.Exit;
import vn.antin.cli.Terminal;
import vn.antin.json.Json;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.trial.demo.DemoFolder;

/**
 * Measures an archive package: its size, the seconds of its export, whether public schemas accept its metadata, and the
 * verdict of a verifier that has the package and the trust file alone.
 */
@Command(name = "archive", sortOptions = false)
public final class ArchiveBenchCommand implements Callable<Integer> {

    private static final int BYTES = 10 << 10;
    private static final int FLIGHT = 16;
    private static final int HEAP = 512;
    private static final List<String> TO = List.of(TestNetwork.RECIPIENT_CODE);
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final String TRUST = "province.trust";
    private static final String METS = "METS.xml";
    private static final String PREMIS = "metadata/preservation/premis.xml";

    @Mixin
    private Terminal terminal;

    @Mixin
    private Output output;

    @Option(names = "--documents", paramLabel = "N", defaultValue = "1000", descriptionKey = "bench-archive-documents")
    private int documents;

    @Option(names = "--schemas", paramLabel = "FOLDER", descriptionKey = "bench-schemas")
    private @Nullable Path schemas;

    /** What a process printed, and its exit code. */
    private record Ended(int code, String text, double seconds) {}

    @Override
    public Integer call() throws Exception {
        Report report = output.begin("archive", terminal);
        Path alone = Files.createTempDirectory("antin-archive");
        try {
            boolean good = measure(report, alone);
            output.write(terminal, report, Map.of());
            return good ? Exit.DONE : Exit.NOT_DONE;
        } finally {
            DemoFolder.delete(alone);
        }
    }

    private boolean measure(Report report, Path alone) throws Exception {
        Path made;
        try (TestNetwork site =
                TestNetwork.make(KeyAlgorithm.EC_P256, HEAP, List.of(TestNetwork.SENDER, TestNetwork.RECIPIENT))) {
            made = export(site, report, alone);
            Files.copy(site.folder().resolve(TestNetwork.HUB).resolve(TRUST), alone.resolve(TRUST));
        }
        boolean valid = valid(made.resolve(METS), "mets.xsd") && valid(made.resolve(PREMIS), "premis.xsd");
        Ended verified = antin(alone, List.of("verify", made.getFileName().toString(), "--trust", TRUST));
        report.figure(Key.ARCHIVE_VERIFY_S, verified.seconds());
        List<String> lines = verified.text().lines().toList();
        lines.subList(Math.max(0, lines.size() - 2), lines.size()).forEach(terminal::line);
        terminal.say("bench.archive.verified", verified.code(), Figures.number(verified.seconds()));
        return valid && verified.code() == Exit.DONE;
    }

    /** Sends the documents, lets them be taken, and exports them to that folder. */
    private Path export(TestNetwork site, Report report, Path alone) throws Exception {
        Instant since = Clock.systemUTC().instant();
        List<ChildProcess> running = site.runAll(List.of(TestNetwork.SENDER, TestNetwork.RECIPIENT));
        try {
            exchange(
                    new NodeClient(site.config(TestNetwork.SENDER)),
                    new NodeClient(site.config(TestNetwork.RECIPIENT)));
            Ended ended = antin(
                    alone,
                    List.of(
                            "archive",
                            "--json",
                            "--config",
                            site.config(TestNetwork.SENDER).toString(),
                            "--from",
                            since.toString(),
                            "--to",
                            Clock.systemUTC().instant().toString(),
                            "--out",
                            alone.toString(),
                            "--reason",
                            "bench"));
            if (ended.code() != Exit.DONE) {
                throw new IllegalStateException(ended.text());
            }
            JsonNode told =
                    Json.MAPPER.readTree(ended.text().substring(ended.text().indexOf('{')));
            if (told.path("documents").asInt() != documents) {
                throw new IllegalStateException(told.toString());
            }
            report.row(Json.MAPPER
                    .createObjectNode()
                    .put("documents", documents)
                    .put("files", told.path("files").asLong())
                    .put("bytes", told.path("bytes").asLong()));
            report.figure(Key.ARCHIVE_EXPORT_S, ended.seconds());
            terminal.say(
                    "bench.archive.made",
                    documents,
                    told.path("files").asLong(),
                    Figures.size(told.path("bytes").asLong()),
                    Figures.number(ended.seconds()));
            return alone.resolve(told.path("package").asText());
        } finally {
            TestNetwork.stop(running);
        }
    }

    private void exchange(NodeClient sender, NodeClient recipient) throws Exception {
        sender.sendFirst(TO, PATIENCE);
        ExecutorService pool = Executors.newFixedThreadPool(FLIGHT);
        List<Future<String>> sent = new ArrayList<>();
        try {
            for (int i = 1; i < documents; i++) {
                sent.add(pool.submit(() -> sender.send(Payload.of(BYTES), false, TO)));
            }
            int taken = 0;
            while (taken < documents) {
                taken += recipient.takeAll(10).size();
            }
            long end = System.nanoTime() + PATIENCE.toNanos();
            for (Future<String> each : sent) {
                while (!sender.isProved(each.get()) && System.nanoTime() < end) {
                    LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Runs a command in a process of its own, in that folder. */
    private static Ended antin(Path folder, List<String> words) throws IOException, InterruptedException {
        String classpath = Arrays.stream(Jvm.classpath().split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        Path text = Files.createTempFile("antin-archive", ".txt");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(Jvm.antin(HEAP, classpath, words))
                .directory(folder.toFile())
                .redirectOutput(text.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(String.join(" ", words));
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Ended(process.exitValue(), Files.readString(text, StandardCharsets.UTF_8), seconds);
        } finally {
            process.destroyForcibly();
            Files.delete(text);
        }
    }

    private boolean valid(Path file, String schema) throws IOException, SAXException {
        if (schemas == null) {
            terminal.say("bench.archive.no-schema", file.getFileName(), schema);
            return true;
        }
        SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "file");
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        var validator = factory.newSchema(schemas.resolve(schema).toFile()).newValidator();
        validator.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        validator.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        try {
            validator.validate(new StreamSource(file.toFile()));
            terminal.say("bench.archive.valid", file.getFileName(), schema);
            return true;
        } catch (SAXException e) {
            terminal.say("bench.archive.invalid", file.getFileName(), schema, e.getMessage());
            return false;
        }
    }
}
