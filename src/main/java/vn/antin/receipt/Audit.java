package vn.antin.receipt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.LruCache;
import vn.antin.seal.pki.Trust;

/**
 * The auditor's verification of any number of files; it caches the directories and checkpoints they share. Without a
 * trust file, or with one without an authority, nothing is valid.
 */
public final class Audit {

    static final long MAX_BYTES = 256L << 20;
    /** Limit for an archive verified in memory, unpacked: some thousand receipts. */
    private static final long MAX_BYTES_IN_MEMORY = 64L << 20;

    private static final int CACHED_DIRECTORIES = 64;
    private static final int CACHED_VERIFIERS = 8;

    private final Trust trust;
    private final Instant now;
    private final List<byte[]> newer = new ArrayList<>();
    private final Map<Digest, AuditedEdition> editions = LruCache.atMost(CACHED_DIRECTORIES);
    private final Map<Set<Digest>, ReceiptVerifier> verifiers = LruCache.atMost(CACHED_VERIFIERS);

    public Audit(@Nullable Trust trust, Instant now) {
        this.trust = trust == null ? new Trust(List.of(), List.of(), List.of()) : trust;
        this.now = now;
    }

    /**
     * Adds directories that the files do not have, such as the one in force: what they stop or revoke counts. One that is
     * not sealed by a pinned key counts for nothing.
     */
    public Audit with(Collection<byte[]> directories) {
        newer.addAll(directories);
        return this;
    }

    /** These sealed directories and the added ones. */
    List<byte[]> all(Collection<byte[]> sealed) {
        List<byte[]> all = new ArrayList<>(sealed);
        all.addAll(newer);
        return all;
    }

    /**
     * A sealed directory, opened if possible, and the check of its seal.
     *
     * @param link what its seal proves; null unless the check holds
     */
    record AuditedEdition(
            @Nullable Directory directory,
            ReceiptCheck check,
            @Nullable ProofLink link) {}

    /**
     * Verifies a file or folder. Files ending in .zip are bundles, those in .xml receipts; a folder with an envelope or
     * a manifest is an unpacked bundle, one with a METS.xml an archive package.
     */
    public void verify(Path path, Consumer<Finding> findings) {
        try {
            if (Files.isDirectory(path)) {
                folder(path, findings);
            } else if (path.toString().endsWith(".zip")) {
                archive(path.toString(), bytes(path), MAX_BYTES, findings);
            } else {
                findings.accept(single(path));
            }
        } catch (Refused e) {
            findings.accept(unread(path, e));
        }
    }

    private static Finding unread(Path path, Refused refused) {
        return new Finding(path.toString(), List.of(ReceiptCheck.failed(ReceiptCheck.Name.FORM, refused)));
    }

    private void folder(Path folder, Consumer<Finding> findings) {
        if (PackageFiles.isPackage(folder)) {
            new PackageAudit(this, PackageFiles.read(folder), folder + "/", findings).run();
            return;
        }
        if (Files.exists(folder.resolve(EvidenceBundle.CHECKSUMS))
                || Files.exists(folder.resolve(EvidenceBundle.ENVELOPE))) {
            bundle(folder + "/", contents(folder), List.of(), findings);
            return;
        }
        for (Path child : children(folder)) {
            String name = child.toString();
            boolean evidence = name.endsWith(".zip") || name.endsWith(".xml");
            String folderName = child.getFileName() + "/";
            boolean beside = folderName.equals(EvidenceBundle.DIRECTORY) || folderName.equals(EvidenceBundle.PROOFS);
            if (Files.isDirectory(child) ? !beside : evidence) {
                verify(child, findings);
            }
        }
    }

    /**
     * Verifies a file in memory: a bundle, or single receipts.
     *
     * @param directories returns the sealed directories of these serials, as far as available
     * @param renewed the renewed proofs of single receipts; a bundle has its own
     */
    public void judge(
            String name,
            byte[] bytes,
            Function<Set<Long>, ? extends Collection<byte[]>> directories,
            RenewedProofs renewed,
            Consumer<Finding> findings) {
        if (StoredZip.looksLike(bytes)) {
            archive(name, bytes, MAX_BYTES_IN_MEMORY, findings);
        } else {
            findings.accept(single(name, bytes, directories.apply(serials(bytes)), renewed));
        }
    }

    /** The serials that the evidence names; unreadable evidence names none and is reported by its verdict. */
    private static Set<Long> serials(byte[] xml) {
        try {
            return Receipts.read(xml).receipts().stream()
                    .map(receipt -> Evidence.read(receipt.evidence()).directorySerial())
                    .collect(Collectors.toSet());
        } catch (Refused e) {
            return Set.of();
        }
    }

