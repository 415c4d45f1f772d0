package vn.antin.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import vn.antin.door.DocumentTitle;
import vn.antin.door.Errors;
import vn.antin.door.Messages;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.json.Json;
import vn.antin.receipt.AuditResult;
import vn.antin.receipt.BundleManifest;
import vn.antin.receipt.BundleSummary;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.Finding;
import vn.antin.receipt.Outcome;
import vn.antin.receipt.ReceiptCheck;
import vn.antin.receipt.Verdict;
import vn.antin.receipt.VerdictBasis;

/** Renders the result of a verification: a line for each receipt, and one for each fault. */
public final class VerdictText {

    private final Messages words;
    private final Errors errors = Errors.load();

    public VerdictText(Messages words) {
        this.words = words;
    }

    /** The lines of a finding; of a file without receipts only its faults. */
    List<String> lines(Finding finding) {
        List<String> lines = new ArrayList<>();
        Verdict verdict = finding.verdict();
        if (verdict != null) {
            for (Verdict.Judgement one : verdict.receipts()) {
                lines.add(mark(finding.outcome()) + "  " + finding.file() + "  " + receipt(one, verdict));
            }
        }
        if (lines.isEmpty() && finding.outcome() != Outcome.HOLDS) {
            lines.add(mark(finding.outcome()) + "  " + finding.file());
        }
        finding.faults().forEach(check -> {
            lines.add("     " + fault(check));
            check.revokedSince().ifPresent(since -> lines.add("     " + words.say("verify.revoked", Moment.of(since))));
        });
        return lines;
    }

    /** The document of a bundle, its sender, and for each recipient the receipts found and missing. */
    List<String> lines(BundleSummary bundle) {
        List<String> lines = new ArrayList<>();
        String subject = bundle.subject();
        String documentId = bundle.documentId();
        lines.add(
                subject == null || documentId == null
                        ? words.say("verify.document.closed", bundle.document())
                        : words.say(
                                "verify.document", subject, DocumentTitle.of(documentId, words), bundle.document()));
        lines.add(words.say("verify.from", called(bundle.sender()), Moment.of(bundle.created())));
        for (BundleSummary.RecipientEvidence one : bundle.recipients()) {
            List<String> found = new ArrayList<>();
            one.found()
                    .forEach(evidence -> found.add(words.say(
                            "verify.event",
                            words.word("event", evidence.event().etsiName()),
                            Moment.of(evidence.time()))));
            lines.add(words.say("verify.to", called(one.recipient()), String.join("; ", found)));
            if (!one.missing().isEmpty()) {
                List<String> missing = one.missing().stream()
                        .map(event -> words.word("event", event.etsiName()))
                        .toList();
                lines.add(words.say("verify.lacks", String.join("; ", missing)));
            }
        }
        BundleManifest made = bundle.manifest();
        if (made != null) {
            lines.add(maker(made));
        }
        return lines;
    }

    /** By whom a bundle was made, and what it does not have. */
    private String maker(BundleManifest made) {
        List<String> leftOut =
                made.leftOut().stream().map(each -> leftOut(each, words)).toList();
        return words.say("verify.maker", made.by(), Moment.of(made.made()), String.join("; ", leftOut));
    }

    private static String leftOut(BundleManifest.LeftOut each, Messages words) {
        String why = words.word("omission", each.why().name());
        return each.which().isEmpty() ? why : why + " (" + each.which() + ")";
    }

    /** The sentence that says what would have to be false for the verdict to be wrong. */
    String basis(AuditResult result) {
        VerdictBasis basis = result.basis();
        Instant lists = basis.lists();
        Instant until = basis.until();
        return words.say(
                "verify.basis." + result.basisWord(),
                String.join("; ", basis.signers()),
                lists == null ? "–" : Moment.of(lists),
                until == null ? "–" : Moment.of(until),
                String.join("; ", basis.unstamped()));
    }

