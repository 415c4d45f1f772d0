package vn.antin.door.soap;

import jakarta.activation.DataHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Bus;
import vn.antin.door.Caller;
import vn.antin.door.Described;
import vn.antin.door.DoorLimits;
import vn.antin.door.FileNames;
import vn.antin.door.JsonFields;
import vn.antin.door.LetterReader;
import vn.antin.door.ValidationException;
import vn.antin.edxml.StatusCode;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.query.DocumentView;
import vn.antin.submit.Acceptance;
import vn.antin.submit.Submission;
import vn.antin.submit.Submission.Enclosure;
import vn.antin.xml.documents.Letter;
import vn.antin.xml.documents.RecallDocument;
import vn.antin.xml.documents.RecallDocumentResponse;
import vn.antin.xml.documents.SubmitDocument;
import vn.antin.xml.documents.SubmitDocumentResponse;
import vn.antin.xml.documents.UpdateStatus;
import vn.antin.xml.documents.UpdateStatusResponse;

/** Accepts documents, reports on documents, and recalls. */
final class SoapSubmissions {

    private static final Set<String> CODES = Set.of("02", "03", "04", "05", "06", "13", "15", "16");

    private final Bus bus;
    private final LetterReader reader;
    private final DoorLimits limits;

    SoapSubmissions(Bus bus, DoorLimits limits) {
        this.bus = bus;
        this.reader = new LetterReader(bus::directory);
        this.limits = limits;
    }

    /** Durable when it answers; a repeat with the same key and content gets the first answer. */
    SubmitDocumentResponse submit(SubmitDocument request, Caller caller) {
        String key = LetterReader.checkedKey(request.getIdempotencyKey());
        Letter letter = request.getLetter();
        DataHandler edxml = request.getPackage();
        if ((letter == null) == (edxml == null)) {
            throw new Refused(Fault.FIELD_MISSING, "letter | package");
        }
        Submission submission =
                letter == null ? reader.edxml(bytes(edxml), caller, key) : submission(letter, caller, key);
        Acceptance acceptance = bus.submit(submission);
        var view = bus.document(acceptance.id(), caller.agencies());
        SubmitDocumentResponse answer = new SubmitDocumentResponse();
        answer.setId(acceptance.id().toString());
        answer.setState(view.map(DocumentView::state).orElse(CopyState.ACCEPTED).name());
        answer.setReplayed(acceptance.replayed());
        view.ifPresent(
                document -> answer.getRecipient().addAll(SoapResponses.recipients(document.copies(), List.of())));
        return answer;
    }

    private static Submission submission(Letter letter, Caller caller, @Nullable String key) {
        JsonFields fields = JsonFields.of(LetterXml.json(letter));
        return LetterReader.letter(fields, files(letter.getFile()), caller, key);
    }

