package vn.antin.receipt;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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
    private final @Nullable Instant packed;
    private final List<Finding> findings = new ArrayList<>();
    private final EvidenceChain chain = new EvidenceChain();
    private final Map<Digest, Evidence> found = new LinkedHashMap<>();
    private @Nullable SealedEnvelope envelope;
    private @Nullable InnerManifest manifest;
    private @Nullable BundleManifest sealedManifest;
    private @Nullable Instant proven;

    /**
     * @param shared sealed directories outside the bundle
     * @param packed when a package that names the bundle's digest existed, by its time-stamp; null without one
     */
    BundleAudit(Audit audit, SortedMap<String, byte[]> files, Collection<byte[]> shared, @Nullable Instant packed) {
        this.audit = audit;
        this.files = files;
        this.shared = shared;
        this.packed = packed;
    }

    List<Finding> findings() {
        tell(EvidenceBundle.CHECKSUMS, List.of(checksums()));
        List<byte[]> directories = new ArrayList<>(shared);
        directories.addAll(under(EvidenceBundle.DIRECTORY).values());
        List<ProofList> renewed = new ArrayList<>();
        under(EvidenceBundle.PROOFS).forEach((name, xml) -> proofs(name, xml, directories, renewed));
        ReceiptVerifier verifier = audit.verifier(directories, RenewedProofs.of(renewed));
        under(EvidenceBundle.DIRECTORY).forEach((name, text) -> directory(name, text, verifier));
        ReceiptCheck form = ReceiptCheck.of(
                ReceiptCheck.Name.FORM, () -> envelope = SealedEnvelope.open(file(EvidenceBundle.ENVELOPE)));
        findings.add(manifest(directories, verifier));
        under(EvidenceBundle.RECEIPTS).forEach((name, xml) -> receipts(name, audit.verdict(xml, verifier)));
        List<ReceiptCheck> inner = inner();
        List<ReceiptCheck> way = new ArrayList<>(chain.checks());
        BundleSummary summary = envelope == null ? null : summary(envelope.envelope(), verifier.directories());
        if (summary != null) {
            way.addAll(summary.checks());
            summary = summary.by(sealedManifest);
        }
        findings.add(new Finding(EvidenceBundle.RECEIPTS, way, summary));
        tell(EvidenceBundle.ENVELOPE, envelope(form, directories));
        tell(EvidenceBundle.INNER, inner);
        return findings;
    }

    /** The lists are verified here; whether they reach now, where each is needed. */
    private void proofs(String name, byte[] xml, Collection<byte[]> directories, List<ProofList> renewed) {
        List<ReceiptCheck> checks = new ArrayList<>();
        ReceiptCheck form = ReceiptCheck.of(ReceiptCheck.Name.FORM, () -> renewed.add(ProofList.read(xml)));
        checks.add(form);
        if (form.holds()) {
            ProofList list = renewed.get(renewed.size() - 1);
            ReceiptVerifier verifier = audit.verifier(directories, RenewedProofs.NONE);
            try {
                list.links(audit.trust(), verifier.proofs().crls(list));
                checks.add(ReceiptCheck.passed(ReceiptCheck.Name.PROOFS));
            } catch (Refused e) {
                checks.add(SignerCheck.judged(ReceiptCheck.Name.PROOFS, e, audit.trust()));
            }
        }
        tell(name, checks);
    }

    private void directory(String name, byte[] sealed, ReceiptVerifier verifier) {
        Audit.AuditedEdition edition = audit.edition(sealed);
        ProofChain chain = audit.lasting(sealed, edition, verifier).orElse(null);
        findings.add(
                chain == null
                        ? new Finding(name, List.of(edition.check()))
                        : new Finding(name, List.of(edition.check(), chain.check()), chain));
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
        findings.add(new Finding(file, checks));
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

    /** The checksums are not sealed: without them nothing is proved to be wrong, with them nothing to be there. */
    private ReceiptCheck checksums() {
        if (!files.containsKey(EvidenceBundle.CHECKSUMS)) {
            return ReceiptCheck.undecided(
                    ReceiptCheck.Name.MANIFEST, Fault.EVIDENCE_INCOMPLETE, EvidenceBundle.CHECKSUMS);
        }
        return ReceiptCheck.of(ReceiptCheck.Name.MANIFEST, () -> {
            if (!Arrays.equals(file(EvidenceBundle.CHECKSUMS), EvidenceBundle.checksums(files))) {
                throw new Refused(Fault.BUNDLE_CHANGED, EvidenceBundle.CHECKSUMS);
            }
        });
    }

    /** Without the sealed manifest the other files still prove what they prove, but not that they are all. */
    private Finding manifest(Collection<byte[]> directories, ReceiptVerifier verifier) {
        byte[] sealed = files.get(EvidenceBundle.MANIFEST);
        if (sealed == null) {
            return new Finding(
                    EvidenceBundle.MANIFEST,
                    List.of(ReceiptCheck.undecided(
                            ReceiptCheck.Name.MANIFEST_SEAL, Fault.EVIDENCE_INCOMPLETE, EvidenceBundle.MANIFEST)));
        }
        try {
            BundleManifest.SealedManifest opened = BundleManifest.open(sealed);
            sealedManifest = opened.manifest();
            return sealed(sealed, opened, directories, verifier);
        } catch (Refused e) {
            return new Finding(
                    EvidenceBundle.MANIFEST, List.of(ReceiptCheck.failed(ReceiptCheck.Name.MANIFEST_SEAL, e)));
        }
    }

    private Finding sealed(
            byte[] sealed,
            BundleManifest.SealedManifest opened,
            Collection<byte[]> directories,
            ReceiptVerifier verifier) {
        List<ReceiptCheck> checks = new ArrayList<>();
        BundleManifest made = opened.manifest();
        checks.add(ReceiptCheck.of(ReceiptCheck.Name.MANIFEST, () -> same(made)));
        SignerCheck signers = signers(directories);
        SealStamp stamp = SealStamp.of(
                files.get(EvidenceBundle.MANIFEST_STAMP),
                sealed,
                audit.trust(),
                signers.crls(),
                verifier.proofs(),
                audit.now());
        Instant since = stamp.since() == null ? packed : stamp.since();
        List<Instant> times = since == null ? List.of(made.made(), audit.now()) : List.of(since);
        checks.addAll(signers.check(
                ReceiptCheck.Name.MANIFEST_SEAL, ReceiptCheck.Name.REVOCATION, made.by(), opened.signer(), times));
        return stamp.finding(EvidenceBundle.MANIFEST, checks);
    }

    /** Requires the files that the manifest names, as it names them, no others, and this document. */
    private void same(BundleManifest made) {
        Set<String> others = Set.of(EvidenceBundle.CHECKSUMS, EvidenceBundle.MANIFEST, EvidenceBundle.MANIFEST_STAMP);
        SortedMap<String, Digest> found = new TreeMap<>();
        files.forEach((name, content) -> {
            if (!others.contains(name)) {
                found.put(name, Digest.sha256(content));
            }
        });
        Set<String> differing = new TreeSet<>();
        found.forEach((name, digest) -> {
            if (!Objects.equals(digest, made.files().get(name))) {
                differing.add(name);
            }
        });
        made.files().keySet().stream().filter(name -> !found.containsKey(name)).forEach(differing::add);
        if (!differing.isEmpty()) {
            throw new Refused(Fault.BUNDLE_CHANGED, String.join(", ", differing));
        }
        if (envelope != null && !envelope.envelope().id().equals(made.document())) {
            throw new Refused(Fault.BUNDLE_CHANGED, made.document().toString());
        }
    }

    private SignerCheck signers(Collection<byte[]> directories) {
        List<Optional<Directory>> named = audit.all(directories).stream()
                .map(text -> Optional.ofNullable(audit.edition(text).directory()))
                .toList();
        return SignerCheck.of(audit.trust(), named);
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
            List<Instant> times = proven != null
                    ? List.of(proven)
                    : List.of(envelope.envelope().created(), audit.now());
            checks.addAll(signers(directories)
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
