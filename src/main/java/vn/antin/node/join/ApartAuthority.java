package vn.antin.node.join;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Edition;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.AuthorityRequests;
import vn.antin.ledger.AuthorityRequests.AuthorityRequestRow;
import vn.antin.ledger.AuthorityRequests.AuthorityRequestState;
import vn.antin.ledger.AuthorityRequests.WaitingRequests;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.Tx;
import vn.antin.node.join.AuthorityBundle.SignedBundle;
import vn.antin.node.join.AuthorityRequest.AuthorityRequestKind;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.Purpose;

/**
 * A province's authority whose key is on another machine: what it is asked for waits in the ledger until its answer is
 * brought here. The directory's signer is at the hub (decision 55).
 */
public final class ApartAuthority implements ProvinceSigners {

    /** How long a signer of directories that the authority has certified from apart is good. */
    static final Duration DIRECTORY_LIFE = Registry.CERTIFICATE;

    /** How long a revocation list is good, so that the authority's key is needed twice a year at least. */
    static final Duration REVOCATION_LIST = Duration.ofDays(180);

    /** Before the end of the list an alarm begins. */
    private static final Duration LIST_ENDS = Duration.ofDays(45);

    /** A decided request stays as long as an expired certificate in the directory. */
    private static final Duration DECIDED_KEPT = Duration.ofDays(90);

    private final AuthorityRing ring;
    private final Repositories repositories;
    private final Duration patience;
    private final Clock clock;
    private final AuthorityRequests requests = new AuthorityRequests();
    private String told = "";

