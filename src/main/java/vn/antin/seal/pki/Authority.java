package vn.antin.seal.pki;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * A small certificate authority, for tests, the demo, and provinces without their own. It keeps no list of what it
 * issued.
 */
public final class Authority {

    /** Certificates are valid from a little before their issue, for readers whose clocks are behind. */
    public static final Duration BACKDATED = Duration.ofMinutes(5);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyEntry entry;
    private final Clock clock;

    /** The authority with the key stored under {@link Purpose#AUTHORITY}. */
    public Authority(KeyEntry entry, Clock clock) {
        Purpose.AUTHORITY.check(entry.certificate());
        this.entry = entry;
        this.clock = clock;
    }

    /** Creates a self-signed authority. */
    public static Authority create(String name, Clock clock, Duration life, KeyAlgorithm algorithm) {
        return create(name, clock, life, KeyPairs.generate(algorithm));
    }

    /** Creates a self-signed authority of this key, which may be in a token. */
    public static Authority create(String name, Clock clock, Duration life, KeyPair keys) {
        return create(name, clock, life, keys, false);
    }

    /** Creates a self-signed authority whose certificate says whether its key is kept apart from the hub. */
    public static Authority create(String name, Clock clock, Duration life, KeyPair keys, boolean apart) {
        Instant now = clock.instant();
        var request = new CertificateText.Request(
                CertificateText.name(name), keys.getPublic(), Purpose.AUTHORITY, List.of(), apart);
        var itself =
                new CertificateText.CertificateIssuer(CertificateText.name(name), keys.getPublic(), keys.getPrivate());
        X509Certificate certificate =
                CertificateText.certificate(request, itself, serial(), now.minus(BACKDATED), now.plus(life));
        return new Authority(KeyEntry.of(keys.getPrivate(), certificate), clock);
    }

    /** Its key and certificate, to be stored under {@link Purpose#AUTHORITY}. */
    public KeyEntry entry() {
        return entry;
    }

    public X509Certificate certificate() {
        return entry.certificate();
    }

    /**
     * Certifies the key of a PKCS#10 request under a name that the authority chooses; everything else in the request is
     * ignored.
     */
    public X509Certificate issue(
            byte[] request, String commonName, Purpose purpose, List<String> dnsNamesAndIps, Duration life) {
        return issue(KeyPairs.checkRequest(request), commonName, purpose, dnsNamesAndIps, life);
    }

    /** Certifies a key, never for longer than the authority itself is valid. */
    public X509Certificate issue(
            PublicKey key, String commonName, Purpose purpose, List<String> dnsNamesAndIps, Duration life) {
        AllowedAlgorithms.check(key);
        Instant now = clock.instant();
        Instant end = entry.certificate().getNotAfter().toInstant();
        Instant until = now.plus(life).isBefore(end) ? now.plus(life) : end;
        var request = new CertificateText.Request(CertificateText.name(commonName), key, purpose, dnsNamesAndIps);
        return CertificateText.certificate(request, issuer(), serial(), now.minus(BACKDATED), until);
    }

    /** Certifies the key of the authority that comes after this one, so that who trusts this one finds a path to it. */
    public X509Certificate certify(X509Certificate next) {
        Purpose.AUTHORITY.check(next);
        Instant end = entry.certificate().getNotAfter().toInstant();
        Instant until = next.getNotAfter().toInstant();
        var request = new CertificateText.Request(
                CertificateText.name(next.getSubjectX500Principal()),
                next.getPublicKey(),
                Purpose.AUTHORITY,
                List.of());
        return CertificateText.certificate(
                request, issuer(), serial(), next.getNotBefore().toInstant(), until.isBefore(end) ? until : end);
    }

    /**
     * Admits another authority: with the certificate of this one a path to seals of that one is found.
     *
     * @param subtree names that it may certify; null for all
     */
    public X509Certificate admit(X509Certificate admitted, @Nullable X500Principal subtree) {
        Instant now = clock.instant();
        Instant end = entry.certificate().getNotAfter().toInstant();
        Instant until = admitted.getNotAfter().toInstant();
        return CertificateText.admission(
                admitted, subtree, issuer(), serial(), now.minus(BACKDATED), until.isBefore(end) ? until : end);
    }

    /** Whether this authority issued the certificate. */
    public boolean issued(X509Certificate certificate) {
        return CertificatePath.issued(entry.certificate(), certificate);
    }

    /** Whether the list has this authority's name. */
    public boolean issued(X509CRL list) {
        return list.getIssuerX500Principal().equals(entry.certificate().getSubjectX500Principal());
    }

    /** The revocation list; the next one is due after {@code life}. */
    public X509CRL crl(Map<BigInteger, Instant> revoked, long number, Duration life) {
        Instant now = clock.instant();
        return CertificateText.crl(issuer(), revoked, number, now.minus(BACKDATED), now.plus(life));
    }

    /** The number of a revocation list (RFC 5280, 5.2.3); 0 without one. */
    public static BigInteger number(X509CRL list) {
        return CertificateText.number(list);
    }

    /** The names that an admitted authority may certify, by the certificate that admits it; null for all. */
    public static @Nullable X500Principal admittedNames(X509Certificate admission) {
        return CertificateText.admittedNames(admission);
    }

    private CertificateText.CertificateIssuer issuer() {
        X500Principal name = entry.certificate().getSubjectX500Principal();
        return new CertificateText.CertificateIssuer(
                CertificateText.name(name), entry.certificate().getPublicKey(), entry.key());
    }

    /** Random, so that nobody can prepare a certificate that collides with a future one; positive, 16 bytes. */
    private static BigInteger serial() {
        return new BigInteger(127, RANDOM).setBit(126);
    }
}
