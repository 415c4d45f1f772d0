package vn.antin.receipt;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;
import vn.antin.seal.SealedEnvelope;

/** Judges the files of one bundle, each by itself and all by what they say of each other. */
final class BundleAudit {

    private final Audit audit;
    private final SortedMap<String, byte[]> files;
    private final List<Finding> findings = new ArrayList<>();
    private final Chain chain = new Chain();
    private @Nullable SealedEnvelope envelope;
    private @Nullable Instant proven;

    BundleAudit(Audit audit, SortedMap<String, byte[]> files) {
        this.audit = audit;
        this.files = files;
    }

    List<Finding> findings() {
        tell(EvidenceBundle.MANIFEST, List.of(manifest()));
        Collection<byte[]> directories = under(EvidenceBundle.DIRECTORY).values();
        under(EvidenceBundle.DIRECTORY)
                .forEach((name, text) -> tell(name, List.of(audit.edition(text).check())));
        Check form = Check.of(Check.Name.FORM, () -> envelope = SealedEnvelope.open(file(EvidenceBundle.ENVELOPE)));
        ReceiptVerifier verifier = audit.verifier(directories);
        under(EvidenceBundle.RECEIPTS).forEach((name, xml) -> receipts(name, audit.verdict(xml, verifier)));
        tell(EvidenceBundle.RECEIPTS, chain.checks());
        tell(EvidenceBundle.ENVELOPE, envelope(form, directories));
        if (files.containsKey(EvidenceBundle.INNER)) {
            tell(EvidenceBundle.INNER, List.of(commitment()));
        }
        return findings;
    }

    private void tell(String file, List<Check> checks) {
        findings.add(new Finding(file, checks, null));
    }

    private SortedMap<String, byte[]> under(String folder) {
        // the character after '/' ends the range of names that begin with the folder
        return files.subMap(folder, folder.substring(0, folder.length() - 1) + "0");
    }

    private byte[] file(String name) {
        byte[] content = files.get(name);
        if (content == null) {
            throw new Refused(Fault.FILE_MISSING, name);
        }
        return content;
    }

    private Check manifest() {
        return Check.of(Check.Name.MANIFEST, () -> {
            byte[] found = EvidenceBundle.manifest(files);
            if (!Arrays.equals(file(EvidenceBundle.MANIFEST), found)) {
                throw new Refused(Fault.BUNDLE_CHANGED, EvidenceBundle.MANIFEST);
            }
        });
    }

    private void receipts(String name, Verdict verdict) {
        List<Check> checks = new ArrayList<>(verdict.checks());
        for (Verdict.Judgement judged : verdict.receipts()) {
            Evidence evidence = judged.evidence();
            if (evidence != null) {
                chain.add(evidence.write());
                Check about = about(evidence);
                checks.add(about);
                if (about.holds() && verdict.outcome(judged) == Outcome.HOLDS) {
                    provenBy(evidence, verdict.witnessed());
                }
            }
        }
        findings.add(new Finding(name, checks, verdict));
    }

    private Check about(Evidence evidence) {
        boolean meant = envelope != null && evidence.copy().isOf(envelope);
        return meant
                ? Check.passed(Check.Name.ENVELOPE)
                : Check.failed(
                        Check.Name.ENVELOPE,
                        Fault.RECEIPT_OTHER_DOCUMENT,
                        evidence.copy().envelope().toString());
    }

    /** A receipt that names the envelope's digest proves by its own time-stamp that the envelope was there. */
    private void provenBy(Evidence evidence, Verdict.Witnessed witnessed) {
        boolean stamped = witnessed.state() == Verdict.Witnessed.State.TIME_STAMPED;
        Instant since = witnessed.since();
        if (stamped
                && since != null
                && evidence.copy().content() != null
                && (proven == null || since.isBefore(proven))) {
            proven = since;
        }
    }

    private List<Check> envelope(Check form, Collection<byte[]> directories) {
        List<Check> checks = new ArrayList<>(List.of(form));
        if (envelope != null) {
            List<Optional<Directory>> named = directories.stream()
                    .map(text -> Optional.ofNullable(audit.edition(text).directory()))
                    .toList();
            List<Instant> times = proven != null
                    ? List.of(proven)
                    : List.of(envelope.envelope().created(), audit.now());
            checks.addAll(Signers.of(audit.trust(), named)
                    .check(
                            Check.Name.ENVELOPE_SEAL,
                            Check.Name.REVOCATION,
                            envelope.envelope().sender().node(),
                            envelope.signer(),
                            times));
        }
        return checks;
    }

    private Check commitment() {
        boolean same = envelope != null
                && Digest.sha256(file(EvidenceBundle.INNER))
                        .equals(envelope.envelope().commitment());
        return same
                ? Check.passed(Check.Name.COMMITMENT)
                : Check.failed(Check.Name.COMMITMENT, Fault.COMMITMENT, EvidenceBundle.INNER);
    }
}
