package vn.antin.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.Digest;

class MerkleTest {

    private static final int MOST = 130;

    /** The leaves and roots published by the Certificate Transparency project. */
    private static final List<Digest> LEAVES = Stream.of(
                    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
            .map(hex -> Merkle.leaf(HexFormat.of().parseHex(hex)))
            .toList();

    private static final List<Digest> ROOTS = digests(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private final List<Digest> leaves = IntStream.range(0, MOST)
            .mapToObj(i -> Merkle.leaf(new byte[] {(byte) i, 1}))
            .toList();
    private final Merkle.Hashes hashes = Merkle.inMemory(leaves);

    @Test
    void gives_the_published_roots() {
        for (int size = 0; size <= 8; size++) {
            assertThat(Merkle.root(LEAVES.subList(0, size))).isEqualTo(ROOTS.get(size));
        }
    }

    @Test
    void gives_the_published_proofs() {
        Merkle.Hashes published = Merkle.inMemory(LEAVES);
        assertThat(Merkle.inclusion(0, 8, published))
                .isEqualTo(digests(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"));
        assertThat(Merkle.consistency(6, 8, published))
                .isEqualTo(digests(
                        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
    }

    @Test
    void keeps_every_complete_subtree_however_the_log_grows() {
        qt().withExamples(100)
                .forAll(integers().between(0, MOST), integers().between(0, MOST))
                .check((one, other) -> {
                    Map<List<Long>, Digest> kept = new HashMap<>();
                    int first = Math.min(one, other);
                    int last = Math.max(one, other);
                    grow(kept, 0, first);
                    grow(kept, first, last);
                    boolean whole = kept.entrySet().stream()
                            .allMatch(each -> each.getValue()
                                    .equals(hashes.at(
                                            each.getKey().get(0).intValue(),
                                            each.getKey().get(1))));
                    return whole && Merkle.root(last, of(kept)).equals(Merkle.root(leaves.subList(0, last)));
                });
    }

    private void grow(Map<List<Long>, Digest> kept, int from, int to) {
        Merkle.append(from, leaves.subList(from, to), of(kept))
                .forEach(each -> kept.put(List.of((long) each.level(), each.index()), each.digest()));
    }

    private static Merkle.Hashes of(Map<List<Long>, Digest> kept) {
        return (level, index) -> {
            Digest digest = kept.get(List.of((long) level, index));
            if (digest == null) {
                throw new IllegalStateException("not complete: " + level + "/" + index);
            }
            return digest;
        };
    }

    @Test
    void proves_every_leaf_of_every_size_and_nothing_else() {
        for (int size = 1; size <= MOST; size++) {
            Digest root = Merkle.root(size, hashes);
            for (int index = 0; index < size; index++) {
                List<Digest> proof = Merkle.inclusion(index, size, hashes);
                Digest leaf = leaves.get(index);
                assertThat(MerkleProof.included(leaf, index, size, proof, root)).isTrue();
                assertThat(MerkleProof.included(leaf, index ^ 1, size, proof, root))
                        .isFalse();
                assertThat(MerkleProof.included(leaf, index + size, size, proof, root))
                        .isFalse();
                assertThat(MerkleProof.included(leaf, -1, size, proof, root)).isFalse();
                assertThat(MerkleProof.included(root, index, size, proof, root)).isEqualTo(size == 1);
            }
        }
    }

    @Test
    void refuses_the_proof_and_root_of_a_smaller_log_for_a_larger_size() {
        for (int size = 1; size < MOST; size++) {
            List<Digest> proof = Merkle.inclusion(0, size, hashes);
            Digest root = Merkle.root(size, hashes);
            long larger = 2L * Long.highestOneBit(size) + 1;
            assertThat(MerkleProof.included(leaves.get(0), 0, larger, proof, root))
                    .isFalse();
        }
    }

    @Test
    void refuses_a_proof_that_is_longer_shorter_or_other_in_any_hash() {
        qt().withExamples(300)
                .forAll(
                        integers().between(1, MOST),
                        integers().between(0, MOST - 1),
                        integers().all())
                .check((size, at, which) -> {
                    int index = at % size;
                    Digest root = Merkle.root(size, hashes);
                    List<Digest> proof = Merkle.inclusion(index, size, hashes);
                    return damaged(proof, which).stream()
                            .noneMatch(other -> MerkleProof.included(leaves.get(index), index, size, other, root));
                });
    }

    @Test
    void proves_that_every_size_begins_with_every_smaller_one() {
        for (int to = 0; to <= MOST; to++) {
            Digest later = Merkle.root(to, hashes);
            for (int from = 0; from <= to; from++) {
                Digest earlier = Merkle.root(from, hashes);
                List<Digest> proof = Merkle.consistency(from, to, hashes);
                assertThat(MerkleProof.consistent(from, earlier, to, later, proof))
                        .isTrue();
                assertThat(MerkleProof.consistent(from, leaves.get(0), to, later, proof))
                        .isEqualTo(from == 1);
                boolean swapped = MerkleProof.consistent(to, later, from, earlier, proof);
                assertThat(swapped).isEqualTo(from == to);
                if (from > 0 && from < to) {
                    assertThat(MerkleProof.consistent(from, earlier, to, earlier, proof))
                            .isFalse();
                }
                for (List<Digest> other : damaged(proof, from * 31 + to)) {
                    assertThat(MerkleProof.consistent(from, earlier, to, later, other))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void a_log_of_nothing_has_the_root_of_nothing() {
        Digest empty = Merkle.root(List.of());
        assertThat(empty).isEqualTo(Digest.sha256());
        assertThat(MerkleProof.included(leaves.get(0), 0, 0, List.of(), empty)).isFalse();
        assertThat(MerkleProof.consistent(0, empty, 0, leaves.get(0), List.of()))
                .isFalse();
        assertThat(MerkleProof.consistent(0, leaves.get(0), 1, leaves.get(0), List.of()))
                .isFalse();
    }

    @Test
    void does_not_take_a_node_for_a_leaf() {
        Digest inner = Merkle.node(leaves.get(0), leaves.get(1));
        byte[] asLeaf = new byte[2 * Digest.LENGTH];
        System.arraycopy(leaves.get(0).bytes(), 0, asLeaf, 0, Digest.LENGTH);
        System.arraycopy(leaves.get(1).bytes(), 0, asLeaf, Digest.LENGTH, Digest.LENGTH);
        assertThat(Merkle.leaf(asLeaf)).isNotEqualTo(inner);
    }

    @Test
    void says_so_when_asked_for_what_is_not_there() {
        assertThatThrownBy(() -> Merkle.inclusion(3, 3, hashes)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Merkle.inclusion(-1, 3, hashes)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Merkle.consistency(4, 3, hashes)).isInstanceOf(IllegalArgumentException.class);
    }

    /** One hash more, one less, one changed bit. */
    private static List<List<Digest>> damaged(List<Digest> proof, int which) {
        List<List<Digest>> all = new ArrayList<>();
        List<Digest> longer = new ArrayList<>(proof);
        longer.add(Digest.sha256(new byte[] {1}));
        all.add(longer);
        if (!proof.isEmpty()) {
            all.add(proof.subList(0, proof.size() - 1));
            all.add(proof.subList(1, proof.size()));
            int at = Math.floorMod(which, proof.size());
            byte[] bytes = proof.get(at).bytes();
            bytes[Math.floorMod(which, Digest.LENGTH)] ^= 1;
            List<Digest> changed = new ArrayList<>(proof);
            changed.set(at, Digest.of(bytes));
            all.add(changed);
        }
        return all;
    }

    private static List<Digest> digests(String... hex) {
        return Stream.of(hex).map(Digest::ofHex).toList();
    }
}
