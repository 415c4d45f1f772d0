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

/** Builds the headers of packages that refer to an earlier document: a report on it, or its recall. */
final class Followup {

    private Followup() {}

    static BusinessHeader of(Submission submission, Directory directory, Clock clock) {
        if (submission instanceof Submission.ReportSubmission report) {
            return report(report, directory, clock);
        }
        return recall((Submission.RecallSubmission) submission, directory);
    }

    /** Addressed to the sender of the document; a recall request (code 13), to its recipient. */
    private static BusinessHeader report(Submission.ReportSubmission report, Directory directory, Clock clock) {
        BusinessHeader document = report.header();
        StatusCode code = code(report);
        AgencyCode sender = currentCode(document.from().code(), directory);
        boolean recallAsked = code == StatusCode.RECALL_ASKED;
        if (recallAsked != sender.equals(currentCode(report.caller(), directory))) {
            throw new Refused(Fault.STATUS_NOT_YOURS, code.code());
        }
        AgencyCode addressee = recallAsked ? document.to().get(0).code() : sender;
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

    private static AgencyCode currentCode(AgencyCode code, Directory directory) {
        return directory.agency(code).map(Agency::code).orElse(code);
    }

    /** Repeats the document's own header under type 1, addressed to the recipients that are to return it. */
    private static BusinessHeader recall(Submission.RecallSubmission recall, Directory directory) {
        if (recall.reason().isBlank()) {
            throw new Refused(Fault.REASON_MISSING);
        }
        BusinessHeader document = recall.header();
        List<AgencyCode> from = recall.from().isEmpty() ? recall.recipients() : recall.from();
        List<Refused> unknown = from.stream()
                .filter(code -> !recall.recipients().contains(currentCode(code, directory)))
                .map(code -> new Refused(Fault.FIELD_INVALID, "from", code.value()))
                .toList();
        if (!unknown.isEmpty()) {
            throw Refused.of(unknown);
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
                : recallWords((Submission.RecallSubmission) submission);
        return Digest.sha256(words.getBytes(UTF_8));
    }

    private static String recallWords(Submission.RecallSubmission recall) {
        return recall.about() + "\u0000recall\u0000" + recall.reason() + "\u0000" + recall.from();
    }
}
