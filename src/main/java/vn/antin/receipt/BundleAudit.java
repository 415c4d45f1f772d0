package vn.antin.receipt;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.SealedEnvelope;

/** Verifies the files of one bundle, each by itself and all against each other. */
final class BundleAudit {

    private final Audit audit;
    private final SortedMap<String, byte[]> files;
    private final Collection<byte[]> shared;
    private final List<Finding> findings = new ArrayList<>();
    private final EvidenceChain chain = new EvidenceChain();
    private final Map<Digest, Evidence> found = new LinkedHashMap<>();
    private @Nullable SealedEnvelope envelope;
    private @Nullable InnerManifest manifest;
    private @Nullable Instant proven;

    /** @param shared sealed directories outside the bundle */
    BundleAudit(Audit audit, SortedMap<String, byte[]> files, Collection<byte[]> shared) {
        this.audit = audit;
        this.files = files;
        this.shared = shared;
    }

    List<Finding> findings() {
        tell(EvidenceBundle.MANIFEST, List.of(manifest()));
        List<byte[]> directories = new ArrayList<>(shared);
        directories.addAll(under(EvidenceBundle.DIRECTORY).values());
        under(EvidenceBundle.DIRECTORY)
                .forEach((name, text) -> tell(name, List.of(audit.edition(text).check())));
        ReceiptCheck form = ReceiptCheck.of(
                ReceiptCheck.Name.FORM, () -> envelope = SealedEnvelope.open(file(EvidenceBundle.ENVELOPE)));
        ReceiptVerifier verifier = audit.verifier(directories);
        under(EvidenceBundle.RECEIPTS).forEach((name, xml) -> receipts(name, audit.verdict(xml, verifier)));
        List<ReceiptCheck> inner = inner();
        List<ReceiptCheck> way = new ArrayList<>(chain.checks());
        BundleSummary summary = envelope == null ? null : summary(envelope.envelope(), verifier.directories());
        if (summary != null) {
            way.addAll(summary.checks());
        }
        findings.add(new Finding(EvidenceBundle.RECEIPTS, way, null, summary));
        tell(EvidenceBundle.ENVELOPE, envelope(form, directories));
        tell(EvidenceBundle.INNER, inner);
        return findings;
    }

    private BundleSummary summary(Envelope about, KnownDirectories directories) {
        Directory named = directories
                .serial(about.directorySerial())
                .or(directories::newest)
                .orElse(null);
        return BundleSummary.of(
                about,
                manifest == null ? null : manifest.documentId(),
                manifest == null ? null : manifest.subject(),
                List.copyOf(found.values()),
                party -> new BundleSummary.NamedParty(party, name(party, named)));
    }

    private static String name(Party party, @Nullable Directory directory) {
        return directory == null
                ? party.agency().value()
                : directory
                        .agency(party.agency())
                        .map(Agency::name)
                        .orElse(party.agency().value());
    }

    private void tell(String file, List<ReceiptCheck> checks) {
        findings.add(new Finding(file, checks, null));
    }

    private SortedMap<String, byte[]> under(String folder) {
        // The character after '/' ends the range of names that begin with the folder.
        return files.subMap(folder, folder.substring(0, folder.length() - 1) + "0");
    }

    private byte[] file(String name) {
        byte[] content = files.get(name);
        if (content == null) {
            throw new Refused(Fault.FILE_MISSING, name);
        }
        return content;
    }

    /** The manifest is not sealed: without it nothing is proved to be wrong, with it nothing is proved to be there. */
    private ReceiptCheck manifest() {
        if (!files.containsKey(EvidenceBundle.MANIFEST)) {
            return ReceiptCheck.undecided(
                    ReceiptCheck.Name.MANIFEST, Fault.EVIDENCE_INCOMPLETE, EvidenceBundle.MANIFEST);
        }
        return ReceiptCheck.of(ReceiptCheck.Name.MANIFEST, () -> {
            byte[] found = EvidenceBundle.manifest(files);
            if (!Arrays.equals(file(EvidenceBundle.MANIFEST), found)) {
                throw new Refused(Fault.BUNDLE_CHANGED, EvidenceBundle.MANIFEST);
            }
        });
    }

