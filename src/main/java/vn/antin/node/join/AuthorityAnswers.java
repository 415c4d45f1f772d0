package vn.antin.node.join;

import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import vn.antin.directory.Edition;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.AuthorityRequests.AuthorityRequestRow;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.people.AuditLog;
import vn.antin.node.join.AuthorityBundle.SignedBundle;
import vn.antin.node.join.AuthorityRequest.AuthorityRequestKind;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/** At the hub: writes bundles for an authority on another machine, and takes what it signed. */
public final class AuthorityAnswers {

    /** In one bundle; the others go with the next. */
    private static final int MOST = 200;

    private final ApartAuthority authority;
    private final Registry registry;
    private final DirectoryEditions directories;
    private final Ledger ledger;
    private final Sealer sealer;
    private final Clock clock;
    private final AuditLog audit;

    /** @param sealer of the hub */
    public AuthorityAnswers(
            ApartAuthority authority,
            Registry registry,
            DirectoryEditions directories,
            Ledger ledger,
            Sealer sealer,
            Clock clock) {
        this.authority = authority;
        this.registry = registry;
        this.directories = directories;
        this.ledger = ledger;
        this.sealer = sealer;
        this.clock = clock;
        this.audit = new AuditLog(clock);
    }

    /** What a bundle has. */
    public record WrittenBundle(byte[] sealed, List<AuthorityRequestRow> requests, boolean wantsList) {}

    /**
     * What came of an answer.
     *
     * @param taken requests that are signed from now on
     * @param known answers that were taken before, or to requests that do not wait here any more
     * @param list whether its revocation list is in force from now on
     * @param serial of the edition in force
     */
    public record TakenAnswer(List<String> taken, int known, boolean list, long serial) {}

    /** The requests that wait, the oldest first. */
    public List<AuthorityRequestRow> waiting() {
        return authority.waiting(MOST);
    }

    /** Whether the authority is to make a new revocation list. */
    public boolean wantsList() {
        return authority.wantsList(directories.current().edition());
    }

    /** Withdraws the request of a node; it is refused when it asks again. */
    public void withdraw(Digest id, AuditLog.Actor by, String reason) {
        authority.withdraw(id, (tx, row) -> audit.add(tx, by, "WITHDRAW_REQUEST", row.subject(), reason, row.kind()));
    }

    /** The requests that wait now, in one bundle; they go on waiting. */
    public WrittenBundle bundle(AuditLog.Actor by) {
        List<AuthorityRequestRow> waiting = authority.waiting(MOST);
        long serial = directories.current().serial();
        byte[] directory = directories.sealed(serial).orElseThrow();
        boolean wantsList = wantsList();
        byte[] sealed = new AuthorityBundle(
                        clock.instant().truncatedTo(ChronoUnit.SECONDS),
                        Certificates.digest(authority.authority().certificate()).hex(),
                        directory,
                        waiting.stream()
                                .map(AuthorityRequestRow::content)
                                .map(AuthorityRequest::read)
                                .toList(),
                        wantsList)
                .seal(sealer);
        ledger.store("authority.bundle", tx -> {
            audit.add(tx, by, "ASK_AUTHORITY", "authority", "", waiting.size() + ", " + serial);
        });
        return new WrittenBundle(sealed, waiting, wantsList);
    }

    /**
     * Takes what the authority signed, all of it in one transaction. Taken again it changes nothing.
     *
     * @throws Refused BUNDLE_FORM, BUNDLE_FOREIGN for another authority, SIGNED_WRONG for an answer that is not what was
     *     asked; then nothing is taken
     */
    public synchronized TakenAnswer take(byte[] file, AuditLog.Actor actor) {
        SignedBundle signed = SignedBundle.read(file);
        boolean known = authority.authorities().stream()
                .anyMatch(each -> signed.authority()
                        .equals(Certificates.digest(each.certificate()).hex()));
        if (!known) {
            throw new Refused(Fault.BUNDLE_FOREIGN, signed.authority());
        }
        List<AuthorityRequestRow> waiting = authority.waiting(Integer.MAX_VALUE);
        Edition edition = directories.current().edition();
        List<X509CRL> lists = newer(signed.lists(), edition);
        Edition listed = with(edition, lists);
        Map<AuthorityRequestRow, SignedBundle> answers = new LinkedHashMap<>();
        for (AuthorityRequestRow row : waiting) {
            Map<Purpose, X509Certificate> certificates = signed.of(row.id());
            if (!certificates.isEmpty()) {
                answers.put(row, checked(row, certificates, signed, listed.crls()));
            }
        }
        List<String> taken = answers.keySet().stream()
                .map(row -> row.kind() + " " + row.subject())
                .toList();
        int before = signed.certificates().size() - answers.size();
        if (answers.isEmpty() && lists.isEmpty()) {
            return new TakenAnswer(taken, before, false, edition.serial());
        }
        String detail = String.join("; ", taken)
                + lists.stream().map(each -> " CRL " + Authority.number(each)).collect(Collectors.joining());
        if (lists.isEmpty()) {
            ledger.store("authority.signed", tx -> store(tx, answers, actor, detail));
            return new TakenAnswer(taken, before, false, edition.serial());
        }
        long serial = registry.issue(each -> with(each, lists), tx -> {
            store(tx, answers, actor, detail);
            waiting.stream()
                    .filter(row ->
                            row.kind().equals(AuthorityRequestKind.REVOCATION.name()) && names(listed.crls(), row))
                    .forEach(row ->
                            authority.sign(tx, row.id(), SignedBundle.of(signed.authority(), row.id(), Map.of())));
        });
        return new TakenAnswer(taken, before, true, serial);
    }