    private void archive(String name, byte[] bytes, long max, Consumer<Finding> findings) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        ReceiptCheck archive =
                ReceiptCheck.of(ReceiptCheck.Name.ARCHIVE, () -> files.putAll(ZipContents.read(bytes, max)));
        findings.accept(new Finding(name, List.of(archive)));
        if (archive.holds()) {
            bundle(name + "!", files, List.of(), findings);
        }
    }

    private void bundle(
            String prefix, SortedMap<String, byte[]> files, Collection<byte[]> shared, Consumer<Finding> findings) {
        tell(new BundleAudit(this, files, shared, null), prefix, findings);
    }

    /** Tells the findings of a bundle under their names in a larger whole. */
    static void tell(BundleAudit bundle, String prefix, Consumer<Finding> findings) {
        bundle.findings().forEach(finding -> findings.accept(finding.of(prefix + finding.file())));
    }

    /** Verifies receipts outside a bundle with what is in the folders "directory" and "proofs" beside them. */
    private Finding single(Path file) {
        List<ProofList> proofs = new ArrayList<>();
        beside(file, EvidenceBundle.PROOFS).forEach(bytes -> proofs.add(ProofList.read(bytes)));
        return single(file.toString(), bytes(file), beside(file, EvidenceBundle.DIRECTORY), RenewedProofs.of(proofs));
    }

    private static List<byte[]> beside(Path file, String name) {
        Path beside = file.toAbsolutePath().resolveSibling(name);
        Path above = beside.resolveSibling("../" + name).normalize();
        return Stream.of(beside, above)
                .filter(Files::isDirectory)
                .flatMap(folder -> children(folder).stream())
                .map(Audit::bytes)
                .toList();
    }

    private Finding single(String name, byte[] xml, Collection<byte[]> directories, RenewedProofs renewed) {
        ReceiptVerifier verifier = verifier(directories, renewed);
        Verdict verdict = verdict(xml, verifier);
        List<ReceiptCheck> checks = new ArrayList<>(verdict.checks());
        List<VerdictBasis> basis = new ArrayList<>(List.of(verdict.basis()));
        Set<Long> named = serials(xml);
        for (byte[] sealed : directories) {
            AuditedEdition edition = edition(sealed);
            Directory directory = edition.directory();
            if (directory != null && named.contains(directory.serial())) {
                lasting(sealed, edition, verifier).ifPresent(chain -> {
                    checks.add(chain.check());
                    basis.add(VerdictBasis.of(chain));
                });
            }
        }
        return new Finding(name, checks, verdict, null, VerdictBasis.of(basis));
    }

    /** Whether an edition's seal still proves something; empty if the edition is not trusted at all. */
    Optional<ProofChain> lasting(byte[] sealed, AuditedEdition edition, ReceiptVerifier verifier) {
        ProofLink link = edition.link();
        return link == null ? Optional.empty() : Optional.of(verifier.proofs().toNow(sealed, link, List.of(), now));
    }

    Verdict verdict(byte[] xml, ReceiptVerifier verifier) {
        try {
            Receipts receipts = Receipts.read(xml);
            if (receipts.receipts().isEmpty()) {
                throw new Refused(Fault.EVIDENCE_FORM, "no receipt");
            }
            return verifier.verify(receipts, now);
        } catch (Refused e) {
            return Verdict.unreadable(ReceiptCheck.failed(ReceiptCheck.Name.FORM, e));
        }
    }

    /** The verifier with these sealed directories, as far as they are valid. */
    ReceiptVerifier verifier(Collection<byte[]> sealed, RenewedProofs renewed) {
        Set<Digest> key = new HashSet<>();
        List<Directory> believed = new ArrayList<>();
        for (byte[] each : all(sealed)) {
            Directory directory = edition(each).directory();
            if (directory != null && key.add(Digest.sha256(each))) {
                believed.add(directory);
            }
        }
        return renewed == RenewedProofs.NONE
                ? verifiers.computeIfAbsent(key, missing -> new ReceiptVerifier(trust, KnownDirectories.of(believed)))
                : new ReceiptVerifier(trust, KnownDirectories.of(believed), renewed);
    }

    /**
     * Verified at its time of issue: a directory key is pinned, and only the auditor can withdraw the pin. Whether the
     * seal still proves that it was made then: {@link #lasting}.
     */
    AuditedEdition edition(byte[] sealed) {
        return editions.computeIfAbsent(Digest.sha256(sealed), missing -> open(sealed));
    }

    private AuditedEdition open(byte[] sealed) {
        try {
            Directory directory = Directory.unpinned(sealed);
            if (trust.directory().isEmpty()) {
                String serial = Long.toString(directory.serial());
                return new AuditedEdition(
                        directory,
                        ReceiptCheck.undecided(ReceiptCheck.Name.DIRECTORY, Fault.CERTIFICATE_FOREIGN, serial),
                        null);
            }
            Directory.open(sealed, trust, directory.issued());
            return new AuditedEdition(
                    directory,
                    ReceiptCheck.passed(ReceiptCheck.Name.DIRECTORY),
                    ProofLink.of(sealed, directory, trust));
        } catch (Refused e) {
            return new AuditedEdition(null, ReceiptCheck.failed(ReceiptCheck.Name.DIRECTORY, e), null);
        }
    }

    Trust trust() {
        return trust;
    }

    Instant now() {
        return now;
    }

    private static SortedMap<String, byte[]> contents(Path folder) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder, 4)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (!ZipContents.litter(name)) {
                    files.put(name, bytes(file));
                }
            }
        } catch (IOException e) {
            throw new Refused(Fault.FILE_MISSING, e, folder.toString());
        }
        return files;
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new Refused(Fault.FILE_MISSING, e, folder.toString());
        }
    }

    private static byte[] bytes(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new Refused(Fault.TOO_LARGE, Long.toString(size), Long.toString(MAX_BYTES));
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new Refused(Fault.FILE_MISSING, e, file.toString());
        } catch (IOException e) {
            throw new Refused(Fault.FILE_MISSING, e, file + " " + e.getMessage());
        }
    }
}
