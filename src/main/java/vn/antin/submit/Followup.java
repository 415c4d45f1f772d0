package vn.antin.submit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.List;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.FurtherFields;
import vn.antin.edxml.StatusCode;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Operation;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The headers of packages that say something about an earlier document: a report on it, or its recall. */
final class Followup {

    private Followup() {}

    static BusinessHeader of(Submission submission, Directory directory, Clock clock) {
        if (submission instanceof Submission.ReportSubmission report) {
            return report(report, directory, clock);
        }
        return recall((Submission.RecallSubmission) submission, directory);
    }

    /** Goes to the sender of the document; a request to give it back, to each of its recipients. */
    private static BusinessHeader report(Submission.ReportSubmission report, Directory directory, Clock clock) {
        BusinessHeader document = report.header();
        StatusCode code = code(report);
        AgencyCode sender = today(document.from().code(), directory);
        boolean asks = code == StatusCode.RECALL_ASKED;
        if (asks != sender.equals(today(report.caller(), directory))) {
            throw new Refused(Fault.STATUS_NOT_YOURS, code.code());
        }
        AgencyCode addressee = asks ? document.to().get(0).code() : sender;
        return BusinessHeader.report(
                Draft.party(report.caller(), directory),
                BusinessHeader.AnsweredDocument.of(document, addressee),
                new BusinessHeader.StatusReport(report.code(), report.reason(), clock.instant()),
                new FurtherFields.Staff("", report.staff(), "", ""));
    }

    private static StatusCode code(Submission.ReportSubmission report) {
        StatusCode code =
                StatusCode.of(report.code()).orElseThrow(() -> new Refused(Fault.FIELD_INVALID, "code", report.code()));
        if (code.needsReason() && report.reason().isBlank()) {
            throw new Refused(Fault.REASON_MISSING);
        }
        return code;
    }

    private static AgencyCode today(AgencyCode code, Directory directory) {
        return directory.agency(code).map(Agency::code).orElse(code);
    }

    /** The document's own words under type 1, to those who are to give it back. */
    private static BusinessHeader recall(Submission.RecallSubmission recall, Directory directory) {
        if (recall.reason().isBlank()) {
            throw new Refused(Fault.REASON_MISSING);
        }
        BusinessHeader document = recall.header();
        List<AgencyCode> from = recall.from().isEmpty() ? recall.recipients() : recall.from();
        List<Refused> strangers = from.stream()
                .filter(code -> !recall.recipients().contains(today(code, directory)))
                .map(code -> new Refused(Fault.FIELD_INVALID, "from", code.value()))
                .toList();
        if (!strangers.isEmpty()) {
            throw Refused.of(strangers);
        }
        return BusinessHeader.letter(
                        document.from(),
                        from.stream().map(code -> Draft.party(code, directory)).toList(),
                        document.documentId(),
                        document.number(),
                        document.notation(),
                        document.promulgated().orElseThrow(),
                        document.type(),
                        document.subject())
                .with(
                        document.place(),
                        "",
                        document.signer(),
                        document.due(),
                        document.urgency(),
                        FurtherFields.of(document.further().staff()))
                .about(
                        Operation.RECALL,
                        recall.reason(),
                        List.of(new BusinessHeader.Reference(document.documentId(), List.of())),
                        List.of());
    }

    static Digest fingerprint(Submission submission) {
        String words = submission instanceof Submission.ReportSubmission report
                ? report.about() + "\u0000" + report.code() + "\u0000" + report.reason() + "\u0000" + report.staff()
                : recalled((Submission.RecallSubmission) submission);
        return Digest.sha256(words.getBytes(UTF_8));
    }

    private static String recalled(Submission.RecallSubmission recall) {
        return recall.about() + "\u0000recall\u0000" + recall.reason() + "\u0000" + recall.from();
    }
}