    private static Edition with(Edition edition, List<X509CRL> lists) {
        Edition next = edition;
        for (X509CRL list : lists) {
            next = next.withCrl(list);
        }
        return next;
    }

    private void store(Tx tx, Map<AuthorityRequestRow, SignedBundle> answers, AuditLog.Actor by, String detail) {
        answers.forEach((row, answer) -> authority.sign(tx, row.id(), answer));
        audit.add(tx, by, "TAKE_SIGNED", "authority", "", detail.strip());
    }

    private boolean names(List<X509CRL> lists, AuthorityRequestRow row) {
        return AuthorityRequest.read(row.content()).revokedCertificates().stream()
                .allMatch(each -> lists.stream()
                        .anyMatch(list -> list.getIssuerX500Principal().equals(each.getIssuerX500Principal())
                                && list.getRevokedCertificate(each.getSerialNumber()) != null));
    }

    /** The answer to one request, judged by the trust of this hub, as the nodes will judge it. */
    private SignedBundle checked(
            AuthorityRequestRow row,
            Map<Purpose, X509Certificate> certificates,
            SignedBundle signed,
            List<X509CRL> lists) {
        AuthorityRequest request = AuthorityRequest.read(row.content());
        if (request.kind() == AuthorityRequestKind.AUTHORITY) {
            return next(row, request, certificates, signed);
        }
        // An answer that was signed before the authority in use began is good as long as the one before lives.
        check(request, certificates, authority.authorities(), directories.trust(), lists);
        return SignedBundle.of(signed.authority(), row.id(), certificates);
    }

    private void check(
            AuthorityRequest request,
            Map<Purpose, X509Certificate> certificates,
            List<Authority> authorities,
            Trust trust,
            List<X509CRL> lists) {
        Instant now = clock.instant();
        request.checkAnswer(certificates, now, ApartAuthority.DIRECTORY_LIFE);
        certificates.forEach((purpose, certificate) -> {
            if (!isIssued(certificate, authorities)) {
                throw new Refused(Fault.SIGNED_WRONG, request.subject(), purpose.name());
            }
            if (request.kind() != AuthorityRequestKind.ADMISSION) { // which is an authority only for seals
                trust.check(certificate, purpose, now, lists);
            }
        });
    }

    private static boolean isIssued(X509Certificate certificate, List<Authority> authorities) {
        return authorities.stream().anyMatch(each -> each.issued(certificate));
    }

    /** The authority that comes next: its key is apart, too, one in use vouches for it, and it has certified its signers. */
    private SignedBundle next(
            AuthorityRequestRow row,
            AuthorityRequest request,
            Map<Purpose, X509Certificate> certificates,
            SignedBundle signed) {
        X509Certificate root = certificates.get(Purpose.AUTHORITY);
        if (root == null || signed.cross().length == 0) {
            throw new Refused(Fault.SIGNED_WRONG, request.subject(), Purpose.AUTHORITY.name());
        }
        Authority next = new Authority(HomeSetup.absent(root), clock);
        X509Certificate cross = Certificates.parse(signed.cross());
        List<X509CRL> own = signed.lists().stream()
                .map(AuthorityFolder::parse)
                .filter(next::issued)
                .toList();
        Trust trust = new Trust(List.of(root), List.of(), List.of());
        Map<Purpose, X509Certificate> signers = new EnumMap<>(certificates);
        signers.remove(Purpose.AUTHORITY);
        check(request, signers, List.of(next), trust, own);
        boolean vouched = isIssued(cross, authority.authorities())
                && cross.getPublicKey().equals(root.getPublicKey())
                && cross.getSubjectX500Principal().equals(root.getSubjectX500Principal());
        boolean apart = signers.values().stream().allMatch(trust::isVouchedApart);
        if (!authority.mayFollow(root) || !vouched || !apart || !next.issued(root)) {
            throw new Refused(Fault.SIGNED_WRONG, request.subject(), Certificates.name(root));
        }
        Purpose.AUTHORITY.check(cross);
        return new SignedBundle(
                signed.authority(),
                SignedBundle.of(signed.authority(), row.id(), certificates).certificates(),
                signed.cross(),
                own.stream().map(AuthorityFolder::encoded).toList());
    }

    /** The lists of authorities in use that are newer than those in force. They name all that those name. */
    private List<X509CRL> newer(List<byte[]> lists, Edition edition) {
        List<X509CRL> newer = new ArrayList<>();
        for (byte[] der : lists) {
            X509CRL list = AuthorityFolder.parse(der);
            authority.authorities().stream()
                    .filter(each -> each.issued(list))
                    .findFirst()
                    .filter(by -> isNewer(list, edition, by))
                    .ifPresent(by -> newer.add(list));
        }
        return newer;
    }

    private boolean isNewer(X509CRL list, Edition edition, Authority by) {
        try {
            list.verify(by.certificate().getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new Refused(Fault.SIGNED_WRONG, e, "CRL", e.getClass().getSimpleName());
        }
        Optional<X509CRL> before = ApartAuthority.list(edition, by);
        if (before.isPresent() && Authority.number(list).compareTo(Authority.number(before.get())) <= 0) {
            return false;
        }
        Instant now = clock.instant();
        boolean whole = AuthorityRing.revoked(List.of(list), by)
                .keySet()
                .containsAll(AuthorityRing.revoked(edition.crls(), by).keySet());
        boolean good = !list.getThisUpdate().toInstant().isAfter(now)
                && list.getNextUpdate().toInstant().isAfter(now);
        if (!whole || !good) {
            throw new Refused(Fault.SIGNED_WRONG, "CRL", Authority.number(list).toString());
        }
        return true;
    }
}
