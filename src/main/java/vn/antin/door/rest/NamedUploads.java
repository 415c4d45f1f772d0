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
 * The uploads one submission names: they go into one document, once. They are kept for the submission before it is
 * handed in, and their files go when its document is there. If the process dies between, the same submission goes on;
 * after that it gets the first answer again, for as long as an idempotency key is kept.
 */
final class NamedUploads {

    private static final Duration REMEMBERED = Duration.ofDays(7);
    private static final Logger log = LoggerFactory.getLogger(NamedUploads.class);

    private final UploadService desk;
    private final List<UUID> ids;
    private final Digest submission;

    /** A file of a letter: which upload, and what it is called if not as when it was uploaded. */
    record Name(
            UUID upload, @Nullable String name, @Nullable String mediaType, String description) {}

    /**
     * Uploads that a submission names.
     *
     * @param submission what makes it the same submission: who, the key, the words
     */
    NamedUploads(UploadService desk, List<UUID> ids, Digest submission) {
        this.desk = desk;
        this.ids = List.copyOf(ids);
        this.submission = submission;
    }

    /** The files themselves, whole; read only while the submission is handed in. */
    static List<Enclosure> enclosures(UploadService desk, AgencyCode agency, List<Name> names, long mostBytes) {
        List<Enclosure> files = new ArrayList<>();
        long bytes = 0;
        for (Name name : names) {
            Upload upload = desk.find(name.upload(), Set.of(agency));
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
                    () -> Files.newInputStream(desk.file(upload.id()))));
        }
        return files;
    }

    /** Refused when another submission has one of them; for a dry run. */
    void checkFree() {
        for (UUID id : ids) {
            desk.ledger().read(tx -> desk.uploads().find(tx, id)).ifPresent(upload -> {
                if (upload.document() != null || !(upload.claim() == null || submission.equals(upload.claim()))) {
                    throw new Refused(Fault.UPLOAD_USED, id.toString());
                }
            });
        }
    }

    /** Hands in the submission, or answers as the first time. */
    Acceptance once(Supplier<Acceptance> handIn) throws IOException {
        return ids.isEmpty() ? handIn.get() : alone(0, () -> claimed(handIn));
    }

    private Acceptance alone(int from, UploadService.Step<Acceptance> step) throws IOException {
        return from == ids.size() ? step.run() : desk.alone(ids.get(from), () -> alone(from + 1, step));
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
            desk.ledger()
                    .store(
                            "upload.release",
                            tx -> ids.forEach(id -> desk.uploads().release(tx, id)));
            throw e;
        }
        desk.ledger()
                .store(
                        "upload.used",
                        tx -> ids.forEach(id -> desk.uploads()
                                .used(
                                        tx,
                                        id,
                                        acceptance.id(),
                                        desk.clock().instant().plus(REMEMBERED))));
        for (UUID id : ids) {
            try {
                Files.deleteIfExists(desk.file(id));
            } catch (IOException e) {
                log.warn("upload {} used, its file stays until the next start: {}", id, e.toString());
            }
        }
        return acceptance;
    }

    /** The document they are in already, by this submission; null when it is still to be made. */
    private @Nullable EnvelopeId claim() {
        return desk.ledger()
                .commit("upload.claim", tx -> {
                    List<EnvelopeId> documents = new ArrayList<>();
                    for (UUID id : ids) {
                        if (!desk.uploads().claim(tx, id, submission)) {
                            throw new Refused(Fault.UPLOAD_USED, id.toString());
                        }
                        desk.uploads().find(tx, id).map(Upload::document).ifPresent(documents::add);
                    }
                    return documents.stream().findFirst();
                })
                .orElse(null);
    }
}
