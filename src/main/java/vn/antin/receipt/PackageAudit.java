package vn.antin.receipt;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.antin.edxml.Skeleton;
import vn.antin.envelope.Digest;
import vn.antin.envelope.InnerManifest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Verifies an archive package: that its files are those its METS.xml names, that a node sealed METS.xml, each document's
 * bundle of evidence, and that the document's content is the one its envelope commits to.
 */
final class PackageAudit {

    /** Folder of the documents and of the directories that they share. */
    static final String DATA = "representations/rep1/data/";

    private static final String DIRECTORY = DATA + EvidenceBundle.DIRECTORY;
    private static final String EVIDENCE = "evidence.zip";
    private static final String EDXML = "document.edxml";
    private static final String PARTS = "parts/";

    private final Audit audit;
    private final PackageFiles files;
    private final String prefix;
    private final Consumer<Finding> findings;
    private final List<byte[]> directories = new ArrayList<>();
    private @Nullable Instant packed;

    PackageAudit(Audit audit, PackageFiles files, String prefix, Consumer<Finding> findings) {
        this.audit = audit;
        this.files = files;
        this.prefix = prefix;
        this.findings = findings;
    }

    void run() {
        ReceiptCheck whole = ReceiptCheck.of(ReceiptCheck.Name.PACKAGE, files::check);
        tell(PackageFiles.METS, List.of(whole));
        files.under(DIRECTORY).forEach(name -> {
            byte[] text = files.bytes(name);
            directories.add(text);
            tell(name, List.of(audit.edition(text).check()));
        });
        findings.accept(seal(whole.holds()));
        files.under(DATA).filter(name -> name.endsWith("/" + EVIDENCE)).forEach(this::document);
    }

    private void tell(String name, List<ReceiptCheck> checks) {
        findings.accept(new Finding(prefix + name, checks));
    }

    /**
     * The time of the seal is that of the time-stamp over it; without one the seal's own time counts as long as its
     * certificate lasts. Receipts are proved by their time-stamps, the seal says what belongs together.
     */
    private Finding seal(boolean whole) {
        List<ReceiptCheck> checks = new ArrayList<>();
        ArchiveSeal.OpenedSeal[] opened = new ArchiveSeal.OpenedSeal[1];
        byte[] sealed = files.optional(ArchiveSeal.FILE);
        checks.add(ReceiptCheck.of(ReceiptCheck.Name.PACKAGE_SEAL, () -> {
            opened[0] = ArchiveSeal.open(files.bytes(ArchiveSeal.FILE));
            if (!opened[0].seal().mets().equals(files.mets())) {
                throw new Refused(Fault.ARCHIVE_CHANGED, PackageFiles.METS);
            }
            long documents = files.under(DATA)
                    .filter(name -> name.endsWith("/" + EVIDENCE))
                    .count();
            if (documents != opened[0].seal().documents()) {
                throw new Refused(Fault.ARCHIVE_CHANGED, ArchiveSeal.FILE);
            }
        }));
        if (opened[0] == null || sealed == null) {
            return new Finding(prefix + ArchiveSeal.FILE, checks);
        }
        SignerCheck signers = SignerCheck.of(
                audit.trust(),
                directories.stream()
                        .map(text -> Optional.ofNullable(audit.edition(text).directory()))
                        .toList());
        SealStamp stamp = SealStamp.of(
                files.optional(ArchiveSeal.STAMP),
                sealed,
                audit.trust(),
                signers.crls(),
                audit.verifier(directories, RenewedProofs.NONE).proofs(),
                audit.now());
        boolean same = whole && checks.get(0).holds();
        Instant since = stamp.since();
        checks.addAll(signers.check(
                ReceiptCheck.Name.CERTIFICATE,
                ReceiptCheck.Name.REVOCATION,
                opened[0].seal().node(),
                opened[0].signer(),
                since == null ? List.of(opened[0].seal().time(), audit.now()) : List.of(since)));
        packed = same && checks.stream().allMatch(ReceiptCheck::holds) ? since : null;
        return stamp.finding(prefix + ArchiveSeal.FILE, checks);
    }

    private void document(String evidence) {
        String folder = evidence.substring(0, evidence.length() - EVIDENCE.length());
        TreeMap<String, byte[]> bundle = new TreeMap<>();
        ReceiptCheck archive = ReceiptCheck.of(
                ReceiptCheck.Name.ARCHIVE,
                () -> bundle.putAll(ZipContents.read(files.bytes(evidence), Audit.MAX_BYTES)));
        tell(evidence, List.of(archive));
        if (archive.holds()) {
            Audit.tell(new BundleAudit(audit, bundle, directories, packed), prefix + evidence + "!", findings);
            byte @Nullable [] inner = bundle.get(EvidenceBundle.INNER);
            tell(folder, List.of(ReceiptCheck.of(ReceiptCheck.Name.CONTENT, () -> content(folder, inner))));
        }
    }

    /** Requires that the files of the document are those of the inner manifest, as far as they are in the package. */
    private void content(String folder, byte @Nullable [] text) {
        if (text == null) {
            throw new Refused(Fault.FILE_MISSING, EvidenceBundle.INNER);
        }
        InnerManifest inner = InnerManifest.read(text);
        if (files.has(folder + EDXML)) {
            Digest whole = inner.skeleton().length == 0
                    ? inner.part(1).digest()
                    : Skeleton.read(inner.skeleton()).digest();
            require(folder + EDXML, whole);
        }
        files.under(folder + PARTS).forEach(name -> {
            int number = number(name.substring((folder + PARTS).length()));
            inner.parts().stream()
                    .filter(part -> part.number() == number && part.packing() == InnerManifest.Packing.NONE)
                    .forEach(part -> require(name, part.digest()));
        });
    }

    /** The number before the first “-”. */
    private static int number(String name) {
        try {
            return Integer.parseInt(name.split("-", 2)[0]);
        } catch (NumberFormatException e) {
            throw new Refused(Fault.ARCHIVE_CHANGED, e, name);
        }
    }

    private void require(String name, Digest expected) {
        if (!files.digest(name).equalsIgnoreCase(expected.hex())) {
            throw new Refused(Fault.PART_DIGEST, name);
        }
    }
}
