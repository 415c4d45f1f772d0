package vn.antin.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Refused;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

class DirectoryTest {

    private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final NodeId HUB = new NodeId("hub");
    private static final NodeId NODE = new NodeId("so-noi-vu");
    private static final AgencyCode CODE = new AgencyCode("H06.02");
    private static final AgencyCode ALIAS = new AgencyCode("000.00.02.H06");

    private final Clock clock = Clock.fixed(NINE, ZoneOffset.UTC);
    private final Authority authority = Authority.create("CA", clock, YEAR.multipliedBy(10), KeyAlgorithm.EC_P256);
    private final KeyEntry directoryKey = key("directory", Purpose.DIRECTORY);
    private final KeyEntry seal = key("so-noi-vu", Purpose.SEAL);
    private final KeyEntry oldEncryption = key("so-noi-vu", Purpose.ENCRYPTION);
    private final KeyEntry newEncryption = key("so-noi-vu", Purpose.ENCRYPTION);
    private final KeyEntry connection = key("so-noi-vu", Purpose.CONNECTION);
    private final Trust trust =
            new Trust(List.of(authority.certificate()), List.of(directoryKey.certificate()), List.of());
    private final Directory directory = new Directory(edition());

    @Test
    void opens_what_it_sealed() {
        Directory opened = Directory.open(directory.seal(sealer(directoryKey)), trust, NINE);

        assertThat(opened.edition()).isEqualTo(directory.edition());
        assertThat(opened.province()).isEqualTo("Bà Rịa - Vũng Tàu");
        assertThat(opened.hub()).isEqualTo(HUB);
        assertThat(opened.expiredAt(NINE.plus(YEAR))).isTrue();
        assertThat(opened.expiredAt(NINE.plus(YEAR).minusMillis(1))).isFalse();
    }

    @Test
    void is_believed_under_a_pinned_key_or_one_that_the_authority_named_for_it() {
        byte[] byNode = directory.seal(sealer(seal));
        byte[] byNext = directory.seal(sealer(key("directory", Purpose.DIRECTORY)));
        Trust others = new Trust(
                List.of(Authority.create("CA", clock, YEAR, KeyAlgorithm.EC_P256)
                        .certificate()),
                List.of(directoryKey.certificate()),
                List.of());
        assertThatThrownBy(() -> Directory.open(byNode, trust, NINE)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> Directory.open(byNext, others, NINE)).isInstanceOf(Refused.class);
        assertThat(Directory.open(byNext, trust, NINE).serial()).isEqualTo(1);
        assertThat(Directory.unpinned(byNode).serial()).isEqualTo(1);
    }

    @Test
    void looks_agencies_up_by_code_and_alias() {
        assertThat(directory.agency(CODE)).isEqualTo(directory.agency(ALIAS)).isPresent();
        assertThat(directory.agency(new AgencyCode("h06.02"))).isPresent();
        assertThat(directory.agency(new AgencyCode("H07"))).isEmpty();
        assertThat(directory.hosts(NODE, ALIAS)).isTrue();
        assertThat(directory.hosts(HUB, ALIAS)).isFalse();
    }

    @Test
    void knows_a_node_by_its_connection() {
        assertThat(directory.nodeByConnection(connection.certificate())).contains(NODE);
        assertThat(directory.nodeByConnection(seal.certificate())).isEmpty();
    }

