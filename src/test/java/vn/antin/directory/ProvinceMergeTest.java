package vn.antin.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.directory.DirectoryAct.JoinProvince;
import vn.antin.directory.DirectoryAct.TakeProvince;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;

/** A smaller province becomes part of a larger one. */
class ProvinceMergeTest {

    private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Clock CLOCK = Clock.fixed(NINE, ZoneOffset.UTC);
    private static final NodeId HUB = new NodeId("hub");
    private static final NodeId A = new NodeId("nut-a");
    private static final NodeId B = new NodeId("nut-b");
    private static final HubEndpoint HERE = new HubEndpoint("hub.lon", 61617, 8443, null);
    private static final HubEndpoint THERE = new HubEndpoint("hub.nho", 61617, 8443, null);

    private final Side larger = new Side("Lớn", HERE);
    private final Side smaller = new Side("Nhỏ", THERE);
    private final Edition large = larger.edition(A).withAgencies(List.of(agency("H06", A)));
    private final Edition small = smaller.edition(B).withAgencies(List.of(agency("K01", B)));

    /** One province: its authority and keys, and its hub with one node. */
    private static final class Side {

        private final String name;
        private final HubEndpoint place;
        private final Authority authority;
        private final KeyEntry signer;
        private final X509Certificate hub;

        Side(String name, HubEndpoint place) {
            this.name = name;
            this.place = place;
            this.authority = Authority.create("CA " + name, CLOCK, YEAR.multipliedBy(10), KeyAlgorithm.EC_P256);
            this.signer = key("directory", Purpose.DIRECTORY);
            this.hub = key("hub", Purpose.CONNECTION).certificate();
        }

        private KeyEntry key(String of, Purpose purpose) {
            KeyPair pair = KeyPairs.generate(KeyAlgorithm.EC_P256);
            return KeyEntry.of(pair.getPrivate(), authority.issue(pair.getPublic(), of, purpose, List.of(), YEAR));
        }

        NodeCertificate connection(NodeId node) {
            return new NodeCertificate(
                    Purpose.CONNECTION,
                    NINE,
                    key(node.value(), Purpose.CONNECTION).certificate());
        }

        Edition edition(NodeId node) {
            return Edition.first(name, NINE, NINE.plus(YEAR))
                    .withNode(new NodeEntry(HUB, true, List.of(new NodeCertificate(Purpose.CONNECTION, NINE, hub))))
                    .withNode(new NodeEntry(node, false, List.of(connection(node))))
                    .withCrl(authority.crl(Map.of(), 1, YEAR.multipliedBy(3)));
        }

        ProvinceFile file(Edition edition) {
            return file(edition, authority);
        }

        ProvinceFile file(Edition edition, Authority claimed) {
            Sealer sealer = new Sealer(
                    signer, SealAlgorithm.defaultFor(signer.certificate().getPublicKey()), CLOCK);
            return ProvinceFile.of(new Directory(edition).seal(sealer), claimed.certificate(), place);
        }
    }

    @Test
    void the_smaller_hub_lists_the_certificate_address_and_revocation_lists_of_the_other() {
        Edition after = joined(small);
        Directory directory = new Directory(after);

        assertThat(directory.isHub(larger.hub, NINE)).isTrue();
        assertThat(directory.newest(HUB, Purpose.CONNECTION)).contains(smaller.hub);
        assertThat(directory.hubEndpoints(NINE)).containsExactly(THERE, HERE);
        assertThat(after.crls())
                .extracting(X509CRL::getIssuerX500Principal)
                .containsExactlyInAnyOrder(
                        smaller.authority.certificate().getSubjectX500Principal(),
                        larger.authority.certificate().getSubjectX500Principal());
        assertThat(joined(after)).isEqualTo(after);
    }

    @Test
    void the_larger_hub_takes_nodes_agencies_lists_and_stops_over_under_a_serial_far_beyond() {
        Stopped stop = new Stopped(Digest.sha256(new byte[] {1}), NINE, "lost");
        Edition other = joined(small).withStopped(stop).from(5_000);

        Edition after = taken(large, other);

        assertThat(after.province()).isEqualTo("Lớn");
        assertThat(after.serial()).isGreaterThanOrEqualTo(6_000);
        assertThat(after.nodes()).extracting(NodeEntry::id).containsExactlyInAnyOrder(HUB, A, B);
        assertThat(new Directory(after).hosts(B, new AgencyCode("K01"))).isTrue();
        assertThat(new Directory(after).hosts(A, new AgencyCode("H06"))).isTrue();
        assertThat(after.crls()).hasSize(2);
        assertThat(after.stopped()).containsExactly(stop);
        assertThat(new Directory(after).hubEndpoints(NINE)).containsExactly(HERE);
        assertThat(new Directory(after).isHub(smaller.hub, NINE)).isFalse();
    }

