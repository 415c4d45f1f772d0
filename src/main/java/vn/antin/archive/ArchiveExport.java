package vn.antin.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.archive.ArchiveFiles.ArchiveFile;
import vn.antin.deliver.Contents;
import vn.antin.deliver.EvidenceExport;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.PlainText;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.FullDisk;
import vn.antin.fault.Refused;
import vn.antin.ledger.Archives;
import vn.antin.ledger.Archives.ArchiveCopy;
import vn.antin.ledger.Archives.ArchiveDocument;
import vn.antin.ledger.Archives.ArchivePackage;
import vn.antin.ledger.Archives.ArchivedDocument;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.people.AuditLog;
import vn.antin.receipt.ArchiveSeal;
import vn.antin.receipt.EvidenceBundle;
import vn.antin.receipt.Receipts;
import vn.antin.seal.Sealer;

/**
 * Exports the finished documents of a time to an archive package: documents in clear, receipts and directories, described by
 * METS and PREMIS as an E-ARK information package and sealed. Files are streamed; the folder has its name only when the whole
 * package is on the disk, and only then the ledger knows the package.
 */
public final class ArchiveExport {

    /** A package of more would take an auditor's machine too long to open. */
    static final int MAX_DOCUMENTS = 20_000;

    private static final int PAGE = 200;
    private static final int NO_RECEIPT = -1;
    private static final int NAME_LENGTH = 80;
    private static final String XML = "application/xml";
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd");
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("yyyy-MM");
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /**
     * What is asked for.
     *
     * @param until exclusive
     * @param folder in which the folder of the package is made
     */
    public record ArchiveRequest(Instant since, Instant until, Path folder, AuditLog.Actor by, String reason) {}

    /** What the package is made of. */
    public record ArchiveSources(Contents contents, EvidenceExport evidence, DirectoryEditions directories) {}

    /**
     * Where the packages come from.
     *
     * @param data the folder of the ledger
     * @param freeBytes of its disk that an export leaves free
     */
    public record ArchiveOrigin(NodeId node, String version, Path data, long freeBytes) {}

    private final Repositories repositories;
    private final ArchiveSources sources;
    private final ArchiveOrigin origin;
    private final Sealer sealer;
    private final Function<Digest, Optional<byte[]>> stamp;
    private final Archives archives = new Archives();
    private final AuditLog audit;
    private final Clock clock;

    /** @param stamp a time-stamp over the seal of a package; empty while no authority can be reached */
    public ArchiveExport(
            Repositories repositories,
            ArchiveSources sources,
            ArchiveOrigin origin,
            Sealer sealer,
            Function<Digest, Optional<byte[]>> stamp,
            Clock clock) {
        this.repositories = repositories;
        this.sources = sources;
        this.origin = origin;
        this.sealer = sealer;
        this.stamp = stamp;
        this.audit = new AuditLog(clock);
        this.clock = clock;
    }

    /**
     * Requires that the time can be exported.
     *
     * @throws Refused ARCHIVE_RANGE
     */
    void check(ArchiveRequest request) {
        if (!request.since().isBefore(request.until()) || request.until().isAfter(clock.instant())) {
            throw new Refused(
                    Fault.ARCHIVE_RANGE,
                    request.since().toString(),
                    request.until().toString());
        }
    }

    /**
     * Makes the package; after a failure nothing of it is left, and it can be asked for again.
     *
     * @param progress is told the number of documents written so far
     * @throws Refused ARCHIVE_RANGE, ARCHIVE_EMPTY, ARCHIVE_NO_ROOM or ARCHIVE_FOLDER
     */
    public ArchivePackage run(ArchiveRequest request, LongConsumer progress) {
        check(request);
        Instant now = clock.instant();
        String name = "antin-" + origin.node() + "-" + day(request.since()) + "-"
                + day(request.until().minusMillis(1)) + "-" + MOMENT.format(now);
        Path folder = request.folder().toAbsolutePath().normalize();
        return made(request, folder, name, now, progress);
    }

    private String series() {
        return Pattern.quote("antin-" + origin.node()) + "-\\d{8}-\\d{8}-\\d{8}T\\d{6}Z";
    }

    private static String day(Instant moment) {
        return DAY.format(LocalDate.ofInstant(moment, VietnamTime.ZONE));
    }

