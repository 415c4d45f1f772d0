package vn.antin.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.namespace.QName;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/** A province on a Monday at nine: its authority, keys of all kinds, and one letter to seal. */
public final class SealProvince {

    public static final Instant MONDAY_NINE = Instant.parse("2026-11-02T02:00:00Z");
    public static final Clock CLOCK = Clock.fixed(MONDAY_NINE, ZoneOffset.UTC);
    public static final Duration YEAR = Duration.ofDays(365);
    public static final Duration WEEK = Duration.ofDays(7);

    public static final Authority AUTHORITY =
            Authority.create("Tỉnh CA", CLOCK, YEAR.multipliedBy(5), KeyAlgorithm.RSA_2048);
    public static final Trust TRUST = new Trust(Set.of(AUTHORITY.certificate()), Set.of(), Set.of());
    public static final KeyEntry RSA = entry(KeyAlgorithm.RSA_2048, Purpose.SEAL);
    public static final KeyEntry EC = entry(KeyAlgorithm.EC_P256, Purpose.SEAL);

    public static final QName LETTER = new QName("urn:test:letter", "Letter");
    static final String TEXT = """
            <?xml version="1.0" encoding="UTF-8"?>
            <l:Letter xmlns:l="urn:test:letter" Id="e7">
              <l:Sender>H05.12</l:Sender><l:Subject>Về việc A &amp; B &lt; C</l:Subject>
              <l:Key>7aa3</l:Key><l:Empty/>
            </l:Letter>
            """;

    private SealProvince() {}

    public static byte[] letter() {
        return TEXT.getBytes(UTF_8);
    }

    public static KeyEntry entry(KeyAlgorithm algorithm, Purpose purpose) {
        return entry(AUTHORITY, algorithm, purpose);
    }

    public static KeyEntry entry(Authority authority, KeyAlgorithm algorithm, Purpose purpose) {
        KeyPair keys = KeyPairs.generate(algorithm);
        return KeyEntry.of(keys.getPrivate(), authority.issue(keys.getPublic(), "so-y-te", purpose, List.of(), YEAR));
    }

    static KeyEntry keyFor(SealAlgorithm algorithm) {
        return algorithm == SealAlgorithm.ECDSA ? EC : RSA;
    }

    static byte[] sealed(SealAlgorithm algorithm) {
        return new Sealer(keyFor(algorithm), algorithm, CLOCK).seal(letter(), "e7");
    }

    public static List<X509CRL> nothingRevoked() {
        return List.of(AUTHORITY.crl(Map.of(), 1, WEEK));
    }

    public static List<X509CRL> revoked(KeyEntry entry, Instant when) {
        Map<BigInteger, Instant> revoked = Map.of(entry.certificate().getSerialNumber(), when);
        return List.of(AUTHORITY.crl(revoked, 2, WEEK));
    }
}
