package vn.antin.receipt;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import vn.antin.directory.Directory;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.seal.timestamp.TimeStamps;

/**
 * A signature that proves from a time on that its content existed, as long as nobody else could have made it: until a
 * certificate above it ends or is revoked.
 *
 * @param chain the signer's certificate, then those of its issuers as far as they are given
 * @param signer as its certificate names it
 * @param until when the first certificate of the chain ends
 */
record ProofLink(List<X509Certificate> chain, Purpose purpose, String signer, Instant from, Instant until) {

    /** A time-stamp whose authority is trusted. */
    static ProofLink of(TimeStamps.VerifiedStamp stamp, Trust trust) {
        return of(stamp.chain(), Purpose.TIME_STAMP, stamp.time(), trust);
    }

    /** A sealed directory of a pinned signer; it states its time itself. */
    static ProofLink of(byte[] sealed, Directory directory, Trust trust) {
        return of(List.of(Directory.signer(sealed)), Purpose.DIRECTORY, directory.issued(), trust);
    }

    private static ProofLink of(List<X509Certificate> chain, Purpose purpose, Instant from, Trust trust) {
        return new ProofLink(chain, purpose, Certificates.name(chain.get(0)), from, trust.end(chain, purpose));
    }
}