    private ArchivePackage made(ArchiveRequest request, Path folder, String name, Instant now, LongConsumer progress) {
        try (ArchiveFiles files = new ArchiveFiles(folder, name, series())) {
            try {
                PackageWriter writer = new PackageWriter(files, request, progress);
                Digest mets = writer.write(name, now);
                files.finish();
                ArchivePackage made = new ArchivePackage(
                        0,
                        name,
                        folder.toString(),
                        request.since(),
                        request.until(),
                        request.by().who(),
                        now,
                        writer.documents.size(),
                        files.count(),
                        files.bytes(),
                        mets,
                        false,
                        null);
                record(made, writer.documents, request);
                return made;
            } catch (IOException | UncheckedIOException e) {
                throw failed(folder, e);
            }
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    private static Refused failed(Path folder, Exception e) {
        return FullDisk.at(folder, 0)
                ? new Refused(Fault.ARCHIVE_NO_ROOM, e, folder.toString())
                : new Refused(Fault.ARCHIVE_FOLDER, e, folder.toString(), String.valueOf(e.getMessage()));
    }

    private void record(ArchivePackage made, List<ArchivedDocument> documents, ArchiveRequest request) {
        repositories.ledger().commit("archive.export", tx -> {
            audit.add(
                    tx,
                    request.by(),
                    "EXPORTED_ARCHIVE",
                    made.name(),
                    request.reason(),
                    made.documents() + ", " + made.folder());
            return archives.add(tx, made, documents);
        });
    }

    /** The work on one package. */
    private final class PackageWriter {

        private final ArchiveFiles files;
        private final ArchiveRequest request;
        private final LongConsumer progress;
        private final List<ArchivedDocument> documents = new ArrayList<>();
        private final Set<Digest> directories = new HashSet<>();
        private final long floor;
        private long leftOut;

        PackageWriter(ArchiveFiles files, ArchiveRequest request, LongConsumer progress) throws IOException {
            this.files = files;
            this.request = request;
            this.progress = progress;
            boolean sameDisk = Files.getFileStore(origin.data()).equals(Files.getFileStore(files.coming()));
            this.floor = sameDisk ? origin.freeBytes() : 0;
        }

        Digest write(String name, Instant now) throws IOException {
            leftOut = repositories.ledger().read(tx -> archives.underWay(tx, request.since(), request.until()));
            ArchiveFile register =
                    files.write(ArchiveMets.REGISTER, "text/xml", "", out -> ArchiveXml.write(out, this::register));
            if (documents.isEmpty()) {
                throw new Refused(
                        Fault.ARCHIVE_EMPTY,
                        request.since().toString(),
                        request.until().toString(),
                        Long.toString(leftOut));
            }
            readme("README.txt", name, now);
            readme("DOC-TRUOC.txt", name, now);
            ArchiveMets mets = new ArchiveMets(files, name, origin.node().value(), origin.version(), now);
            ArchiveFile premis = mets.premis();
            String label = documents.size() + " documents of " + origin.node() + ", "
                    + LocalDate.ofInstant(request.since(), VietnamTime.ZONE) + " – "
                    + LocalDate.ofInstant(request.until().minusMillis(1), VietnamTime.ZONE);
            Digest digest = Digest.ofHex(mets.mets(label, premis, register).sha256());
            byte[] sealed = new ArchiveSeal(
                            name,
                            origin.node(),
                            digest,
                            request.since(),
                            request.until(),
                            documents.size(),
                            leftOut,
                            now)
                    .seal(sealer);
            files.write(ArchiveSeal.FILE, XML, "", out -> out.write(sealed));
            Optional<byte[]> token = stamp.apply(Digest.sha256(sealed));
            if (token.isPresent()) {
                files.write(ArchiveSeal.STAMP, "application/octet-stream", "", out -> out.write(token.get()));
            }
            return digest;
        }

        private void register(ArchiveXml xml) {
            xml.start(
                    "Register",
                    "xmlns",
                    "urn:antin:register:1",
                    "node",
                    origin.node().value(),
                    "since",
                    request.since().toString(),
                    "until",
                    request.until().toString());
            @Nullable ArchiveDocument last = null;
            for (List<ArchiveDocument> page = page(last); !page.isEmpty(); page = page(last)) {
                for (ArchiveDocument document : page) {
                    try {
                        document(xml, document);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    last = document;
                }
            }
            xml.end();
        }

        private List<ArchiveDocument> page(@Nullable ArchiveDocument after) {
            return repositories
                    .ledger()
                    .read(tx -> archives.finished(tx, request.since(), request.until(), after, PAGE));
        }

        private void document(ArchiveXml xml, ArchiveDocument document) throws IOException {
            requireRoom();
            if (documents.size() >= MAX_DOCUMENTS) {
                throw new Refused(Fault.TOO_LARGE, Long.toString(documents.size()), Integer.toString(MAX_DOCUMENTS));
            }
            String month = MONTH.format(LocalDate.ofInstant(document.stored(), VietnamTime.ZONE));
            String folder = ArchiveMets.REPRESENTATION + "data/" + month + "/" + document.id() + "/";
            int receipts = evidence(folder, document.id());
            if (receipts == NO_RECEIPT) {
                leftOut++;
                return;
            }
            String content = content(folder, document);
            documents.add(new ArchivedDocument(document.id(), receipts));
            entry(xml, document, folder, content);
            progress.accept(documents.size());
        }

        private void requireRoom() throws IOException {
            FileStore disk = Files.getFileStore(files.coming());
            if (floor > 0 && disk.getUsableSpace() < floor) {
                throw new Refused(Fault.ARCHIVE_NO_ROOM, request.folder().toString());
            }
        }

        /**
         * Writes the bundle without the directories, which all documents share. Returns how many receipts it has with their
         * time-stamp; NO_RECEIPT while the document has none at all.
         */
        private int evidence(String folder, EnvelopeId id) throws IOException {
            EvidenceBundle bundle;
            try {
                bundle = sources.evidence().bundle(id);
            } catch (Refused refused) {
                if (refused.fault() == Fault.NO_RECEIPT_YET) {
                    return NO_RECEIPT;
                }
                throw refused;
            }
            for (byte[] directory : bundle.directories()) {
                if (directories.add(Digest.sha256(directory))) {
                    long serial = Directory.unpinned(directory).serial();
                    files.add(
                            ArchiveMets.REPRESENTATION + "data/directory/" + serial + ".xml",
                            XML,
                            "",
                            out -> out.write(directory));
                }
            }
            byte[] zip = sources.evidence().withoutDirectories(bundle);
            files.add(folder + "evidence.zip", "application/zip", "", out -> out.write(zip));
            return bundle.receipts().stream()
                    .filter(Receipts::isStamped)
                    .mapToInt(each -> each.receipts().size())
                    .sum();
        }

        /** Writes package and parts as far as they are here; returns what the register says of it. */
        private String content(String folder, ArchiveDocument document) throws IOException {
            EnvelopeId id = document.id();
            try {
                Contents.OpenedContent edxml = sources.contents().edxml(id);
                files.add(
                        folder + "document.edxml", XML, "", out -> edxml.body().write(0, edxml.size(), out));
                for (InnerManifest.Content part : sources.contents().parts(id)) {
                    part(folder, id, part);
                }
                return "whole";
            } catch (Refused refused) {
                return switch (refused.fault()) {
                    case PERIOD_OVER -> "erased";
                    case CONTENT_REMOVED -> "recalled";
                    case PART_GONE -> "partly";
                    default -> throw refused;
                };
            }
        }

        private void part(String folder, EnvelopeId id, InnerManifest.Content part) throws IOException {
            Contents.OpenedContent opened = sources.contents().part(id, part.number());
            files.add(
                    folder + "parts/" + String.format(Locale.ROOT, "%02d", part.number()) + "-" + safe(part.name()),
                    opened.mediaType(),
                    part.name(),
                    out -> opened.body().write(0, opened.size(), out));
        }

        /** The name without accents, and without what some file system does not take; its end has the kind of the file. */
        private static String safe(String name) {
            String plain = PlainText.of(name).replaceAll("[^a-z0-9._]+", "-");
            String end = plain.substring(Math.max(0, plain.length() - NAME_LENGTH));
            return end.isEmpty() ? "file" : end;
        }

        private void entry(ArchiveXml xml, ArchiveDocument document, String folder, String content) {
            xml.start(
                    "Document",
                    "id",
                    document.id().toString(),
                    "direction",
                    document.direction().name(),
                    "stored",
                    document.stored().toString(),
                    "sender",
                    document.sender().value(),
                    "serial",
                    Objects.requireNonNullElse(document.serial(), ""),
                    "kind",
                    Objects.requireNonNullElse(document.kind(), ""),
                    "content",
                    content,
                    "folder",
                    folder);
            xml.element("DocumentId", Objects.requireNonNullElse(document.documentId(), ""))
                    .element("Subject", Objects.requireNonNullElse(document.subject(), ""));
            List<ArchiveCopy> copies = repositories.ledger().read(tx -> archives.copies(tx, document.id()));
            for (ArchiveCopy copy : copies) {
                xml.empty(
                        "Recipient",
                        "agency",
                        copy.agency().value(),
                        "state",
                        copy.state(),
                        "since",
                        copy.since().toString());
            }
            xml.end();
        }

        private void readme(String file, String name, Instant now) throws IOException {
            Map<String, String> values = Map.of(
                    "{package}", name,
                    "{node}", origin.node().value(),
                    "{province}", sources.directories().current().province(),
                    "{time}", now.truncatedTo(ChronoUnit.SECONDS).toString(),
                    "{documents}", Integer.toString(documents.size()),
                    "{since}", request.since().toString(),
                    "{until}", request.until().toString(),
                    "{leftOut}", Long.toString(leftOut));
            String text;
            try (InputStream template = Objects.requireNonNull(ArchiveExport.class.getResourceAsStream(file), file)) {
                text = new String(template.readAllBytes(), UTF_8);
            }
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace(value.getKey(), value.getValue());
            }
            byte[] bytes = text.getBytes(UTF_8);
            files.add(ArchiveMets.DOCUMENTATION + file, "text/plain", "", out -> out.write(bytes));
        }
    }
}