    ObjectNode json(VerdictBasis basis) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        ArrayNode signers = json.putArray("signers");
        basis.signers().forEach(signers::add);
        ArrayNode unstamped = json.putArray("unstamped");
        basis.unstamped().forEach(unstamped::add);
        Instant lists = basis.lists();
        Instant until = basis.until();
        return json.put("revocationsKnownUntil", lists == null ? null : lists.toString())
                .put("provableUntil", until == null ? null : until.toString());
    }

    private static String called(BundleSummary.NamedParty party) {
        String code = party.party().agency().value();
        return party.name().equals(code) ? code : party.name() + " (" + code + ")";
    }

    String mark(Outcome outcome) {
        return words.word("outcome", outcome.name());
    }

    /** Event, recipient, time, issuer, and the state of the witness. */
    String receipt(Verdict.Judgement one, Verdict verdict) {
        Evidence evidence = one.evidence();
        if (evidence == null) {
            return words.say("verify.unread");
        }
        Party recipient = evidence.copy().recipient();
        return words.say(
                "verify.receipt",
                words.word("event", evidence.event().etsiName()),
                recipient == null ? "–" : recipient.agency().value(),
                Moment.of(evidence.time()),
                evidence.issuer().value(),
                witnessed(verdict.witnessed()));
    }

    private String witnessed(Verdict.Witnessed witnessed) {
        var since = witnessed.since();
        return switch (witnessed.state()) {
            case NOT_YET -> words.say("witness.no");
            case WITNESSED -> words.say("witness.yes");
            case TIME_STAMPED -> words.say("witness.stamped", since == null ? "" : Moment.of(since));
        };
    }

    /** The failed check and its reason. */
    public String fault(ReceiptCheck check) {
        return words.word("check", check.name().name()) + " " + sentence(check);
    }

    private String sentence(ReceiptCheck check) {
        Fault fault = check.fault();
        return fault == null
                ? check.detail()
                : fault.code() + " " + errors.of(fault).title().in(words.language())
                        + (check.detail().isEmpty() ? "" : ": " + check.detail());
    }

    ObjectNode json(Finding finding) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("file", finding.file()).put("outcome", finding.outcome().name());
        ArrayNode faults = json.putArray("faults");
        finding.faults()
                .forEach(check -> faults.addObject()
                        .put("check", check.name().name())
                        .put("outcome", check.outcome().name())
                        .put("code", code(check))
                        .put("detail", check.detail())
                        .put("text", fault(check)));
        Verdict verdict = finding.verdict();
        if (verdict != null) {
            json.put("witnessed", verdict.witnessed().state().name());
            ArrayNode receipts = json.putArray("receipts");
            verdict.receipts().forEach(one -> receipts.add(json(one)));
        }
        BundleSummary summary = finding.summary();
        if (summary != null) {
            json.set("document", json(summary));
        }
        return json;
    }

    private static ObjectNode json(BundleSummary summary) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("id", summary.document().toString())
                .put("documentId", summary.documentId())
                .put("subject", summary.subject())
                .put("from", summary.sender().party().agency().value())
                .put("created", summary.created().toString());
        ArrayNode recipients = json.putArray("recipients");
        for (BundleSummary.RecipientEvidence one : summary.recipients()) {
            ObjectNode to = recipients.addObject();
            to.put("agency", one.recipient().party().agency().value());
            ArrayNode found = to.putArray("found");
            one.found()
                    .forEach(evidence -> found.addObject()
                            .put("event", evidence.event().etsiName())
                            .put("at", evidence.time().toString()));
            ArrayNode missing = to.putArray("missing");
            one.missing().forEach(event -> missing.add(event.etsiName()));
        }
        BundleManifest made = summary.manifest();
        if (made != null) {
            ObjectNode by = json.putObject("bundle");
            by.put("by", made.by().value()).put("made", made.made().toString());
            ArrayNode leftOut = by.putArray("leftOut");
            made.leftOut()
                    .forEach(each ->
                            leftOut.addObject().put("why", each.why().name()).put("which", each.which()));
        }
        return json;
    }

    private static String code(ReceiptCheck check) {
        Fault fault = check.fault();
        return fault == null ? "" : fault.code();
    }

    private static ObjectNode json(Verdict.Judgement one) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("index", one.index());
        Evidence evidence = one.evidence();
        if (evidence != null) {
            Party recipient = evidence.copy().recipient();
            json.put("event", evidence.event().etsiName())
                    .put("document", evidence.copy().envelope().toString())
                    .put("issuer", evidence.issuer().value())
                    .put(
                            "recipient",
                            recipient == null ? null : recipient.agency().value())
                    .put("at", evidence.time().toString());
        }
        return json;
    }
}