    /** @param patience how long requests wait before an alarm says so */
    public ApartAuthority(AuthorityRing ring, Repositories repositories, Duration patience, Clock clock) {
        this.ring = ring;
        this.repositories = repositories;
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public Authority authority() {
        return ring.authority();
    }

    @Override
    public X509Certificate vouch(X509Certificate other) {
        throw new Refused(Fault.PROVINCE_UNSUITABLE, Certificates.name(other), "AUTHORITY_APART");
    }

    @Override
    public Sealer directory() {
        return ring.directory();
    }

    /**
     * The certificates that the authority has signed.
     *
     * @throws Refused JOIN_FILE_USED for a node of which other keys wait; JOIN_DENIED or RENEWAL_REFUSED for a request
     *     that was withdrawn
     */
    @Override
    public Optional<Map<Purpose, X509Certificate>> certify(AuthorityRequest request) {
        return answer(request).map(signed -> signed.of(request.id()));
    }

    @Override
    public Optional<NextAuthority> next(AuthorityRequest request) {
        return answer(request)
                .map(signed -> new NextAuthority(
                        signed.of(request.id()),
                        Certificates.parse(signed.cross()),
                        signed.lists().stream().map(AuthorityFolder::parse).toList()));
    }

    private Optional<SignedBundle> answer(AuthorityRequest request) {
        Digest id = request.id();
        Optional<AuthorityRequestRow> known = repositories.ledger().read(tx -> requests.find(tx, id));
        if (known.isEmpty()) {
            ask(id, request);
            return Optional.empty();
        }
        AuthorityRequestRow row = known.get();
        if (row.state() == AuthorityRequestState.DENIED) {
            throw request.kind() == AuthorityRequestKind.JOIN
                    ? new Refused(Fault.JOIN_DENIED, request.subject())
                    : new Refused(Fault.RENEWAL_REFUSED, request.subject(), AuthorityRequestState.DENIED.name());
        }
        byte[] answer = row.answer();
        return answer == null ? Optional.empty() : Optional.of(SignedBundle.read(answer));
    }

    /** The request waits from now on; durable when it returns. A node that joins has one set of keys. */
    private void ask(Digest id, AuthorityRequest request) {
        request.checkPurposes();
        String kind = request.kind().name();
        repositories.ledger().store("authority.request", tx -> {
            if (request.kind() == AuthorityRequestKind.JOIN && requests.hasOther(tx, id, kind, request.subject())) {
                throw new Refused(Fault.JOIN_FILE_USED, request.subject());
            }
            requests.removeDecidedBefore(tx, clock.instant().minus(DECIDED_KEPT));
            requests.replace(tx, id, kind, request.subject());
            add(tx, id, request);
        });
    }

    private void add(Tx tx, Digest id, AuthorityRequest request) {
        requests.add(
                tx, id, request.kind().name(), request.subject(), request.json(), request.words(), clock.instant());
    }

    @Override
    public X509Certificate admit(X509Certificate other, @Nullable X500Principal names) {
        AuthorityRequest request = AuthorityRequest.admission(other, names);
        return certify(request)
                .map(signed -> Objects.requireNonNull(signed.get(Purpose.AUTHORITY)))
                .orElseThrow(() -> new Refused(Fault.AUTHORITY_AWAITED, request.subject(), request.words()));
    }

    @Override
    public List<X509CRL> lists(Edition edition, Map<X509Certificate, Instant> more) {
        return List.of();
    }

    @Override
    public void revoke(Tx tx, String node, Map<X509Certificate, Instant> certificates) {
        AuthorityRequest request = AuthorityRequest.revocation(node, certificates);
        add(tx, request.id(), request);
    }

    @Override
    public boolean isRevoking(NodeId node) {
        return waiting(Integer.MAX_VALUE).stream()
                .anyMatch(row -> row.kind().equals(AuthorityRequestKind.REVOCATION.name())
                        && row.subject().equals(node.value()));
    }

    /** The requests that wait, the oldest first. */
    public List<AuthorityRequestRow> waiting(int most) {
        return repositories.ledger().read(tx -> requests.waiting(tx, most));
    }

    /** How many wait, and since when. */
    public WaitingRequests count() {
        return repositories.ledger().read(requests::count);
    }

    /** The authorities whose certificates may be in use or soon: the one that comes next, too. */
    List<Authority> authorities() {
        return ring.authorities();
    }

    /** Whether no authority has the name or key of this one, but for the one that comes next and is the same. */
    boolean mayFollow(X509Certificate root) {
        boolean kept = ring.next()
                .filter(next -> next.of(Purpose.AUTHORITY).certificate().equals(root))
                .isPresent();
        return kept
                || authorities().stream()
                        .map(Authority::certificate)
                        .noneMatch(each -> each.getSubjectX500Principal().equals(root.getSubjectX500Principal())
                                || each.getPublicKey().equals(root.getPublicKey()));
    }

    /** The revocation list of an authority in an edition. */
    static Optional<X509CRL> list(Edition edition, Authority by) {
        return edition.crls().stream().filter(by::issued).max(Comparator.comparing(X509CRL::getThisUpdate));
    }

    /** When the first of the revocation lists in force ends. */
    Instant listEnds(Edition edition) {
        if (list(edition, authority()).isEmpty()) {
            return Instant.MIN;
        }
        return authorities().stream()
                .flatMap(each -> list(edition, each).stream())
                .map(list -> list.getNextUpdate().toInstant())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Whether the next list is to be asked for: a revocation waits, or half the life of the one in force is over. */
    boolean wantsList(Edition edition) {
        boolean half = clock.instant().isAfter(listEnds(edition).minus(REVOCATION_LIST.dividedBy(2)));
        return half
                || waiting(Integer.MAX_VALUE).stream()
                        .anyMatch(row -> row.kind().equals(AuthorityRequestKind.REVOCATION.name()));
    }

    @Override
    public void look(String hub, Edition edition) {
        Instant now = clock.instant();
        WaitingRequests count = count();
        Instant since = count.since();
        boolean late = since != null && since.plus(patience).isBefore(now);
        boolean ends = listEnds(edition).minus(LIST_ENDS).isBefore(now);
        String state = late + " " + count.count() + " " + ends;
        if (state.equals(told)) {
            return;
        }
        told = state;
        repositories.ledger().store("authority.look", tx -> {
            if (late) {
                repositories.timeline().alarm(tx, Fault.AUTHORITY_WAITS, hub, count.count() + ", " + since);
            } else {
                repositories.timeline().end(tx, Fault.AUTHORITY_WAITS, hub);
            }
            if (ends) {
                repositories
                        .timeline()
                        .alarm(
                                tx,
                                Fault.REVOCATION_LIST_ENDS,
                                hub,
                                listEnds(edition).toString());
            } else {
                repositories.timeline().end(tx, Fault.REVOCATION_LIST_ENDS, hub);
            }
        });
    }

    /**
     * Withdraws a request that waits, of a node or for an admission, with further changes in the same transaction. An
     * admission may be asked for again.
     */
    public void withdraw(Digest id, BiConsumer<Tx, AuthorityRequestRow> with) {
        repositories.ledger().store("authority.withdraw", tx -> {
            AuthorityRequestRow row = requests.find(tx, id).orElseThrow(() -> new Refused(Fault.REQUEST_OVER));
            boolean ofNode = row.kind().equals(AuthorityRequestKind.JOIN.name())
                    || row.kind().equals(AuthorityRequestKind.RENEWAL.name());
            boolean withdrawn = row.kind().equals(AuthorityRequestKind.ADMISSION.name())
                    ? requests.removeWaiting(tx, id)
                    : ofNode && requests.deny(tx, id, clock.instant());
            if (!withdrawn) {
                throw new Refused(Fault.REQUEST_OVER);
            }
            with.accept(tx, row);
        });
    }

    /** Stores an answer; false for a request that does not wait. */
    boolean sign(Tx tx, Digest id, SignedBundle answer) {
        return requests.sign(tx, id, answer.write(), clock.instant());
    }
}
