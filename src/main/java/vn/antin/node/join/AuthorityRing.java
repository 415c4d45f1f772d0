package vn.antin.node.join;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Edition;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.AbsentKey;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.KeyRing;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Pkcs12Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.TokenKey;

/**
 * The keys of the province's authority, of the directory's signer and of the built-in time-stamps in files at the hub,
 * the first two perhaps in its token:
 * those in use, those of the authority that comes next, and those of earlier authorities, which keep their revocation
 * lists until they end.
 */
public final class AuthorityRing implements ProvinceSigners {

    static final List<Purpose> PURPOSES = List.of(Purpose.AUTHORITY, Purpose.DIRECTORY, Purpose.TIME_STAMP);

    /** Another province's authority, beside the own one. */
    private static final String OFFER = "authority-other.p12";

    private final KeyRing ring;
    private final Path offer;
    private final Path pin;
    private final Clock clock;
    private final Sealer sealer;

    private AuthorityRing(KeyRing ring, Path offer, Path pin, Clock clock) {
        this.ring = ring;
        this.offer = offer;
        this.pin = pin;
        this.clock = clock;
        this.sealer = KeyFiles.sealer(() -> ring.of(Purpose.DIRECTORY), "default", clock);
    }

    /** Reads all files. */
    public static AuthorityRing open(Config config, Clock clock) {
        return new AuthorityRing(
                KeyRing.ofAuthority(
                        config.authorityOrFail().keys(), KeyFiles.pin(config.pin()), KeyFiles.token(config.token())),
                config.authorityOrFail().keys().resolveSibling(OFFER),
                config.pin(),
                clock);
    }

    /** The keys in use. */
    public Keys keys() {
        return ring;
    }

    @Override
    public Authority authority() {
        return new Authority(ring.of(Purpose.AUTHORITY), clock);
    }

    /** Whether the authority's key is on another machine. */
    public boolean isApart() {
        return ring.of(Purpose.AUTHORITY).key() instanceof AbsentKey;
    }

    @Override
    public Optional<Map<Purpose, X509Certificate>> certify(AuthorityRequest request) {
        return Optional.of(request.issue(authority(), HomeSetup.STAMP_LIFE));
    }

    @Override
    public X509Certificate admit(X509Certificate other, @Nullable X500Principal names) {
        return authority().admit(other, names);
    }

    @Override
    public boolean canAdopt(X509Certificate other) {
        return has(other)
                || offered().filter(keys -> certificate(keys).equals(other)).isPresent();
    }

    @Override
    public void adopt(X509Certificate other) {
        if (!has(other)) {
            Keys keys = offered()
                    .filter(each -> certificate(each).equals(other))
                    .orElseThrow(() -> new IllegalStateException("nobody offered " + Certificates.name(other)));
            ring.keepEarlier(all(keys), clock.instant(), KeyFiles.pin(pin));
        }
        try {
            Files.deleteIfExists(offer);
        } catch (IOException e) {
            throw new UncheckedIOException(offer.toString(), e);
        }
    }

    /** Keeps the authority of another province beside the ring until this one adopts it; durable when it returns. */
    public void offer(Keys other) {
        Pkcs12Keys.write(offer, KeyFiles.pin(pin), all(other));
    }

    private Optional<Keys> offered() {
        return Files.isRegularFile(offer) ? Optional.of(Pkcs12Keys.open(offer, KeyFiles.pin(pin))) : Optional.empty();
    }

    private boolean has(X509Certificate authority) {
        return authorities().stream().anyMatch(each -> each.certificate().equals(authority));
    }

    private static X509Certificate certificate(Keys keys) {
        return keys.of(Purpose.AUTHORITY).certificate();
    }

    private static Map<Purpose, KeyEntry> all(Keys of) {
        Map<Purpose, KeyEntry> keys = new EnumMap<>(Purpose.class);
        PURPOSES.forEach(purpose -> keys.put(purpose, of.of(purpose)));
        return keys;
    }

    @Override
    public List<X509CRL> lists(Edition edition, Map<X509Certificate, Instant> more) {
        return authorities().stream().map(each -> list(each, edition, more)).toList();
    }

    private static X509CRL list(Authority by, Edition edition, Map<X509Certificate, Instant> more) {
        Map<BigInteger, Instant> all = revoked(edition.crls(), by);
        more.forEach((certificate, since) -> {
            if (by.issued(certificate)) {
                all.put(certificate.getSerialNumber(), since);
            }
        });
        return by.crl(all, edition.serial(), Registry.REVOCATION_LIST);
    }

    /** What the lists of this authority name. */
    static Map<BigInteger, Instant> revoked(Collection<X509CRL> lists, Authority by) {
        Map<BigInteger, Instant> revoked = new HashMap<>();
        lists.stream().filter(by::issued).forEach(list -> {
            var entries = list.getRevokedCertificates();
            if (entries != null) {
                entries.forEach(entry -> revoked.put(
                        entry.getSerialNumber(), entry.getRevocationDate().toInstant()));
            }
        });
        return revoked;
    }

    /** All authorities whose certificates may be in use, or soon: each keeps its own revocation list. */
    List<Authority> authorities() {
        return ring.all(Purpose.AUTHORITY).stream()
                .filter(key -> key.certificate().getNotAfter().toInstant().isAfter(clock.instant()))
                .map(key -> new Authority(key, clock))
                .toList();
    }

    @Override
    public Sealer directory() {
        return sealer;
    }

    /** The authority that comes next, with its signers. */
    Optional<Keys> next() {
        return ring.next();
    }

    /** A new key pair for this purpose: in the token when the one in use is there. */
    KeyPair pair(Purpose purpose, KeyAlgorithm algorithm) {
        return KeyPairs.generate(ring.of(purpose).key() instanceof TokenKey held ? held.token() : null, algorithm);
    }

    /** Keeps the authority that comes next; durable when it returns. */
    void keepNext(Map<Purpose, KeyEntry> keys) {
        ring.keepNext(keys, KeyFiles.pin(pin));
    }

    /** Uses the next authority and its signers from now on; the one in use becomes an earlier one. */
    void useNext() {
        ring.useNext(clock.instant(), KeyFiles.pin(pin));
    }

    /** Uses another key for this purpose from now on; durable when it returns. */
    void replace(Purpose purpose, KeyEntry key) {
        Map<Purpose, KeyEntry> keys = all(ring);
        keys.put(purpose, key);
        ring.replace(keys, KeyFiles.pin(pin));
    }

    /** Removes earlier authorities that have ended, with the revocation lists that nobody needs any more. */
    void removeEnded() {
        ring.retired().stream()
                .filter(old -> old.keys()
                        .of(Purpose.AUTHORITY)
                        .certificate()
                        .getNotAfter()
                        .toInstant()
                        .isBefore(clock.instant()))
                .forEach(old -> ring.remove(old, KeyFiles.pin(pin)));
    }
}
