package vn.antin.receipt;

import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.Trust;
import vn.antin.seal.timestamp.TimeStamps;
import vn.antin.seal.timestamp.TokenFrame;

/**
 * What a time-stamp over a sealed text proves.
 *
 * @param checks of the time-stamp; none without one
 * @param since when the text existed; null when that is not proved
 * @param reach whether that is still provable; null when it is not proved
 */
record SealStamp(
        List<ReceiptCheck> checks,
        @Nullable Instant since,
        @Nullable ProofChain reach) {

    private static final SealStamp NONE = new SealStamp(List.of(), null, null);

    /** @param lists revocation lists of the directories that are known */
    static SealStamp of(
            byte @Nullable [] token,
            byte[] sealed,
            Trust trust,
            Collection<X509CRL> lists,
            ProofChain.Judge judge,
            Instant now) {
        if (token == null) {
            return NONE;
        }
        try {
            TokenFrame.check(token);
            ProofLink stamp = ProofLink.of(TimeStamps.open(token, Digest.sha256(sealed), trust, lists), trust);
            ProofChain reach = judge.toNow(token, stamp, lists, now);
            return new SealStamp(
                    List.of(ReceiptCheck.passed(ReceiptCheck.Name.TIME_STAMP), reach.check()), stamp.from(), reach);
        } catch (Refused e) {
            return new SealStamp(List.of(SignerCheck.judged(ReceiptCheck.Name.TIME_STAMP, e, trust)), null, null);
        }
    }

    /** The finding on the sealed file, with further checks after those of the time-stamp. */
    Finding finding(String file, List<ReceiptCheck> more) {
        List<ReceiptCheck> all = new ArrayList<>(checks);
        all.addAll(more);
        return reach == null ? new Finding(file, all) : new Finding(file, all, reach);
    }
}
