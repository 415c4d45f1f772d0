package vn.antin.door.rest;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Uploads.Upload;
import vn.antin.submit.Acceptance;
import vn.antin.submit.Submission.Enclosure;

/**
 * Uses the uploads that one submission names in exactly one document. They are claimed for the submission before it is
 * accepted, and their files are removed once its document is stored. If the process dies between, a repeat of the
 * submission continues; afterwards a repeat gets the first answer, for as long as an idempotency key is kept.
 */
final class NamedUploads {

    private static final Duration REMEMBERED = Duration.ofDays(7);
    private static final Logger log = LoggerFactory.getLogger(NamedUploads.class);

    private final UploadService service;
    private final List<UUID> ids;
    private final Digest submission;

    /** A file of a letter: its upload, and its name if it differs from the uploaded one. */
    record NamedUpload(
            UUID upload, @Nullable String name, @Nullable String mediaType, String description) {}

    /**
     * The uploads that a submission names.
     *
     * @param submission identity of the submission: caller, key and content
     */
    NamedUploads(UploadService service, List<UUID> ids, Digest submission) {
        this.service = service;
        this.ids = List.copyOf(ids);
        this.submission = submission;
    }

    /** The uploaded files; they may be read only while the submission is accepted. */
    static List<Enclosure> enclosures(
            UploadService service, AgencyCode agency, List<NamedUpload> names, long mostBytes) {
        List<Enclosure> files = new ArrayList<>();
        long bytes = 0;
        for (NamedUpload name : names) {
            Upload upload = service.find(name.upload(), Set.of(agency));
            if (!upload.whole()) {
                throw new Refused(
                        Fault.UPLOAD_INCOMPLETE,
                        upload.id().toString(),
                        Long.toString(upload.received()),
                        Long.toString(upload.size()));
            }
            bytes += upload.size();
            if (bytes > mostBytes) {
                throw new Refused(Fault.TOO_LARGE, Long.toString(bytes), Long.toString(mostBytes));
            }
            files.add(new Enclosure(
                    Objects.requireNonNullElse(name.name(), upload.name()),
                    Objects.requireNonNullElse(name.mediaType(), upload.mediaType()),
                    name.description(),
                    () -> Files.newInputStream(service.file(upload.id()))));
        }
        return files;
    }

    /** Refuses uploads that another submission has claimed; for a dry run. */
    void checkFree() {
        for (UUID id : ids) {
            service.ledger().read(tx -> service.uploads().find(tx, id)).ifPresent(upload -> {
                if (upload.document() != null || !(upload.claim() == null || submission.equals(upload.claim()))) {
                    throw new Refused(Fault.UPLOAD_USED, id.toString());
                }
            });
        }
    }

    /** Accepts the submission, or repeats the first answer. */
    Acceptance once(Supplier<Acceptance> handIn) throws IOException {
        return ids.isEmpty() ? handIn.get() : alone(0, () -> claimed(handIn));
    }

    private Acceptance alone(int from, UploadService.UploadStep<Acceptance> step) throws IOException {
        return from == ids.size() ? step.run() : service.alone(ids.get(from), () -> alone(from + 1, step));
    }

    private Acceptance claimed(Supplier<Acceptance> handIn) throws IOException {
        EnvelopeId before = claim();
        if (before != null) {
            return new Acceptance(before, true);
        }
        Acceptance acceptance;
        try {
            acceptance = handIn.get();
        } catch (Refused e) {
            service.ledger()
                    .store(
                            "upload.release",
                            tx -> ids.forEach(id -> service.uploads().release(tx, id)));
            throw e;
        }
        service.ledger()
                .store(
                        "upload.used",
                        tx -> ids.forEach(id -> service.uploads()
                                .used(
                                        tx,
                                        id,
                                        acceptance.id(),
                                        service.clock().instant().plus(REMEMBERED))));
        for (UUID id : ids) {
            try {
                Files.deleteIfExists(service.file(id));
            } catch (IOException e) {
                log.warn("upload {} used, its file stays until the next start: {}", id, e.toString());
            }
        }
        return acceptance;
    }

    /** Claims the uploads. Returns the document that this submission already made of them, or null. */
    private @Nullable EnvelopeId claim() {
        return service.ledger()
                .commit("upload.claim", tx -> {
                    List<EnvelopeId> documents = new ArrayList<>();
                    for (UUID id : ids) {
                        if (!service.uploads().claim(tx, id, submission)) {
                            throw new Refused(Fault.UPLOAD_USED, id.toString());
                        }
                        service.uploads().find(tx, id).map(Upload::document).ifPresent(documents::add);
                    }
                    return documents.stream().findFirst();
                })
                .orElse(null);
    }
}
