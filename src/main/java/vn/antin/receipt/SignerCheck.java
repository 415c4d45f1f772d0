package vn.antin.receipt;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vn.antin.directory.Directory;
import vn.antin.directory.Stopped;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/**
 * Checks signers against the editions that concern the receipts: listed in one of them, not stopped by the newest, and
 * revoked by none of their lists. A stop can be lifted, so the newest edition decides; a revocation cannot, and all lists
 * count, because the newest one no longer names expired certificates.
 */
final class SignerCheck {

    private final Trust trust;
    private final Collection<Directory> editions;
    private final boolean complete;

    private SignerCheck(Trust trust, Collection<Directory> editions, boolean complete) {
        this.trust = trust;
        this.editions = editions;
        this.complete = complete;
    }

    /** @param named the editions named; when one is unavailable, absence from the others proves nothing */
    static SignerCheck of(Trust trust, Collection<Optional<Directory>> named) {
        List<Directory> available = named.stream().flatMap(Optional::stream).toList();
        return new SignerCheck(trust, available, !available.isEmpty() && available.size() == named.size());
    }

    Set<X509CRL> crls() {
        Set<X509CRL> crls = new LinkedHashSet<>();
        editions.forEach(edition -> crls.addAll(edition.crls()));
        return crls;
    }

    /**
     * Checks issuer and hub: only at the time-stamp's time if that is the last time, else also at the times they state.
     */
    List<ReceiptCheck> check(AttestedCheckpoint attested, Instant last) {
        List<ReceiptCheck> checks = new ArrayList<>();
        SealedCheckpoint checkpoint = attested.checkpoint();
        SealedCheckpoint hub = attested.hub();
        if (checkpoint != null) {
            checks.addAll(check(
                    ReceiptCheck.Name.CERTIFICATE,
                    ReceiptCheck.Name.REVOCATION,
                    checkpoint,
                    times(attested, checkpoint, last)));
        }
        if (hub != null) {
            checks.add(hub(hub.checkpoint().issuer()));
        }
        if (hub != null && !attested.isOfHub()) {
            checks.addAll(check(
                    ReceiptCheck.Name.HUB_CERTIFICATE,
                    ReceiptCheck.Name.HUB_REVOCATION,
                    hub,
                    times(attested, hub, last)));
        }
        return checks;
    }

    private static List<Instant> times(AttestedCheckpoint attested, SealedCheckpoint sealed, Instant last) {
        return attested.stamped() != null
                ? List.of(last)
                : List.of(sealed.checkpoint().time(), last);
    }

    /** A certificate that is valid at the first and at the last of the times is valid in between. */
    private List<ReceiptCheck> check(
            ReceiptCheck.Name certificate, ReceiptCheck.Name revocation, SealedCheckpoint sealed, List<Instant> times) {
        return check(certificate, revocation, sealed.checkpoint().issuer(), sealed.signer(), times);
    }

    /**
     * Checks one signer at all of these times. A certificate that was valid at the times before the last one and has
     * ended since leaves the check undecided: nothing proves any more that it was sealed before the end.
     */
    List<ReceiptCheck> check(
            ReceiptCheck.Name certificate,
            ReceiptCheck.Name revocation,
            NodeId issuer,
            X509Certificate signer,
            List<Instant> times) {
        List<ReceiptCheck> checks = new ArrayList<>();
        int valid = 0;
        try {
            named(issuer, signer);
            for (Instant at : times) {
                good(signer, at);
                valid++;
            }
            checks.add(ReceiptCheck.passed(certificate));
            checks.add(ReceiptCheck.passed(revocation));
        } catch (Refused e) {
            if (e.fault() == Fault.CERTIFICATE_EXPIRED && valid > 0) {
                checks.add(ReceiptCheck.undecided(certificate, Fault.PROOF_ENDED, String.join(", ", e.values())));
                return checks;
            }
            boolean revoked = e.fault() == Fault.CERTIFICATE_REVOKED || e.fault() == Fault.REVOCATION_UNKNOWN;
            if (revoked) {
                checks.add(ReceiptCheck.passed(certificate));
            }
            checks.add(absent(e) ? undecided(certificate, e) : judged(revoked ? revocation : certificate, e, trust));
        }
        return checks;
    }

    /** Only the hub witnesses, and the directory names the hub. */
    private ReceiptCheck hub(NodeId witness) {
        if (editions.stream().anyMatch(edition -> edition.hub().equals(witness))) {
            return ReceiptCheck.passed(ReceiptCheck.Name.RIGHT);
        }
        var refused = new Refused(Fault.EVENT_NOT_ALLOWED, witness.value(), "witness");
        return complete
                ? ReceiptCheck.failed(ReceiptCheck.Name.RIGHT, refused)
                : undecided(ReceiptCheck.Name.RIGHT, refused);
    }

    private void named(NodeId issuer, X509Certificate signer) {
        if (editions.stream().noneMatch(edition -> edition.names(issuer, signer, Purpose.SEAL))) {
            throw new Refused(
                    Fault.SIGNER_NOT_NAMED, signer.getSubjectX500Principal().getName(), issuer.value());
        }
    }

    private void good(X509Certificate signer, Instant at) {
        Optional<Stopped> stop = editions.stream()
                .max(Comparator.comparing(Directory::serial))
                .flatMap(newest -> newest.stop(signer))
                .filter(one -> !at.isBefore(one.since()));
        if (stop.isPresent()) {
            throw new Refused(
                    Fault.CERTIFICATE_REVOKED,
                    signer.getSubjectX500Principal().getName(),
                    stop.get().since().toString());
        }
        trust.check(signer, Purpose.SEAL, at, crls());
    }

    private boolean absent(Refused refused) {
        return !complete && refused.fault() == Fault.SIGNER_NOT_NAMED;
    }

    private static ReceiptCheck undecided(ReceiptCheck.Name name, Refused refused) {
        return ReceiptCheck.undecided(name, refused.fault(), String.join(", ", refused.values()));
    }

    /** A refusal for lack of a revocation list or of a trust anchor leaves the check undecided. */
    static ReceiptCheck judged(ReceiptCheck.Name name, Refused refused, Trust trust) {
        boolean unknown = refused.fault() == Fault.REVOCATION_UNKNOWN
                || (refused.fault() == Fault.CERTIFICATE_FOREIGN
                        && trust.anchors().isEmpty());
        return unknown ? undecided(name, refused) : ReceiptCheck.failed(name, refused);
    }
}
