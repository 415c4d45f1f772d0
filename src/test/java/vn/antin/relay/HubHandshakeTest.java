package vn.antin.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.directory.Edition;
import vn.antin.directory.KeyRenewal;
import vn.antin.directory.NodeCertificate;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.receipt.ReceiptProvince;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.Purpose;
import vn.antin.wire.HandshakeMessages;
import vn.antin.xml.Deflated;

/** What of the directory is in the hub's answer to a node, on whose line receipts wait behind it. */
class HubHandshakeTest {

    private static final int HALF_A_SECOND = 256 << 10;

    @TempDir
    Path folder;

    private final ReceiptProvince province = new ReceiptProvince();
    private Ledger ledger;
    private DirectoryEditions directories;
    private HubHandshake handshake;

    @BeforeEach
    void open() {
        ledger = Ledgers.empty(folder, CrashPoints.NONE);
        Repositories repositories = Repositories.of(ReceiptProvince.HUB, ledger, province.clock);
        directories = new DirectoryEditions(ledger, repositories.log(), province.trust, province.clock);
        directories.take(province.sealedDirectory());
        handshake = new HubHandshake(repositories, directories, new Heartbeats(), province.clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private byte[] take(Edition edition) {
        province.publish(edition);
        byte[] sealed = province.sealedDirectory();
        directories.take(sealed);
        return sealed;
    }

    private Edition next() {
        Instant now = province.clock.instant();
        return province.directory().next(now, now.plus(ReceiptProvince.LIFE));
    }

    private byte[] greeted() {
        byte[] hello = new HandshakeMessages.Hello(1, province.clock.instant(), List.of(), null, null).write();
        return handshake.answer(ReceiptProvince.HEALTH.value(), hello);
    }

    /** An edition in which each of so many nodes has its next keys beside those in use. */
    private Edition renewing(int nodes) {
        Instant now = province.clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Edition edition = next();
        for (int i = 0; i < nodes; i++) {
            NodeId node = new NodeId("ubnd-xa-" + i);
            List<NodeCertificate> certificates = new ArrayList<>();
            KeyEntry seal =
                    Objects.requireNonNull(listed(certificates, node, now).get(Purpose.SEAL));
            Map<Purpose, Digest> keys = new EnumMap<>(Purpose.class);
            listed(certificates, node, now.plusSeconds(60))
                    .forEach((purpose, key) -> keys.put(
                            purpose, KeyRenewal.digest(key.certificate().getPublicKey())));
            byte[] statement = new KeyRenewal(node, now, keys).seal(province.sealer(seal));
            edition = edition.withNode(new NodeEntry(node, false, certificates, statement, List.of()))
                    .withAgencies(List.of(ReceiptProvince.agency(new AgencyCode("H06.32." + (100 + i)), node)));
        }
        return edition;
    }

    private Map<Purpose, KeyEntry> listed(List<NodeCertificate> certificates, NodeId node, Instant from) {
        Map<Purpose, KeyEntry> keys = new EnumMap<>(Purpose.class);
        for (Purpose purpose : List.of(Purpose.SEAL, Purpose.ENCRYPTION, Purpose.CONNECTION)) {
            KeyEntry key = province.key(province.authority, node.value(), purpose);
            certificates.add(new NodeCertificate(purpose, from, key.certificate()));
            keys.put(purpose, key);
        }
        return keys;
    }

    @Test
    void the_directory_of_a_province_that_renews_all_its_keys_is_in_the_answer() {
        byte[] sealed = take(renewing(112));

        byte[] message = greeted();

        HandshakeMessages.Welcome welcome = HandshakeMessages.Welcome.read(message);
        assertThat(sealed).hasSizeGreaterThan(800_000);
        assertThat(message).hasSizeLessThan(HALF_A_SECOND);
        assertThat(welcome.fetch()).isEmpty();
        assertThat(welcome.directories())
                .singleElement()
                .satisfies(each -> assertThat(Deflated.inflate(each)).isEqualTo(sealed));
    }

    @Test
    void a_directory_behind_which_receipts_would_wait_for_longer_is_named_only() {
        take(renewing(250));

        HandshakeMessages.Welcome welcome = HandshakeMessages.Welcome.read(greeted());

        assertThat(welcome.directories()).isEmpty();
        assertThat(welcome.fetch()).containsExactly(2L);
        assertThat(directories.deflated(2).orElseThrow()).hasSizeGreaterThan(HALF_A_SECOND);
    }
}
