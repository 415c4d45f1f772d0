package vn.antin.receipt;

import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.Trust;

/**
 * Whether a signature still proves something: its certificates last until now, or until a renewed proof over it, whose
 * certificates last until the next one, and the last one until now.
 *
 * @param signers of all its signatures, as their certificates name them
 * @param until when the last one ends; null when the chain does not hold
 */
record ProofChain(
        ReceiptCheck check, Set<String> signers, @Nullable Instant until) {

    /** The rules that chains are judged by. */
    record Judge(Trust trust, KnownDirectories directories, RenewedProofs renewed) {

        /**
         * The chain from this object to now.
         *
         * @param signed what the first link signed, with its signature
         * @param lists revocation lists beside those of the editions that the renewals name
         */
        ProofChain toNow(byte[] signed, ProofLink first, Collection<X509CRL> lists, Instant now) {
            ProofChain alone = along(List.of(first), lists, now);
            if (alone.check().holds()) {
                return alone;
            }
            ProofChain best = alone;
            for (ProofList list : renewed.of(Digest.sha256(signed))) {
                ProofChain longer = along(first, list, lists, now);
                if (longer.check().holds()) {
                    return longer;
                }
                best = longer;
            }
            return best;
        }

        private ProofChain along(ProofLink first, ProofList list, Collection<X509CRL> lists, Instant now) {
            Set<X509CRL> all = crls(list);
            all.addAll(lists);
            List<ProofLink> links = new ArrayList<>();
            links.add(first);
            try {
                links.addAll(list.links(trust, all));
            } catch (Refused e) {
                return new ProofChain(SignerCheck.judged(ReceiptCheck.Name.LASTING, e, trust), Set.of(), null);
            }
            return along(links, all, now);
        }

        /** The revocation lists of the editions that were in force when the list was time-stamped, and of the newest. */
        Set<X509CRL> crls(ProofList list) {
            Set<X509CRL> crls = new LinkedHashSet<>();
            list.directories()
                    .forEach(serial -> directories.serial(serial).ifPresent(edition -> crls.addAll(edition.crls())));
            directories.newest().ifPresent(edition -> crls.addAll(edition.crls()));
            return crls;
        }

        private ProofChain along(List<ProofLink> links, Collection<X509CRL> crls, Instant now) {
            Set<String> signers = new TreeSet<>();
            for (int i = 0; i < links.size(); i++) {
                ProofLink link = links.get(i);
                boolean last = i + 1 == links.size();
                Instant next = last ? now : links.get(i + 1).from();
                if (!last && next.plus(AttestedCheckpoint.CLOCKS).isBefore(link.from())) {
                    return failed(ReceiptCheck.failed(
                            ReceiptCheck.Name.LASTING, Fault.CLOCK_WRONG, link.from() + " " + next));
                }
                try {
                    trust.checkLasting(link.chain(), link.purpose(), next, crls);
                } catch (Refused e) {
                    return failed(ended(link, next, e));
                }
                signers.add(link.signer());
            }
            ProofLink last = links.get(links.size() - 1);
            return new ProofChain(ReceiptCheck.passed(ReceiptCheck.Name.LASTING), signers, last.until());
        }

        private ReceiptCheck ended(ProofLink link, Instant next, Refused why) {
            return switch (why.fault()) {
                case CERTIFICATE_EXPIRED ->
                    ReceiptCheck.undecided(
                            ReceiptCheck.Name.LASTING, Fault.PROOF_ENDED, link.signer() + ", " + link.until());
                case CERTIFICATE_REVOKED ->
                    ReceiptCheck.undecided(
                            ReceiptCheck.Name.LASTING, Fault.PROOF_REVOKED, String.join(", ", why.values()));
                case CERTIFICATE_NOT_YET_VALID ->
                    ReceiptCheck.failed(ReceiptCheck.Name.LASTING, Fault.CLOCK_WRONG, link.signer() + ", " + next);
                default -> SignerCheck.judged(ReceiptCheck.Name.LASTING, why, trust);
            };
        }

        private static ProofChain failed(ReceiptCheck check) {
            return new ProofChain(check, Set.of(), null);
        }
    }
}
