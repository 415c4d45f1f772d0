package vn.antin.console.pages;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.PageModel;
import vn.antin.door.Errors;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.receipt.AuditResult;
import vn.antin.receipt.BundleManifest;
import vn.antin.receipt.BundleSummary;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.Finding;
import vn.antin.receipt.Outcome;
import vn.antin.receipt.ReceiptCheck;
import vn.antin.receipt.Verdict;
import vn.antin.receipt.VerdictBasis;

/** The result of verifying an uploaded file, in words. */
public record FileVerdict(Digest digest, long size, AuditResult result, List<VerdictPart> parts) {

    /** The worst outcome of all parts. */
    public Outcome outcome() {
        return result.outcome();
    }

    /** A recipient of a bundle's document: found and missing receipts, in words. */
    public record VerdictRecipient(String name, List<VerdictStep> found, List<String> missing) {}

    /** An event and its time. */
    public record VerdictStep(String event, Instant at) {}

    /** The recipients that the bundle's envelope names. */
    public static List<VerdictRecipient> recipients(BundleSummary bundle, PageModel v) {
        return bundle.recipients().stream()
                .map(one -> new VerdictRecipient(
                        called(one.recipient()),
                        one.found().stream()
                                .map(evidence -> new VerdictStep(
                                        v.word("event", evidence.event().etsiName()), evidence.time()))
                                .toList(),
                        one.missing().stream()
                                .map(event -> v.word("event", event.etsiName()))
                                .toList()))
                .toList();
    }

    /** The sentence that says what would have to be false for the verdict to be wrong. */
    public String basis(PageModel v) {
        VerdictBasis basis = result.basis();
        Instant lists = basis.lists();
        Instant until = basis.until();
        return v.say(
                "verify.basis." + result.basisWord(),
                String.join("; ", basis.signers()),
                lists == null ? "–" : v.moment(lists),
                until == null ? "–" : v.moment(until),
                String.join("; ", basis.unstamped()));
    }

    /** What a bundle does not have, in words. */
    public static List<String> leftOut(BundleManifest made, PageModel v) {
        return made.leftOut().stream()
                .map(each -> v.word("omission", each.why().name())
                        + (each.which().isEmpty() ? "" : " (" + each.which() + ")"))
                .toList();
    }

    /** An agency by name and code. */
    public static String called(BundleSummary.NamedParty party) {
        return party.name() + " (" + party.party().agency().value() + ")";
    }

    /** The result for one file of the upload. */
    public record VerdictPart(
            String file, Outcome outcome, List<VerdictReceipt> receipts, List<VerdictCheck> questions) {

        /** Number of failed checks. */
        public long faults() {
            return questions.stream()
                    .filter(question -> question.outcome() != Outcome.HOLDS)
                    .count();
        }
    }

    /** A receipt in short; time and issuer are empty if it cannot be read. */
    public record VerdictReceipt(
            String event,
            String recipient,
            String issuer,
            @Nullable Instant at,
            String document,
            Verdict.Witnessed witnessed) {}

    /** One check and its fault, if any. */
    public record VerdictCheck(String name, Outcome outcome, String code, String why, String todo) {}

    static FileVerdict of(byte[] file, List<Finding> findings, Errors errors, PageModel v) {
        List<VerdictPart> parts =
                findings.stream().map(finding -> part(finding, errors, v)).toList();
        return new FileVerdict(Digest.sha256(file), file.length, AuditResult.of(findings, true), parts);
    }

    private static VerdictPart part(Finding finding, Errors errors, PageModel v) {
        Verdict verdict = finding.verdict();
        List<VerdictReceipt> said = verdict == null
                ? List.of()
                : verdict.receipts().stream()
                        .map(receipt -> said(receipt.evidence(), verdict, v))
                        .toList();
        return new VerdictPart(
                finding.file().replaceFirst("^.*!", ""),
                finding.outcome(),
                said,
                finding.checks().stream()
                        .map(check -> question(check, errors, v))
                        .toList());
    }

    private static VerdictReceipt said(@Nullable Evidence evidence, Verdict verdict, PageModel v) {
        if (evidence == null) {
            return new VerdictReceipt(v.say("verify.unread"), "", "", null, "", verdict.witnessed());
        }
        Party recipient = evidence.copy().recipient();
        return new VerdictReceipt(
                v.word("event", evidence.event().etsiName()),
                recipient == null ? "–" : recipient.agency().value(),
                evidence.issuer().value(),
                evidence.time(),
                evidence.copy().envelope().toString(),
                verdict.witnessed());
    }

    private static VerdictCheck question(ReceiptCheck check, Errors errors, PageModel v) {
        Fault fault = check.fault();
        if (fault == null) {
            return new VerdictCheck(check.name().name(), check.outcome(), "", check.detail(), "");
        }
        Errors.ErrorEntry entry = errors.of(fault);
        String title = entry.title().in(v.words().language());
        String why = check.revokedSince()
                .map(since -> title + ". " + v.say("verify.revoked", v.moment(since)))
                .orElse(title);
        return new VerdictCheck(
                check.name().name(),
                check.outcome(),
                fault.code(),
                check.detail().isEmpty() ? why : why + ": " + check.detail(),
                entry.remedy().in(v.words().language()));
    }
}