    @Test
    void encrypts_for_the_newest_certificate_in_use() {
        assertThat(directory.encryptionCertificate(NODE, NINE)).isEqualTo(oldEncryption.certificate());
        assertThat(directory.encryptionCertificate(NODE, NINE.plusSeconds(60))).isEqualTo(newEncryption.certificate());
        assertThatThrownBy(() -> directory.encryptionCertificate(NODE, NINE.minusSeconds(1)))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> directory.encryptionCertificate(HUB, NINE)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> directory.encryptionCertificate(new NodeId("x"), NINE))
                .isInstanceOf(Refused.class);
    }

    @Test
    void encrypts_for_no_stopped_certificate() {
        Instant later = NINE.plusSeconds(60);
        Directory stopping = new Directory(directory
                .next(NINE, NINE.plus(YEAR))
                .withStopped(new Stopped(digest(newEncryption.certificate()), later, "lost")));
        assertThat(stopping.encryptionCertificate(NODE, later)).isEqualTo(oldEncryption.certificate());
    }

    @Test
    void a_signer_must_be_listed_not_stopped_and_good() {
        X509Certificate signer = seal.certificate();
        assertThatCode(() -> directory.checkSigner(NODE, signer, Purpose.SEAL, NINE, trust))
                .doesNotThrowAnyException();
        assertRefused(directory, HUB, signer, NINE, "SIGNER_NOT_NAMED");
        assertRefused(directory, NODE, key("so-noi-vu", Purpose.SEAL).certificate(), NINE, "SIGNER_NOT_NAMED");
        assertRefused(directory, NODE, signer, NINE.plus(YEAR.multipliedBy(2)), "CERTIFICATE_EXPIRED");

        Directory stopping = new Directory(directory
                .next(NINE, NINE.plus(YEAR))
                .withStopped(new Stopped(digest(signer), NINE.plusSeconds(1), "lost")));
        assertThatCode(() -> stopping.checkSigner(NODE, signer, Purpose.SEAL, NINE, trust))
                .doesNotThrowAnyException();
        assertRefused(stopping, NODE, signer, NINE.plusSeconds(1), "CERTIFICATE_REVOKED");

        X509CRL crl = authority.crl(Map.of(signer.getSerialNumber(), NINE), 2, YEAR);
        Directory revoking = new Directory(directory.next(NINE, NINE.plus(YEAR)).withCrl(crl));
        assertThat(revoking.crls()).containsExactly(crl);
        assertRefused(revoking, NODE, signer, NINE, "CERTIFICATE_REVOKED");
    }

    /** A positive check of a signer is cached for its validity only. */
    @Test
    void a_signer_that_was_good_is_judged_at_the_time_he_is_asked_about() {
        X509Certificate signer = seal.certificate();
        Instant end = signer.getNotAfter().toInstant();
        Directory stopping = new Directory(directory
                .next(NINE, NINE.plus(YEAR))
                .withStopped(new Stopped(digest(signer), NINE.plusSeconds(30), "lost")));

        stopping.checkSigner(NODE, signer, Purpose.SEAL, NINE, trust);
        stopping.checkSigner(NODE, signer, Purpose.SEAL, NINE.plusSeconds(29), trust);
        assertRefused(stopping, NODE, signer, NINE.plusSeconds(30), "CERTIFICATE_REVOKED");
        directory.checkSigner(NODE, signer, Purpose.SEAL, NINE, trust);
        directory.checkSigner(NODE, signer, Purpose.SEAL, NINE.plusSeconds(59), trust);
        assertRefused(directory, HUB, signer, NINE.plusSeconds(59), "SIGNER_NOT_NAMED");
        assertRefused(directory, NODE, signer, end.plusSeconds(1), "CERTIFICATE_EXPIRED");
    }

    @Test
    void the_next_edition_has_the_next_serial_and_what_was_added() {
        NodeId clinic = new NodeId("so-y-te");
        AgencyCode health = new AgencyCode("H06.16");
        Edition next = directory
                .next(NINE.plusSeconds(1), NINE.plus(YEAR))
                .withNode(new NodeEntry(clinic, false, List.of()))
                .withAgencies(List.of(agency(health, List.of(), null)))
                .hosting(health, clinic)
                .hosting(ALIAS, clinic);
        Directory changed = new Directory(next);

        assertThat(changed.serial()).isEqualTo(2);
        assertThat(changed.agencies()).hasSize(2);
        assertThat(changed.hosts(clinic, CODE)).isTrue();
        assertThat(directory.hosts(clinic, CODE)).isFalse();
        assertThatThrownBy(() -> next.hosting(new AgencyCode("H99"), clinic)).isInstanceOf(Refused.class);
    }

    @Test
    void the_hub_is_whoever_shows_a_certificate_of_its_entry_the_next_one_too() {
        KeyEntry now = key("hub", Purpose.CONNECTION);
        KeyEntry next = key("hub", Purpose.CONNECTION);
        KeyEntry stranger = key("hub", Purpose.CONNECTION);
        NodeEntry entry = new NodeEntry(
                HUB,
                true,
                List.of(
                        new NodeCertificate(Purpose.CONNECTION, NINE, now.certificate()),
                        new NodeCertificate(Purpose.CONNECTION, NINE.plus(YEAR), next.certificate())));
        Edition renewing = directory.edition().withNode(entry);
        Edition stopped = renewing.withStopped(new Stopped(digest(now.certificate()), NINE, "lộ khóa"));
        Edition revoked =
                renewing.withCrl(authority.crl(Map.of(now.certificate().getSerialNumber(), NINE), 2, YEAR));

        assertThat(new Directory(renewing).isHub(now.certificate(), NINE)).isTrue();
        assertThat(new Directory(renewing).isHub(next.certificate(), NINE)).isTrue();
        assertThat(new Directory(renewing).isHub(stranger.certificate(), NINE)).isFalse();
        assertThat(new Directory(renewing).isHub(connection.certificate(), NINE))
                .isFalse();
        assertThat(new Directory(stopped).isHub(now.certificate(), NINE)).isFalse();
        assertThat(new Directory(stopped).isHub(next.certificate(), NINE)).isTrue();
        assertThat(new Directory(revoked).isHub(now.certificate(), NINE)).isFalse();
    }

    @Test
    void refuses_what_contradicts_itself() {
        Edition base = directory.edition();
        List<Edition> wrong = List.of(
                base.withNode(new NodeEntry(new NodeId("hub-2"), true, List.of())),
                base.withAgencies(List.of(agency(new AgencyCode("H1"), List.of(ALIAS), null))),
                base.withAgencies(List.of(agency(ALIAS, List.of(), null))),
                base.withAgencies(List.of(agency(new AgencyCode("H1"), List.of(), new NodeId("nowhere")))),
                base.withNode(new NodeEntry(
                        new NodeId("thief"),
                        false,
                        List.of(new NodeCertificate(Purpose.CONNECTION, NINE, connection.certificate())))),
                Edition.first("A", NINE, NINE.plus(YEAR)));
        assertThat(wrong)
                .allSatisfy(
                        each -> assertThatThrownBy(() -> new Directory(each)).isInstanceOf(Refused.class));
        assertThatThrownBy(() -> Edition.first("A", NINE, NINE)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> Edition.first(" ", NINE, NINE.plus(YEAR))).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> new NodeCertificate(Purpose.SEAL, NINE, connection.certificate()))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> new NodeCertificate(Purpose.DIRECTORY, NINE, directoryKey.certificate()))
                .isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Directory xmlns=\"urn:antin:directory:1\" Id=\"directory\" serial=\"1\"></Directory>",
                "<Directory xmlns=\"urn:antin:directory:1\" Id=\"directory\" serial=\"one\"><Province>A</Province></Directory>",
                "<Directory xmlns=\"urn:antin:directory:1\" Id=\"directory\" serial=\"1\"><Other></Other></Directory>",
                "<Directory xmlns=\"urn:antin:directory:2\" Id=\"directory\" serial=\"1\"></Directory>",
                "<Node xmlns=\"urn:antin:directory:1\"></Node>"
            })
    void refuses_what_the_schema_does_not_describe(String text) {
        assertThatThrownBy(() -> DirectoryText.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("DIRECTORY_FORM");
    }

    /** Who signs directories alone gives no node a certificate that the authority made out to another. */
    @Test
    void a_certificate_of_the_authority_is_listed_for_the_node_that_it_names_only() {
        KeyEntry other = key("so-khac", Purpose.ENCRYPTION);
        Edition edition = edition()
                .withNode(new NodeEntry(
                        NODE, false, List.of(new NodeCertificate(Purpose.ENCRYPTION, NINE, other.certificate()))));
        byte[] sealed = new Directory(edition).seal(sealer(directoryKey));
        assertThatThrownBy(() -> Directory.open(sealed, trust, NINE))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("so-khac");
    }

    private void assertRefused(Directory by, NodeId node, X509Certificate signer, Instant at, String fault) {
        assertThatThrownBy(() -> by.checkSigner(node, signer, Purpose.SEAL, at, trust))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(fault);
    }

    @Test
    void works_like_another_edition_until_a_later_certificate_is_used() {
        Edition edition = edition();
        Edition next = edition.next(NINE.plusSeconds(1), NINE.plus(YEAR));
        NodeEntry node = directory.node(NODE).orElseThrow();
        NodeCertificate later = new NodeCertificate(
                Purpose.SEAL,
                NINE.plusSeconds(600),
                key("so-noi-vu", Purpose.SEAL).certificate());
        assertThat(next.withNode(node.with(later)).worksLike(edition, NINE.plusSeconds(599)))
                .isTrue();
        assertThat(next.withNode(node.with(later)).worksLike(edition, NINE.plusSeconds(600)))
                .isFalse();
        assertThat(next.withNode(new NodeEntry(NODE, false, List.of())).worksLike(edition, NINE.plus(YEAR)))
                .as("certificates that have ended are taken out")
                .isTrue();
        assertThat(next.withNode(new NodeEntry(NODE, false, List.of())).worksLike(edition, NINE))
                .isFalse();
        assertThat(next.withAgencies(List.of(agency(CODE, List.of(), NODE))).worksLike(edition, NINE))
                .isFalse();
        assertThat(next.withStopped(new Stopped(Digest.sha256(new byte[0]), NINE, "mất"))
                        .worksLike(edition, NINE))
                .isFalse();
        assertThat(next.withCrl(authority.crl(Map.of(), 2, YEAR.multipliedBy(4)))
                        .worksLike(edition, NINE))
                .as("a list that is renewed and revokes no more")
                .isTrue();
        assertThat(next.withCrl(authority.crl(Map.of(BigInteger.TEN, NINE), 2, YEAR))
                        .worksLike(edition, NINE))
                .isFalse();
    }

    private Edition edition() {
        NodeEntry node = new NodeEntry(
                        NODE,
                        false,
                        List.of(
                                new NodeCertificate(Purpose.SEAL, NINE, seal.certificate()),
                                new NodeCertificate(
                                        Purpose.ENCRYPTION, NINE.plusSeconds(60), newEncryption.certificate()),
                                new NodeCertificate(Purpose.ENCRYPTION, NINE, oldEncryption.certificate())))
                .with(new NodeCertificate(Purpose.CONNECTION, NINE, connection.certificate()));
        return Edition.first("Bà Rịa - Vũng Tàu", NINE, NINE.plus(YEAR))
                .withNode(new NodeEntry(HUB, true, List.of()))
                .withNode(node)
                .withAgencies(List.of(agency(CODE, List.of(ALIAS), NODE)))
                .withCrl(authority.crl(Map.of(), 1, YEAR.multipliedBy(3)));
    }

    private static Agency agency(AgencyCode code, List<AgencyCode> aliases, @Nullable NodeId node) {
        return new Agency(
                code, aliases, "Sở & \"Ban\"", node, null, 2, 10, NINE, NINE.plus(YEAR), null, true, false, 7L, 9);
    }

    private KeyEntry key(String name, Purpose purpose) {
        KeyPair pair = KeyPairs.generate(KeyAlgorithm.EC_P256);
        return KeyEntry.of(pair.getPrivate(), authority.issue(pair.getPublic(), name, purpose, List.of(), YEAR));
    }

    private Sealer sealer(KeyEntry key) {
        return new Sealer(key, SealAlgorithm.defaultFor(key.certificate().getPublicKey()), clock);
    }

    private static Digest digest(X509Certificate certificate) {
        try {
            return Digest.sha256(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
