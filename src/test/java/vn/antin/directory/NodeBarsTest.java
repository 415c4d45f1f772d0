package vn.antin.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;

/** The acts that bar a node, on editions alone. */
class NodeBarsTest {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final NodeId NODE = new NodeId("so-y-te");
    private static final NodeId HUB = new NodeId("hub");

    private final Authority authority =
            Authority.create("CA", Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofDays(3650), KeyAlgorithm.EC_P256);
    private final Edition first = Edition.first("Tỉnh", NOW, NOW.plus(Duration.ofDays(7)))
            .withNode(entry(HUB, true))
            .withNode(entry(NODE, false))
            .withCrl(authority.crl(Map.of(), 1, Duration.ofDays(30)));

    private NodeEntry entry(NodeId id, boolean hub) {
        List<NodeCertificate> certificates = new ArrayList<>();
        for (Purpose purpose : List.of(Purpose.SEAL, Purpose.ENCRYPTION, Purpose.CONNECTION)) {
            certificates.add(new NodeCertificate(
                    purpose,
                    NOW,
                    authority.issue(
                            KeyPairs.generate(KeyAlgorithm.EC_P256).getPublic(),
                            id.value(),
                            purpose,
                            List.of(),
                            Duration.ofDays(730))));
        }
        return new NodeEntry(id, hub, certificates);
    }

    private Directory after(DirectoryAct act, Edition edition) {
        Map<BigInteger, Instant> revoked = new HashMap<>();
        act.revokes(edition, NOW).forEach((certificate, since) -> revoked.put(certificate.getSerialNumber(), since));
        Edition next = act.apply(edition, NOW);
        return new Directory(revoked.isEmpty() ? next : next.withCrl(authority.crl(revoked, 2, Duration.ofDays(30))));
    }

    private X509Certificate certificate(Purpose purpose) {
        return first.nodes().get(1).certificates().stream()
                .filter(each -> each.purpose() == purpose)
                .findFirst()
                .orElseThrow()
                .certificate();
    }

    private static void refused(Fault fault, Runnable act) {
        assertThatThrownBy(act::run)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(fault));
    }

    @Test
    void a_stop_counts_ten_seconds_later_and_leaves_the_encryption_key_unless_it_returns() {
        Directory stopped = after(new DirectoryAct.StopNode(NODE, false, "thử"), first);

        assertThat(stopped.bar(NODE)).contains(Directory.BarKind.STOPPED);
        assertThat(stopped.stop(NODE)).get().extracting(Stopped::reason).isEqualTo("thử");
        assertThat(stopped.stoppedAt(certificate(Purpose.SEAL), NOW)).isFalse();
        assertThat(stopped.stoppedAt(certificate(Purpose.SEAL), NOW.plusSeconds(10)))
                .isTrue();
        assertThat(stopped.returns(NODE)).isFalse();
        assertThat(stopped.encryptionCertificate(NODE, NOW.plusSeconds(60))).isEqualTo(certificate(Purpose.ENCRYPTION));

        Directory returning = after(new DirectoryAct.StopNode(NODE, true, "thử"), stopped.edition());
        assertThat(returning.returns(NODE)).isTrue();
        refused(Fault.NODE_STATE, () -> after(new DirectoryAct.StopNode(NODE, true, "thử"), returning.edition()));

        Directory resumed = after(new DirectoryAct.ResumeNode(NODE), returning.edition());
        assertThat(resumed.bar(NODE)).isEmpty();
        assertThat(resumed.edition().stopped()).isEmpty();
        refused(Fault.NODE_STATE, () -> after(new DirectoryAct.ResumeNode(NODE), resumed.edition()));
    }

    @Test
    void a_revocation_counts_from_its_moment_and_cannot_be_lifted() {
        Instant since = NOW.minus(Duration.ofHours(3));
        Directory revoked = after(new DirectoryAct.RevokeNode(NODE, since, false, "lộ"), first);

        assertThat(revoked.bar(NODE)).contains(Directory.BarKind.REVOKED);
        assertThat(revoked.stoppedAt(certificate(Purpose.SEAL), since)).isTrue();
        assertThat(revoked.stoppedAt(certificate(Purpose.SEAL), since.minusSeconds(1)))
                .isFalse();
        assertThat(revoked.returns(NODE)).isFalse();
        assertThat(revoked.isWithdrawn(certificate(Purpose.ENCRYPTION))).isTrue();
        refused(Fault.NODE_STATE, () -> after(new DirectoryAct.ResumeNode(NODE), revoked.edition()));
        refused(Fault.NODE_STATE, () -> after(new DirectoryAct.RevokeNode(NODE, null, false, "lộ"), revoked.edition()));
        assertThat(after(new DirectoryAct.RejoinNode(NODE, "mất"), revoked.edition())
                        .edition())
                .isEqualTo(revoked.edition());
    }

    @Test
    void an_earlier_stop_keeps_its_moment_when_the_node_is_revoked() {
        Directory stopped = after(new DirectoryAct.StopNode(NODE, false, "nghi"), first);
        Instant later = NOW.plusSeconds(3_600);

        Edition revoked = new DirectoryAct.RevokeNode(NODE, null, false, "lộ").apply(stopped.edition(), later);

        assertThat(new Directory(revoked).stoppedAt(certificate(Purpose.SEAL), NOW.plusSeconds(10)))
                .isTrue();
    }

    @Test
    void refuses_the_hub_a_node_that_is_not_there_and_a_moment_to_come() {
        refused(Fault.NODE_UNKNOWN, () -> after(new DirectoryAct.StopNode(HUB, false, "x"), first));
        refused(Fault.NODE_UNKNOWN, () -> after(new DirectoryAct.RejoinNode(new NodeId("ai"), "x"), first));
        refused(
                Fault.FIELD_INVALID,
                () -> after(new DirectoryAct.RevokeNode(NODE, NOW.plusSeconds(1), false, "x"), first));
    }

    @Test
    void the_acts_are_read_as_they_were_written() {
        for (DirectoryAct act : List.of(
                new DirectoryAct.StopNode(NODE, true, "thử"),
                new DirectoryAct.ResumeNode(NODE),
                new DirectoryAct.RevokeNode(NODE, NOW, false, "lộ"),
                new DirectoryAct.RejoinNode(NODE, "mất"))) {
            assertThat(DirectoryAct.read(act.json())).isEqualTo(act);
        }
        assertThat(new DirectoryAct.RejoinNode(NODE, "mất").kind()).isEqualTo("REJOIN_NODE");
    }
}
