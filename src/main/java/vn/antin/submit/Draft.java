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
 * A submission that has been read: what it says of itself, and the plain parts that will travel.
 *
 * @param fingerprint the same for the same content, whenever it is handed in
 * @param skeleton how the package is rebuilt from the parts; empty when the package itself is the only part
 * @param signature what was found in one that the package brought along; absent when nobody looked
 */
record Draft(
        BusinessHeader header,
        Digest fingerprint,
        List<PlainPart> pieces,
        byte[] skeleton,
        @Nullable PackageSignature signature,
        @Nullable Instant expires) {

    private static final DateTimeFormatter NUMBER = DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy/MM/dd");

    static Draft of(Submission submission, Intake.Limits most, Directory directory, Clock clock) {
        EdxmlLimits limits = new EdxmlLimits(
                most.packageBytes(),
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
        EdxmlPackage read = EdxmlReader.read(raw, limits, today);
        // What is made here bears the time of its making: the same words are the same content.
        Digest fingerprint =
                submission instanceof Submission.Edxml ? Digest.sha256(raw) : Followup.fingerprint(submission);
        return of(read, fingerprint, submission instanceof Submission.Edxml ? signature(read, most) : null);
    }

    private static @Nullable PackageSignature signature(EdxmlPackage edxml, Intake.Limits most) {
        return most.signatures() == PackageSignature.Policy.NONE
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
        List<PlainPart> pieces = new ArrayList<>();
        List<byte[]> parts = skeleton.parts(edxml);
        for (int place = 0; place < parts.size(); place++) {
            pieces.add(piece(byPlace.get(place), parts.get(place)));
        }
        return new Draft(edxml.header(), fingerprint, pieces, skeleton.write(), signature, null);
    }

    private static PlainPart piece(@Nullable EdxmlAttachment attachment, byte[] bytes) {
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

    /** A letter becomes a package first, so that a recipient whose software reads packages gets one. */
    private static Draft of(Submission.Letter letter, Directory directory, Clock clock) {
        if (letter.files().isEmpty() && letter.wording().operation() != Operation.RECALL) {
            throw new Refused(Fault.NO_PART);
        }
        if (letter.to().isEmpty()) {
            throw new Refused(Fault.NO_RECIPIENT);
        }
        List<MeasuredContent> counted = letter.files().stream()
                .map(file -> new MeasuredContent(file.content()))
                .toList();
        List<EdxmlFile> files = new ArrayList<>();
        for (int i = 0; i < counted.size(); i++) {
            Submission.Enclosure file = letter.files().get(i);
            PortableName.required(file.name());
            files.add(new EdxmlFile(file.name(), file.mediaType(), file.description(), counted.get(i)));
        }
        try {
            EdxmlWriter.LaidOut out = EdxmlWriter.layOut(header(letter, directory, clock), files, clock.instant());
            filled(letter, counted);
            List<@Nullable PlainPart> pieces = new ArrayList<>(Collections.nCopies(files.size(), null));
            for (EdxmlAttachment one : out.hollow().attachments()) {
                MeasuredContent content = counted.get(one.place());
                pieces.set(
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
                    fingerprint(letter, counted),
                    pieces.stream().map(Objects::requireNonNull).toList(),
                    out.skeleton().write(),
                    null,
                    letter.expires());
        } catch (IOException e) {
            throw new TryLater(Fault.STORE_UNAVAILABLE, e);
        }
    }

    /** A recipient's node refuses a file of nothing; here its sender can still do something about it. */
    private static void filled(Submission.Letter letter, List<MeasuredContent> counted) {
        List<Refused> faults = new ArrayList<>();
        for (int i = 0; i < counted.size(); i++) {
            if (counted.get(i).size() == 0) {
                faults.add(new Refused(
                        Fault.EDXML_ATTACHMENT, letter.files().get(i).name() + " (0 byte)"));
            }
        }
        if (!faults.isEmpty()) {
            throw Refused.of(faults);
        }
    }

    private static BusinessHeader header(Submission.Letter letter, Directory directory, Clock clock) {
        Instant now = clock.instant();
        LetterDetails wording = letter.wording();
        LocalDate day = Optional.ofNullable(letter.promulgated()).orElse(LocalDate.ofInstant(now, VietnamTime.ZONE));
        if (day.isAfter(LocalDate.ofInstant(now, VietnamTime.ZONE))) {
            throw new Refused(Fault.FIELD_INVALID, "promulgated", day.toString());
        }
        String number =
                Optional.ofNullable(letter.number()).orElseGet(() -> NUMBER.format(now.atZone(VietnamTime.ZONE)));
        String notation = Optional.ofNullable(letter.notation()).orElse("ANTIN");
        BusinessHeader.HeaderParty from = named(letter.caller(), wording, directory);
        String documentId = Optional.ofNullable(letter.documentId())
                .orElse(from.code() + "," + DAY.format(day) + "," + number + "/" + notation);
        return BusinessHeader.letter(
                        from,
                        letter.to().stream()
                                .map(code -> named(code, wording, directory))
                                .toList(),
                        documentId,
                        number,
                        notation,
                        day,
                        type(letter),
                        letter.subject())
                .with(
                        wording.place(),
                        wording.content(),
                        wording.signer(),
                        wording.due(),
                        letter.urgency(),
                        wording.further())
                .about(wording.operation(), wording.reason(), wording.refersTo(), wording.answers());
    }

    private static BusinessHeader.DocumentType type(Submission.Letter letter) {
        String name = Optional.ofNullable(letter.typeName()).orElse("Công văn");
        Integer type = letter.wording().type();
        Integer detail = letter.wording().typeDetail();
        return type == null
                ? DocumentTypes.administrative(name)
                : new BusinessHeader.DocumentType(type, detail == null ? 0 : detail, name);
    }

    /** In the words of the letter where it has some, else in those of the directory. */
    private static BusinessHeader.HeaderParty named(AgencyCode code, LetterDetails wording, Directory directory) {
        return wording.party(code)
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
            letter.wording(),
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
