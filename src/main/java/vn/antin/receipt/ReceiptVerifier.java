package vn.antin.receipt;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.receipt.Verdict.Judgement;
import vn.antin.seal.LruCache;
import vn.antin.seal.pki.Trust;

/**
 * Verifies receipts offline, with pinned certificates and the available editions of the directory.
 *
 * <p>Certificates are checked at the time of the time-stamp: a certificate that was valid then proves its seals as long
 * as the time-stamp lasts, by itself or by renewed proofs ({@link ProofChain}). Without a time-stamp the time of a seal
 * is unproved, so the certificate must still be valid now.
 */
public final class ReceiptVerifier {

    private static final int CACHED = 1024;

    private final Trust trust;
    private final KnownDirectories directories;
    private final ProofChain.Judge proofs;
    private final Map<Digest, Shared> cached = LruCache.atMost(CACHED);

    public ReceiptVerifier(Trust trust, KnownDirectories directories) {
        this(trust, directories, RenewedProofs.NONE);
    }

    /** @param renewed the renewed proofs of older time-stamps */
    public ReceiptVerifier(Trust trust, KnownDirectories directories, RenewedProofs renewed) {
        this.trust = trust;
        this.directories = directories;
        this.proofs = new ProofChain.Judge(trust, directories, renewed);
    }

    /** The editions that it uses. */
    KnownDirectories directories() {
        return directories;
    }

    ProofChain.Judge proofs() {
        return proofs;
    }

    /**
     * The part that receipts of one checkpoint share, and those checks of its signers that hold for ever.
     *
     * @param crls the revocation lists of the editions; collected once, because comparing long lists is slow
     * @param listed issue of the newest of them; null without one
     */
    private record Shared(
            AttestedCheckpoint attested,
            List<ReceiptCheck> signers,
            List<X509CRL> crls,
            @Nullable Instant listed) {

        static Shared of(AttestedCheckpoint attested, List<ReceiptCheck> signers, Collection<X509CRL> crls) {
            Instant listed = crls.stream()
                    .map(crl -> crl.getThisUpdate().toInstant())
                    .max(Comparator.naturalOrder())
                    .orElse(null);
            return new Shared(attested, signers, List.copyOf(crls), listed);
        }
    }

    /** A receipt, parsed as far as possible. */
    private record Read(Receipts.Receipt receipt, @Nullable Evidence evidence, ReceiptCheck form) {

        static Read of(Receipts.Receipt receipt) {
            try {
                return new Read(
                        receipt, Evidence.read(receipt.evidence()), ReceiptCheck.passed(ReceiptCheck.Name.FORM));
            } catch (Refused e) {
                return new Read(receipt, null, ReceiptCheck.failed(ReceiptCheck.Name.FORM, e));
            }
        }
    }

    public Verdict verify(Receipts receipts, Instant now) {
        List<Read> all = receipts.receipts().stream().map(Read::of).toList();
        Map<Long, Optional<Directory>> named = named(all);
        Shared shared = shared(receipts, named);
        AttestedCheckpoint attested = shared.attested();
        List<ReceiptCheck> checks = new ArrayList<>(attested.checks());
        checks.addAll(shared.signers());
        ProofChain chain = null;
        ProofLink stamp = attested.stamp();
        if (stamp == null) {
            checks.add(attested.notAfter(now));
            checks.addAll(SignerCheck.of(trust, named.values()).check(attested, now));
        } else {
            chain = proofs.toNow(token(receipts), stamp, shared.crls(), now);
            checks.add(chain.check());
        }
        SealedCheckpoint checkpoint = attested.checkpoint();
        List<Judgement> judged =
                all.stream().map(read -> judge(read, checkpoint, named)).toList();
        return new Verdict(checks, judged, attested.state(), basis(shared, chain));
    }

    private static byte[] token(Receipts receipts) {
        Receipts.HubWitness witness = receipts.witness();
        byte[] token = witness == null ? null : witness.timeStamp();
        return token == null ? new byte[0] : token;
    }

    private static VerdictBasis basis(Shared shared, @Nullable ProofChain chain) {
        if (chain != null) {
            return new VerdictBasis(chain.signers(), Set.of(), shared.listed(), chain.until());
        }
        SealedCheckpoint checkpoint = shared.attested().checkpoint();
        Set<String> unstamped = checkpoint == null
                ? Set.of()
                : Set.of(checkpoint.checkpoint().issuer().value());
        return new VerdictBasis(Set.of(), unstamped, shared.listed(), null);
    }