    @Test
    void a_province_that_has_not_joined_and_the_own_one_are_refused() {
        refused(Fault.PROVINCE_UNSUITABLE, "JOIN_PROVINCE", () -> taken(large, small));
        refused(Fault.PROVINCE_UNSUITABLE, "own", () -> new JoinProvince(larger.file(large), HERE).apply(large, NINE));
        refused(Fault.PROVINCE_UNSUITABLE, "own", () -> new TakeProvince(larger.file(large), HERE).apply(large, NINE));
    }

    @Test
    void nodes_and_agencies_that_both_have_are_refused_by_name() {
        Edition both = joined(smaller.edition(A).withAgencies(List.of(agency("H06", A), agency("K01", A))));
        refused(Fault.PROVINCE_CLASH, A.value(), () -> taken(large, both));

        Edition hosted = joined(small.withAgencies(List.of(agency("H06", B))));
        refused(Fault.PROVINCE_CLASH, "H06", () -> taken(large, hosted));
    }

    @Test
    void an_agency_that_waits_for_a_node_gets_the_one_it_has_in_the_other_province() {
        Edition waiting = large.withAgencies(List.of(agency("H07", null)));
        Edition other = joined(small.withAgencies(List.of(agency("H07", B), agency("H06", null))));

        Directory after = new Directory(taken(waiting, other));

        assertThat(after.hosts(B, new AgencyCode("H07"))).isTrue();
        assertThat(after.hosts(A, new AgencyCode("H06"))).isTrue();
    }

    @Test
    void the_same_province_taken_again_brings_only_what_is_new() {
        Edition before = joined(small);
        Edition once = taken(large, before);
        NodeId more = new NodeId("nut-c");
        NodeCertificate renewed = smaller.connection(B);
        NodeEntry node = before.nodes().stream()
                .filter(each -> each.id().equals(B))
                .findFirst()
                .orElseThrow();
        NodeEntry added = new NodeEntry(more, false, List.of(smaller.connection(more)));

        Edition again = taken(once, before.withNode(node.with(renewed)).withNode(added));

        assertThat(again).isEqualTo(once.withNode(node.with(renewed)).withNode(added));
        assertThat(taken(once, before)).isEqualTo(once);
    }

    @Test
    void a_directory_under_a_seal_of_another_authority_is_refused() {
        ProvinceFile forged = larger.file(large, Authority.create("CA Lớn", CLOCK, YEAR, KeyAlgorithm.EC_P256));

        assertThatThrownBy(() -> new JoinProvince(forged, THERE).apply(small, NINE))
                .isInstanceOf(Refused.class);
    }

    @Test
    void a_file_is_the_same_after_it_was_written() {
        ProvinceFile file = larger.file(large);

        assertThat(ProvinceFile.read(file.write())).isEqualTo(file);
        assertThat(file.nodes()).containsExactly(A);
        byte[] half = Arrays.copyOf(file.write(), file.write().length / 2);
        assertThatThrownBy(() -> ProvinceFile.read(half)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "rubbish",
                "{}",
                "{\"directory\":\"\",\"authority\":\"\"}",
                "{\"directory\":\"\",\"authority\":\"\",\"hub\":{}}",
                "{\"directory\":\"\",\"authority\":\"\",\"hub\":{\"host\":\"h\",\"port\":1,\"https\":1}}"
            })
    void what_is_no_file_of_a_province_is_refused(String text) {
        assertThatThrownBy(() -> ProvinceFile.read(text.getBytes(UTF_8))).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "AAAA"})
    void a_file_whose_fields_are_rubbish_is_refused(String text) {
        ProvinceFile good = larger.file(large);

        Stream.of(new ProvinceFile(text, good.authority(), HERE), new ProvinceFile(good.directory(), text, HERE))
                .forEach(file -> assertThatThrownBy(() -> new JoinProvince(file, THERE).apply(small, NINE))
                        .isInstanceOf(Refused.class));
    }

    private Edition joined(Edition edition) {
        return new JoinProvince(larger.file(large), THERE).apply(edition, NINE);
    }

    private Edition taken(Edition edition, Edition other) {
        return new TakeProvince(smaller.file(other), HERE).apply(edition, NINE);
    }

    private static void refused(Fault fault, String named, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessageContaining(named)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(fault));
    }

    private static Agency agency(String code, @Nullable NodeId node) {
        AgencyCode id = new AgencyCode(code);
        return new Agency(
                id, List.of(), "Cơ quan " + code, node, null, 2, 10, null, null, null, true, true, null, null);
    }
}