    private void receipts(String name, Verdict verdict) {
        List<ReceiptCheck> checks = new ArrayList<>(verdict.checks());
        for (Verdict.Judgement judged : verdict.receipts()) {
            Evidence evidence = judged.evidence();
            if (evidence != null) {
                Evidence.Written written = evidence.write();
                chain.add(written);
                ReceiptCheck about = about(evidence);
                checks.add(about);
                if (about.holds() && verdict.outcome(judged) != Outcome.BROKEN) {
                    found.put(written.digest(), evidence);
                }
                if (about.holds() && verdict.outcome(judged) == Outcome.HOLDS) {
                    provenBy(evidence, verdict.witnessed());
                }
            }
        }
        if (!verdict.receipts().isEmpty()) {
            checks.add(witness(verdict.witnessed().state()));
        }
        findings.add(new Finding(name, checks, verdict));
    }

    /** The hub witnesses and time-stamps every checkpoint: a receipt without both is too new, or had them removed. */
    private static ReceiptCheck witness(Verdict.Witnessed.VerdictState state) {
        return state == Verdict.Witnessed.VerdictState.TIME_STAMPED
                ? ReceiptCheck.passed(ReceiptCheck.Name.WITNESS)
                : ReceiptCheck.undecided(
                        ReceiptCheck.Name.WITNESS,
                        Fault.WITNESS_MISSING,
                        state == Verdict.Witnessed.VerdictState.WITNESSED ? "TimeStamp" : "Witness, TimeStamp");
    }

    private ReceiptCheck about(Evidence evidence) {
        boolean meant = envelope != null && evidence.copy().isOf(envelope);
        return meant
                ? ReceiptCheck.passed(ReceiptCheck.Name.ENVELOPE)
                : ReceiptCheck.failed(
                        ReceiptCheck.Name.ENVELOPE,
                        Fault.RECEIPT_OTHER_DOCUMENT,
                        evidence.copy().envelope().toString());
    }

    /** A receipt with the envelope's digest proves by its own time-stamp that the envelope existed then. */
    private void provenBy(Evidence evidence, Verdict.Witnessed witnessed) {
        boolean stamped = witnessed.state() == Verdict.Witnessed.VerdictState.TIME_STAMPED;
        Instant since = witnessed.since();
        if (stamped
                && since != null
                && evidence.copy().content() != null
                && (proven == null || since.isBefore(proven))) {
            proven = since;
        }
    }

    private List<ReceiptCheck> envelope(ReceiptCheck form, Collection<byte[]> directories) {
        List<ReceiptCheck> checks = new ArrayList<>(List.of(form));
        if (envelope != null) {
            List<Optional<Directory>> named = directories.stream()
                    .map(text -> Optional.ofNullable(audit.edition(text).directory()))
                    .toList();
            List<Instant> times = proven != null
                    ? List.of(proven)
                    : List.of(envelope.envelope().created(), audit.now());
            checks.addAll(SignerCheck.of(audit.trust(), named)
                    .check(
                            ReceiptCheck.Name.ENVELOPE_SEAL,
                            ReceiptCheck.Name.REVOCATION,
                            envelope.envelope().sender().node(),
                            envelope.signer(),
                            times));
        }
        return checks;
    }

    private List<ReceiptCheck> inner() {
        byte[] content = files.get(EvidenceBundle.INNER);
        if (content == null) {
            return List.of(ReceiptCheck.undecided(
                    ReceiptCheck.Name.COMMITMENT, Fault.EVIDENCE_INCOMPLETE, EvidenceBundle.INNER));
        }
        if (envelope == null
                || !Digest.sha256(content).equals(envelope.envelope().commitment())) {
            return List.of(ReceiptCheck.failed(ReceiptCheck.Name.COMMITMENT, Fault.COMMITMENT, EvidenceBundle.INNER));
        }
        ReceiptCheck form = ReceiptCheck.of(ReceiptCheck.Name.FORM, () -> manifest = InnerManifest.read(content));
        return List.of(ReceiptCheck.passed(ReceiptCheck.Name.COMMITMENT), form);
    }
}