    /** The editions that the receipts name, and the newest; an unavailable one is empty. */
    private Map<Long, Optional<Directory>> named(List<Read> all) {
        Map<Long, Optional<Directory>> named = new TreeMap<>();
        directories.newest().ifPresent(newest -> named.put(newest.serial(), Optional.of(newest)));
        for (Read read : all) {
            if (read.evidence() != null) {
                named.computeIfAbsent(read.evidence().directorySerial(), directories::serial);
            }
        }
        return named;
    }

    private Shared shared(Receipts receipts, Map<Long, Optional<Directory>> named) {
        Digest key = key(receipts, named);
        Shared known = cached.get(key);
        if (known != null) {
            return known;
        }
        SignerCheck signers = SignerCheck.of(trust, named.values());
        Set<X509CRL> crls = signers.crls();
        AttestedCheckpoint attested = AttestedCheckpoint.open(receipts, trust, crls);
        Instant stamped = attested.stamped();
        Shared made = Shared.of(attested, stamped == null ? List.of() : signers.check(attested, stamped), crls);
        cached.put(key, made);
        return made;
    }

    private static Judgement judge(Read read, @Nullable SealedCheckpoint sealed, Map<Long, Optional<Directory>> named) {
        List<ReceiptCheck> checks = new ArrayList<>(4);
        checks.add(read.form());
        Evidence evidence = read.evidence();
        if (sealed != null) {
            Checkpoint checkpoint = sealed.checkpoint();
            checks.add(proof(read.receipt(), checkpoint));
            if (evidence != null) {
                checks.add(right(evidence, checkpoint.issuer(), named));
                checks.add(time(evidence.time(), checkpoint.time()));
            }
        }
        return new Judgement(read.receipt().index(), evidence, checks);
    }

    private static ReceiptCheck proof(Receipts.Receipt receipt, Checkpoint checkpoint) {
        Digest leaf = Merkle.leaf(receipt.evidence());
        boolean included =
                MerkleProof.included(leaf, receipt.index(), checkpoint.size(), receipt.proof(), checkpoint.root());
        return included
                ? ReceiptCheck.passed(ReceiptCheck.Name.PROOF)
                : ReceiptCheck.failed(
                        ReceiptCheck.Name.PROOF, Fault.PROOF_WRONG, checkpoint.origin() + " " + receipt.index());
    }

    /** The issuer must be the node of the log, and the directory it used must give it the right to the event. */
    private static ReceiptCheck right(Evidence evidence, NodeId logOf, Map<Long, Optional<Directory>> named) {
        if (!evidence.issuer().equals(logOf)) {
            return ReceiptCheck.failed(
                    ReceiptCheck.Name.RIGHT, Fault.SIGNER_NOT_NAMED, logOf + ", " + evidence.issuer());
        }
        Optional<Directory> edition = named.getOrDefault(evidence.directorySerial(), Optional.empty());
        if (edition.isEmpty()) {
            String missing = "directory " + evidence.directorySerial();
            return ReceiptCheck.undecided(ReceiptCheck.Name.RIGHT, Fault.FILE_MISSING, missing);
        }
        return IssuingRights.has(evidence, edition.get())
                ? ReceiptCheck.passed(ReceiptCheck.Name.RIGHT)
                : ReceiptCheck.failed(
                        ReceiptCheck.Name.RIGHT,
                        Fault.EVENT_NOT_ALLOWED,
                        evidence.issuer() + ", " + evidence.event().etsiName());
    }

    private static ReceiptCheck time(Instant event, Instant sealed) {
        if (event.isAfter(sealed.plus(AttestedCheckpoint.CLOCKS))) {
            return ReceiptCheck.failed(ReceiptCheck.Name.TIME, Fault.CLOCK_WRONG, event + " " + sealed);
        }
        return event.plus(AttestedCheckpoint.MAX_DELAY).isBefore(sealed)
                ? ReceiptCheck.undecided(ReceiptCheck.Name.TIME, Fault.CLOCK_WRONG, event + " " + sealed)
                : ReceiptCheck.passed(ReceiptCheck.Name.TIME);
    }

    /** The input of the cached part: checkpoint, witness, and editions. */
    private static Digest key(Receipts receipts, Map<Long, Optional<Directory>> named) {
        var key = new StringBuilder(receipts.attestation().hex());
        named.forEach(
                (serial, edition) -> key.append(edition.isPresent() ? '+' : '-').append(serial));
        return Digest.sha256(key.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
