package vn.antin.node.join;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Edition;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Tx;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Purpose;

/** Who signs for the province: certificates, revocation lists and directories. */
public interface ProvinceSigners {

    /** The authority that certifies now; its key may be on another machine. */
    Authority authority();

    /**
     * The certificates for keys, by purpose; empty while the authority is asked for them. The same keys asked for again
     * get the same answer once it is here.
     *
     * @throws vn.antin.fault.Refused when it was withdrawn
     */
    Optional<Map<Purpose, X509Certificate>> certify(AuthorityRequest request);

    /**
     * What the authority on another machine has signed for the one that comes next.
     *
     * @param certificates of the next authority and of its signers
     * @param cross by which the authority vouches for it
     * @param lists its first revocation list
     */
    record NextAuthority(Map<Purpose, X509Certificate> certificates, X509Certificate cross, List<X509CRL> lists) {}

    /** The authority that comes next; empty while it is asked for. */
    default Optional<NextAuthority> next(AuthorityRequest request) {
        throw new IllegalStateException("the authority is here");
    }

    /**
     * The certificate by which the authority admits another one for seals.
     *
     * @param names that the other may certify; null for all
     * @throws vn.antin.fault.Refused AUTHORITY_AWAITED while an authority on another machine has not signed
     */
    X509Certificate admit(X509Certificate other, @Nullable X500Principal names);

    /**
     * The certificate by which the authority vouches for that of another province, with which this one becomes one.
     *
     * @throws vn.antin.fault.Refused AUTHORITY_PLACE where its key is on another machine
     */
    default X509Certificate vouch(X509Certificate other) {
        return authority().certify(other);
    }

    /** Whether the key of another province's authority is here, or was offered. */
    default boolean canAdopt(X509Certificate other) {
        return false;
    }

    /** Keeps that authority as an earlier one of this province, which makes its revocation lists from now on. */
    default void adopt(X509Certificate other) {
        throw new IllegalStateException("nobody offered " + other.getSubjectX500Principal());
    }

    /**
     * New revocation lists for an edition, one of each authority, which name these certificates, too. Empty where the
     * authority makes them on another machine: those in force stay.
     */
    List<X509CRL> lists(Edition edition, Map<X509Certificate, Instant> more);

    /** Asks in the transaction of the edition for a revocation that its lists do not have. */
    default void revoke(Tx tx, String node, Map<X509Certificate, Instant> certificates) {}

    /** Whether a revocation of a node waits for the authority. */
    default boolean isRevoking(NodeId node) {
        return false;
    }

    /** Begins and ends the alarms about what waits for too long for an authority on another machine. */
    default void look(String hub, Edition inForce) {}

    /** Seals the next edition of the directory. */
    Sealer directory();
}
