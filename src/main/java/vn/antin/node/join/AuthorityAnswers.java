package vn.antin.node.join;

import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    public synchronized TakenAnswer take(byte[] file, AuditLog.Actor by) {
        SignedBundle signed = SignedBundle.read(file);
        Authority pinned = authority.authority();
        if (!signed.authority().equals(Certificates.digest(pinned.certificate()).hex())) {
            throw new Refused(Fault.BUNDLE_FOREIGN, signed.authority());
        }
        Map<AuthorityRequestRow, Map<Purpose, X509Certificate>> answers = new LinkedHashMap<>();
        List<AuthorityRequestRow> waiting = authority.waiting(Integer.MAX_VALUE);
        byte[] der = signed.list();
        Edition edition = directories.current().edition();
        Optional<X509CRL> list =
                der.length == 0 ? Optional.empty() : newer(AuthorityFolder.parse(der), edition, pinned);
        List<X509CRL> lists = list.map(edition::withCrl).orElse(edition).crls();
        for (AuthorityRequestRow row : waiting) {
            Map<Purpose, byte[]> encoded = signed.certificates().get(row.id().hex());
            if (encoded != null) {
                answers.put(row, checked(AuthorityRequest.read(row.content()), encoded, lists));
            }
        }
        List<String> taken = answers.keySet().stream()
                .map(row -> row.kind() + " " + row.subject())
                .toList();
        int known = signed.certificates().size() - answers.size();
        if (answers.isEmpty() && list.isEmpty()) {
            return new TakenAnswer(taken, known, false, edition.serial());
        }
        String detail = String.join("; ", taken)
                + list.map(each -> " CRL " + Authority.number(each)).orElse("");
        if (list.isEmpty()) {
            ledger.store("authority.signed", tx -> store(tx, answers, by, detail));
            return new TakenAnswer(taken, known, false, edition.serial());
        }
        X509CRL next = list.get();
        long serial = registry.issue(each -> each.withCrl(next), tx -> {
            store(tx, answers, by, detail);
            waiting.stream()
                    .filter(row -> row.kind().equals(AuthorityRequestKind.REVOCATION.name()) && names(next, row))
                    .forEach(row -> authority.sign(tx, row.id(), Map.of()));
        });
        return new TakenAnswer(taken, known, true, serial);
    }

    private void store(
            Tx tx, Map<AuthorityRequestRow, Map<Purpose, X509Certificate>> answers, AuditLog.Actor by, String detail) {
        answers.forEach((row, certificates) -> authority.sign(tx, row.id(), certificates));
        audit.add(tx, by, "TAKE_SIGNED", "authority", "", detail.strip());
    }

    private static boolean names(X509CRL list, AuthorityRequestRow row) {
        return AuthorityRequest.read(row.content()).revokedCertificates().stream()
                .allMatch(each -> list.getRevokedCertificate(each.getSerialNumber()) != null);
    }

    /** By the trust of this hub, as the nodes will judge them. */
    private Map<Purpose, X509Certificate> checked(
            AuthorityRequest request, Map<Purpose, byte[]> encoded, List<X509CRL> lists) {
        Map<Purpose, X509Certificate> certificates = new EnumMap<>(Purpose.class);
        encoded.forEach((purpose, der) -> certificates.put(purpose, Certificates.parse(der)));
        Instant now = clock.instant();
        request.checkAnswer(certificates, now, ApartAuthority.DIRECTORY_LIFE);
        certificates.forEach((purpose, certificate) -> {
            if (!authority.authority().issued(certificate)) {
                throw new Refused(Fault.SIGNED_WRONG, request.subject(), purpose.name());
            }
            directories.trust().check(certificate, purpose, now, lists);
        });
        return certificates;
    }

    /** The list if it is newer than the one in force. It names all that one names. */
    private Optional<X509CRL> newer(X509CRL list, Edition edition, Authority by) {
        try {
            list.verify(by.certificate().getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new Refused(Fault.SIGNED_WRONG, e, "CRL", e.getClass().getSimpleName());
        }
        Optional<X509CRL> before = authority.list(edition);
        if (before.isPresent() && Authority.number(list).compareTo(Authority.number(before.get())) <= 0) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        boolean whole = AuthorityRing.revoked(List.of(list), by)
                .keySet()
                .containsAll(AuthorityRing.revoked(edition.crls(), by).keySet());
        boolean good = !list.getThisUpdate().toInstant().isAfter(now)
                && list.getNextUpdate().toInstant().isAfter(now);
        if (!by.issued(list) || !whole || !good) {
            throw new Refused(Fault.SIGNED_WRONG, "CRL", Authority.number(list).toString());
        }
        return Optional.of(list);
    }
}
