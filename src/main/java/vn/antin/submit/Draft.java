package vn.antin.submit;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.DocumentTypes;
import vn.antin.edxml.EdxmlAttachment;
import vn.antin.edxml.EdxmlFile;
import vn.antin.edxml.EdxmlLimits;
import vn.antin.edxml.EdxmlPackage;
import vn.antin.edxml.EdxmlReader;
import vn.antin.edxml.EdxmlWriter;
import vn.antin.edxml.Skeleton;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.Operation;
import vn.antin.envelope.PackageSignature;
import vn.antin.envelope.PortableName;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.seal.LegacySignature;

/**
 * A submission after reading: its header and the plain parts to encrypt.
 *
 * @param fingerprint digest of the content, independent of the time of submission
 * @param skeleton rebuilds the package from the parts; empty when the package itself is the only part
 * @param signature the result of checking a signature within the package; absent when it was not checked
 */
record Draft(
        BusinessHeader header,
        Digest fingerprint,
        List<PlainPart> plainParts,
        byte[] skeleton,
        @Nullable PackageSignature signature,
        @Nullable Instant expires) {

    private static final DateTimeFormatter NUMBER = DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy/MM/dd");

    static Draft of(Submission submission, Intake.IntakeLimits limits, Directory directory, Clock clock) {
        EdxmlLimits edxmlLimits = new EdxmlLimits(
                limits.packageBytes(),
                EdxmlLimits.DEFAULT.attachments(),
                EdxmlLimits.DEFAULT.unzipped(),
                EdxmlLimits.DEFAULT.ratio());
        LocalDate today = LocalDate.ofInstant(clock.instant(), VietnamTime.ZONE);
        if (submission instanceof Submission.Letter letter) {
            return of(letter, directory, clock);
        }
        byte[] raw = submission instanceof Submission.Edxml edxml
                ? edxml.edxml()
                : EdxmlWriter.write(Followup.of(submission, directory, clock), List.of(), clock.instant());
        EdxmlPackage read = EdxmlReader.read(raw, edxmlLimits, today);
        // A generated package contains the time of its making, so its fingerprint is taken from the words of the
        // submission.
        Digest fingerprint =
                submission instanceof Submission.Edxml ? Digest.sha256(raw) : Followup.fingerprint(submission);
        return of(read, fingerprint, submission instanceof Submission.Edxml ? signature(read, limits) : null);
    }

    private static @Nullable PackageSignature signature(EdxmlPackage edxml, Intake.IntakeLimits limits) {
        return limits.signatures() == PackageSignature.Policy.NONE
                ? null
                : LegacySignature.check(edxml.raw()).orElse(null);
    }

    private static Draft of(EdxmlPackage edxml, Digest fingerprint, @Nullable PackageSignature signature) {
        Skeleton skeleton = Skeleton.of(edxml);
        if (!skeleton.reproducible()) {
            edxml.attachments().forEach(attachment -> PortableName.required(attachment.name()));
            PlainPart whole =
                    PlainPart.of("package.edxml", "application/xml", InnerManifest.Packing.PACKAGE, edxml.raw());
            return new Draft(edxml.header(), fingerprint, List.of(whole), new byte[0], signature, null);
        }
        Map<Integer, EdxmlAttachment> byPlace = new HashMap<>();
        edxml.attachments().forEach(attachment -> byPlace.put(attachment.place(), attachment));
        List<PlainPart> plainParts = new ArrayList<>();
        List<byte[]> parts = skeleton.parts(edxml);
        for (int place = 0; place < parts.size(); place++) {
            plainParts.add(plainPart(byPlace.get(place), parts.get(place)));
        }
        return new Draft(edxml.header(), fingerprint, plainParts, skeleton.write(), signature, null);
    }

    private static PlainPart plainPart(@Nullable EdxmlAttachment attachment, byte[] bytes) {
        if (attachment == null) {
            return PlainPart.of("", "application/octet-stream", InnerManifest.Packing.NONE, bytes);
        }
        PortableName.required(attachment.name());
        boolean zip = attachment.document() != attachment.decoded();
        return PlainPart.of(
                attachment.name(),
                attachment.mediaType(),
                zip ? InnerManifest.Packing.ZIP : InnerManifest.Packing.NONE,
                bytes);
    }

    /** Turns a letter into a package, for recipients whose software reads packages. */
    private static Draft of(Submission.Letter letter, Directory directory, Clock clock) {
        if (letter.files().isEmpty() && letter.details().operation() != Operation.RECALL) {
            throw new Refused(Fault.NO_PART);
        }
        if (letter.to().isEmpty()) {
            throw new Refused(Fault.NO_RECIPIENT);
        }
        List<MeasuredContent> measured = letter.files().stream()
                .map(file -> new MeasuredContent(file.content()))
                .toList();
        List<EdxmlFile> files = new ArrayList<>();
        for (int i = 0; i < measured.size(); i++) {
            Submission.Enclosure file = letter.files().get(i);
            PortableName.required(file.name());
            files.add(new EdxmlFile(file.name(), file.mediaType(), file.description(), measured.get(i)));
        }
        try {
            EdxmlWriter.LaidOut out = EdxmlWriter.layOut(header(letter, directory, clock), files, clock.instant());
            requireContent(letter, measured);
            List<@Nullable PlainPart> plainParts = new ArrayList<>(Collections.nCopies(files.size(), null));
            for (EdxmlAttachment one : out.hollow().attachments()) {
                MeasuredContent content = measured.get(one.place());
                plainParts.set(
                        one.place(),
                        new PlainPart(
                                one.name(),
                                one.mediaType(),
                                InnerManifest.Packing.NONE,
                                letter.files().get(one.place()).content(),
                                content.digest(),
                                content.size()));
            }
            return new Draft(
                    out.hollow().header(),
                    fingerprint(letter, measured),
                    plainParts.stream().map(Objects::requireNonNull).toList(),
                    out.skeleton().write(),
                    null,
                    letter.expires());
        } catch (IOException e) {
            throw new TryLater(Fault.STORE_UNAVAILABLE, e);
        }
    }

    /** A recipient's node refuses an empty file; refused here, the sender can still correct it. */
    private static void requireContent(Submission.Letter letter, List<MeasuredContent> measured) {
        List<Refused> refusals = new ArrayList<>();
        for (int i = 0; i < measured.size(); i++) {
            if (measured.get(i).size() == 0) {
                refusals.add(new Refused(
                        Fault.EDXML_ATTACHMENT, letter.files().get(i).name() + " (0 byte)"));
            }
        }
        if (!refusals.isEmpty()) {
            throw Refused.of(refusals);
        }
    }

    private static BusinessHeader header(Submission.Letter letter, Directory directory, Clock clock) {
        Instant now = clock.instant();
        LetterDetails details = letter.details();
        LocalDate day = Optional.ofNullable(letter.promulgated()).orElse(LocalDate.ofInstant(now, VietnamTime.ZONE));
        if (day.isAfter(LocalDate.ofInstant(now, VietnamTime.ZONE))) {
            throw new Refused(Fault.FIELD_INVALID, "promulgated", day.toString());
        }
        String number =
                Optional.ofNullable(letter.number()).orElseGet(() -> NUMBER.format(now.atZone(VietnamTime.ZONE)));
        String notation = Optional.ofNullable(letter.notation()).orElse("ANTIN");
        BusinessHeader.HeaderParty from = headerParty(letter.caller(), details, directory);
        String documentId = Optional.ofNullable(letter.documentId())
                .orElse(from.code() + "," + DAY.format(day) + "," + number + "/" + notation);
        return BusinessHeader.letter(
                        from,
                        letter.to().stream()
                                .map(code -> headerParty(code, details, directory))
                                .toList(),
                        documentId,
                        number,
                        notation,
                        day,
                        type(letter),
                        letter.subject())
                .with(
                        details.place(),
                        details.content(),
                        details.signer(),
                        details.due(),
                        letter.urgency(),
                        details.further())
                .about(details.operation(), details.reason(), details.refersTo(), details.answers());
    }

    private static BusinessHeader.DocumentType type(Submission.Letter letter) {
        String name = Optional.ofNullable(letter.typeName()).orElse("Công văn");
        Integer type = letter.details().type();
        Integer detail = letter.details().typeDetail();
        return type == null
                ? DocumentTypes.administrative(name)
                : new BusinessHeader.DocumentType(type, detail == null ? 0 : detail, name);
    }

    /** The party as the letter names it, else as the directory does. */
    private static BusinessHeader.HeaderParty headerParty(AgencyCode code, LetterDetails details, Directory directory) {
        return details.party(code)
                .map(party -> party.name().isEmpty()
                        ? party.called(party(code, directory).name())
                        : party)
                .orElseGet(() -> party(code, directory));
    }

    static BusinessHeader.HeaderParty party(AgencyCode code, Directory directory) {
        return new BusinessHeader.HeaderParty(
                code, directory.agency(code).map(Agency::name).orElse(code.value()));
    }

    private static Digest fingerprint(Submission.Letter letter, List<MeasuredContent> contents) {
        StringBuilder words = new StringBuilder();
        for (Object word : new Object[] {
            letter.to(),
            letter.subject(),
            letter.urgency(),
            letter.documentId(),
            letter.number(),
            letter.notation(),
            letter.promulgated(),
            letter.typeName(),
            letter.details(),
            letter.expires()
        }) {
            words.append(word).append('\u0000');
        }
        for (int i = 0; i < contents.size(); i++) {
            Submission.Enclosure file = letter.files().get(i);
            PortableName.required(file.name());
            words.append(file.name()).append('\u0000').append(file.mediaType()).append('\u0000');
            words.append(file.description()).append('\u0000');
            words.append(contents.get(i).digest()).append('\u0000');
        }
        return Digest.sha256(words.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
