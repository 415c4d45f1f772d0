package vn.antin.seal.pki;

import static org.assertj.core.api.Assertions.assertThatCode;
import static vn.antin.seal.Refusals.assertRefused;
import static vn.antin.seal.SealProvince.AUTHORITY;
import static vn.antin.seal.SealProvince.CLOCK;
import static vn.antin.seal.SealProvince.MONDAY_NINE;
import static vn.antin.seal.SealProvince.RSA;
import static vn.antin.seal.SealProvince.TRUST;
import static vn.antin.seal.SealProvince.WEEK;
import static vn.antin.seal.SealProvince.YEAR;
import static vn.antin.seal.SealProvince.entry;
import static vn.antin.seal.SealProvince.nothingRevoked;
import static vn.antin.seal.SealProvince.revoked;

import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import vn.antin.fault.Fault;

class RevocationTest {

    private static final WeakAuthority CARELESS = WeakAuthority.of(AUTHORITY);

    private final X509Certificate seal = RSA.certificate();

    @Test
    void revocation_counts_from_its_date() {
        List<X509CRL> crls = revoked(RSA, MONDAY_NINE.minusSeconds(60));

        assertRefused(Fault.CERTIFICATE_REVOKED, () -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE, crls));
        assertRefused(
                Fault.CERTIFICATE_REVOKED, () -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE.minusSeconds(60), crls));
        assertThatCode(() -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE.minusSeconds(61), crls))
                .doesNotThrowAnyException();
    }

    @Test
    void one_list_that_revokes_outweighs_others_that_do_not() {
        List<X509CRL> both = List.of(
                nothingRevoked().get(0),
                revoked(RSA, MONDAY_NINE.minusSeconds(60)).get(0));

        assertRefused(Fault.CERTIFICATE_REVOKED, () -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE, both));
    }

    @Test
    void without_a_usable_list_nothing_is_known() {
        Authority sameName = Authority.create("Tỉnh CA", CLOCK, YEAR, KeyAlgorithm.RSA_2048);
        Authority other = Authority.create("other", CLOCK, YEAR, KeyAlgorithm.RSA_2048);

        for (List<X509CRL> crls : List.of(
                List.<X509CRL>of(),
                List.of(sameName.crl(Map.of(), 1, WEEK)),
                List.of(other.crl(Map.of(), 1, WEEK)),
                // its successor was due 8 days before, longer than the grace period
                List.of(authorityAt(MONDAY_NINE.minus(Duration.ofDays(15))).crl(Map.of(), 1, WEEK)))) {
            assertRefused(Fault.REVOCATION_UNKNOWN, () -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE, crls));
        }
    }

    @Test
    void a_list_counts_for_seven_days_after_its_successor_was_due() {
        List<X509CRL> old =
                List.of(authorityAt(MONDAY_NINE.minus(Duration.ofDays(14))).crl(Map.of(), 1, WEEK));

        assertThatCode(() -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE, old)).doesNotThrowAnyException();
    }

    @Test
    void a_list_made_after_the_certificate_ended_says_nothing_of_it() {
        List<X509CRL> later =
                List.of(authorityAt(seal.getNotAfter().toInstant().plus(WEEK)).crl(Map.of(), 1, WEEK));

        assertRefused(Fault.REVOCATION_UNKNOWN, () -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE, later));
    }

    @Test
    void a_list_of_changes_or_of_a_part_is_no_list() throws Exception {
        X509CRL changes = CARELESS.list(Extension.deltaCRLIndicator, new ASN1Integer(1));
        X509CRL part = CARELESS.list(
                Extension.issuingDistributionPoint,
                new IssuingDistributionPoint(null, true, false, null, false, false));

        assertRefused(
                Fault.REVOCATION_UNKNOWN, () -> TRUST.check(seal, Purpose.SEAL, MONDAY_NINE, List.of(changes, part)));
    }

    @Test
    void only_an_issuer_that_may_revoke_is_heard() throws Exception {
        KeyPair keys = KeyPairs.generate(KeyAlgorithm.RSA_2048);
        X509Certificate root = WeakAuthority.root(keys, KeyUsage.keyCertSign);
        var authority = new Authority(KeyEntry.of(keys.getPrivate(), root), CLOCK);
        X509Certificate issued =
                entry(authority, KeyAlgorithm.EC_P256, Purpose.SEAL).certificate();
        var trust = new Trust(Set.of(root), Set.of(), Set.of());

        assertRefused(
                Fault.REVOCATION_UNKNOWN,
                () -> trust.check(issued, Purpose.SEAL, MONDAY_NINE, List.of(authority.crl(Map.of(), 1, WEEK))));
    }

    private static Authority authorityAt(Instant then) {
        return new Authority(AUTHORITY.entry(), Clock.fixed(then, ZoneOffset.UTC));
    }
}