    private static List<Enclosure> files(List<vn.antin.xml.documents.Enclosure> files) {
        List<ValidationException.Violation> flaws = new ArrayList<>();
        List<Enclosure> all = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            String name = files.get(i).getName() == null ? "" : files.get(i).getName();
            DataHandler content = files.get(i).getContent();
            try {
                FileNames.checked(name);
            } catch (Refused e) {
                flaws.add(new ValidationException.Violation("/file/" + i + "/name", e));
            }
            if (content == null) {
                flaws.add(new ValidationException.Violation(
                        "/file/" + i + "/content", new Refused(Fault.FIELD_MISSING, "content")));
            } else {
                all.add(new Enclosure(
                        name,
                        FileNames.mediaType(files.get(i).getMediaType()),
                        description(i, files.get(i), flaws),
                        content::getInputStream));
            }
        }
        if (!flaws.isEmpty()) {
            throw new ValidationException(flaws);
        }
        return all;
    }

    private static String description(
            int i, vn.antin.xml.documents.Enclosure file, List<ValidationException.Violation> flaws) {
        String words =
                file.getDescription() == null ? "" : file.getDescription().strip();
        if (words.length() > Described.LONGEST) {
            Refused tooLong = new Refused(Fault.FIELD_TOO_LONG, "description", Integer.toString(Described.LONGEST));
            flaws.add(new ValidationException.Violation("/file/" + i + "/description", tooLong));
        }
        return words;
    }

    private byte[] bytes(DataHandler content) {
        try (InputStream in = content.getInputStream()) {
            byte[] bytes = in.readNBytes(limits.packageBytes() + 1);
            if (bytes.length > limits.packageBytes()) {
                throw new Refused(
                        Fault.TOO_LARGE, Integer.toString(bytes.length), Integer.toString(limits.packageBytes()));
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("the spool of the door", e);
        }
    }

    UpdateStatusResponse report(UpdateStatus request, Caller caller) {
        String key = LetterReader.checkedKey(request.getIdempotencyKey());
        JsonFields fields = new SoapFields()
                .with("from", request.getFrom())
                .with("code", request.getCode())
                .with("reason", request.getReason())
                .with("staff", request.getStaff())
                .read();
        AgencyCode from = fields.as("from", LetterReader.CODE, code -> caller.named(new AgencyCode(code)));
        String code = fields.as("code", 2, SoapSubmissions::known);
        String reason = fields.text("reason", DoorLimits.REASON_LENGTH);
        String staff = fields.text("staff", 100);
        if (code == null) {
            fields.required("code", 2);
        }
        fields.refuse();
        if (reason == null
                && StatusCode.of(String.valueOf(code))
                        .filter(StatusCode::needsReason)
                        .isPresent()) {
            throw new Refused(Fault.REASON_MISSING);
        }
        DocumentView about = SoapQueries.view(bus, request.getId(), caller);
        Acceptance acceptance = bus.submit(new Submission.ReportSubmission(
                from == null ? party(caller, about) : from,
                key,
                about.id(),
                bus.header(about.id()),
                String.valueOf(code),
                reason == null ? "" : reason,
                staff == null ? "" : staff));
        UpdateStatusResponse answer = new UpdateStatusResponse();
        answer.setId(acceptance.id().toString());
        answer.setReplayed(acceptance.replayed());
        return answer;
    }

    private static String known(String code) {
        if (!CODES.contains(code)) {
            throw new Refused(Fault.FIELD_INVALID, "code", code);
        }
        return code;
    }

    RecallDocumentResponse recall(RecallDocument request, Caller caller) {
        String key = LetterReader.checkedKey(request.getIdempotencyKey());
        JsonFields fields = new SoapFields()
                .with("reason", request.getReason())
                .with("recipient", request.getRecipient())
                .read();
        String reason = fields.text("reason", DoorLimits.REASON_LENGTH);
        List<AgencyCode> from = request.getRecipient().isEmpty()
                ? List.of()
                : fields.list("recipient", LetterReader.CODE, AgencyCode::new);
        fields.refuse();
        if (reason == null) {
            throw new Refused(Fault.REASON_MISSING);
        }
        DocumentView about = SoapQueries.view(bus, request.getId(), caller);
        if (about.direction() != Direction.OUT) {
            throw new Refused(Fault.STATUS_NOT_YOURS, StatusCode.RECALL_ASKED.code());
        }
        if (!caller.agencies().contains(about.sender())) {
            throw new Refused(Fault.DOCUMENT_NOT_FOUND, about.id().toString());
        }
        Acceptance acceptance = bus.submit(new Submission.RecallSubmission(
                about.sender(), key, about.id(), bus.header(about.id()), reason, about.recipients(), from));
        RecallDocumentResponse answer = new RecallDocumentResponse();
        answer.setId(acceptance.id().toString());
        answer.setReplayed(acceptance.replayed());
        return answer;
    }

    /** The key's only agency that is a party to the document, if there is just one. */
    private static AgencyCode party(Caller caller, DocumentView about) {
        List<AgencyCode> parties = Stream.concat(
                        Stream.of(about.sender()), about.copies().stream().map(DocumentView.CopyView::agency))
                .filter(caller.agencies()::contains)
                .distinct()
                .toList();
        return parties.size() == 1 ? parties.get(0) : caller.only();
    }
}
