package vn.antin.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.envelope.Digest;
import vn.antin.fault.Refused;
import vn.antin.seal.Opened;
import vn.antin.seal.SealReader;

class CheckpointTest {

    private final ReceiptProvince province = new ReceiptProvince();
    private final Digest root = Digest.sha256(new byte[] {1});
    private final Checkpoint checkpoint =
            new Checkpoint("so-noi-vu/1", 12, root, Digest.sha256(), ReceiptProvince.MONDAY_NINE.plusNanos(1_234_567));

    @Test
    void opens_what_it_sealed() {
        SealedCheckpoint sealed =
                SealedCheckpoint.seal(checkpoint, province.sealer(province.key(ReceiptProvince.HOME)));

        // The reader of seals remembers nothing, so it says what the bytes say.
        Opened opened = SealReader.open(sealed.bytes(), Checkpoint.NAME);

        assertThat(Checkpoint.read(opened.content())).isEqualTo(checkpoint);
        assertThat(sealed.checkpoint()).isEqualTo(checkpoint);
        assertThat(sealed.checkpoint().issuer()).isEqualTo(ReceiptProvince.HOME);
        assertThat(sealed.digest()).isEqualTo(Digest.sha256(sealed.bytes()));
        assertThat(sealed.signer()).isEqualTo(opened.signer());
        assertThat(sealed.signingTime()).isEqualTo(opened.signingTime());
    }

    @Test
    void says_by_which_directory_its_issuer_works() {
        var edition = new Checkpoint.SeenEdition(7, Digest.sha256(new byte[] {2}));
        Checkpoint says = new Checkpoint("so-noi-vu/1", 12, root, null, ReceiptProvince.MONDAY_NINE, edition);

        assertThat(Checkpoint.read(says.write())).isEqualTo(says);
        assertThat(Checkpoint.readExact(says.write())).contains(says);
        assertThat(edition.conflictsWith(new Checkpoint.SeenEdition(7, root))).isTrue();
        assertThat(edition.conflictsWith(new Checkpoint.SeenEdition(8, root))).isFalse();
        assertThat(edition.conflictsWith(edition)).isFalse();
    }

    @Test
    void opens_the_same_bytes_once() {
        SealedCheckpoint sealed =
                SealedCheckpoint.seal(checkpoint, province.sealer(province.key(ReceiptProvince.HOME)));

        assertThat(SealedCheckpoint.open(sealed.bytes().clone())).isSameAs(sealed);
    }

    @Test
    void the_caller_cannot_change_what_is_kept() {
        byte[] bytes = province.sealer(province.key(ReceiptProvince.HOME)).seal(checkpoint.write(), Checkpoint.ID);
        byte[] given = bytes.clone();
        SealedCheckpoint.open(given);

        given[0] = ' ';

        assertThat(SealedCheckpoint.open(bytes).bytes()).isEqualTo(bytes);
    }

    @Test
    void opens_nothing_that_differs_in_one_byte() {
        byte[] bytes = SealedCheckpoint.seal(checkpoint, province.sealer(province.key(ReceiptProvince.HOME)))
                .bytes();
        for (int at = 0; at < bytes.length; at++) {
            for (int bits : new int[] {1, 2, 42}) {
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) bits;
                assertThatThrownBy(() -> SealedCheckpoint.open(changed))
                        .as("byte %d of %s", at, new String(changed, StandardCharsets.UTF_8))
                        .isInstanceOf(Refused.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"so-noi-vu", "/1", "so-noi-vu/", "SO/1", "so-noi-vu/1/2", "so-noi-vu/A", ""})
    void refuses_an_origin_that_names_no_node_and_epoch(String origin) {
        assertThatThrownBy(() -> new Checkpoint(origin, 1, root, null, ReceiptProvince.MONDAY_NINE))
                .isInstanceOf(Refused.class);
    }

    @Test
    void two_roots_for_one_size_of_one_log_conflict() {
        Digest other = Digest.sha256(new byte[] {2});
        assertThat(checkpoint.conflictsWith(with("so-noi-vu/1", 12, other))).isTrue();
        assertThat(checkpoint.conflictsWith(with("so-noi-vu/1", 12, root))).isFalse();
        assertThat(checkpoint.conflictsWith(with("so-noi-vu/1", 13, other))).isFalse();
        assertThat(checkpoint.conflictsWith(with("so-noi-vu/2", 12, other))).isFalse();
    }

    private static Checkpoint with(String origin, long size, Digest root) {
        return new Checkpoint(origin, size, root, null, ReceiptProvince.MONDAY_NINE);
    }

    @ParameterizedTest
    @EnumSource
    void a_leaf_that_is_not_evidence_reads_back(LogLeaf.LeafKind kind) {
        LogLeaf leaf = new LogLeaf(kind, "so-noi-vu/1 & \"others\"", 7, root);
        byte[] bytes = leaf.write();
        assertThat(LogLeaf.read(bytes)).isEqualTo(leaf);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = '\n';
        assertThatThrownBy(() -> LogLeaf.read(longer)).isInstanceOf(Refused.class);
    }
}
