package vn.antin.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.seal.Garbling;
import vn.antin.xml.CanonicalXml;

/** Checkpoints and receipts are read without an XML parser to nothing else than with one. */
class ExactReadingTest {

    private static final int MUTATIONS = Integer.getInteger("mutations", 20_000);

    @Test
    void checkpoints_read_back_and_are_what_the_binding_writes() {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            Checkpoint checkpoint = checkpoint(random);
            byte[] written = checkpoint.write();
            Object bound = CanonicalXml.read(written, vn.antin.xml.checkpoint.Checkpoint.class, Fault.EVIDENCE_FORM);

            assertThat(Checkpoint.readExact(written)).contains(checkpoint);
            assertThat(Checkpoint.read(written)).isEqualTo(checkpoint);
            assertThat(new String(CanonicalXml.write(bound), UTF_8)).isEqualTo(new String(written, UTF_8));
        }
    }

    @Test
    void checkpoints_with_anything_changed_are_read_alike_or_left_to_the_binding() {
        Random random = new Random(Long.getLong("seed", 2L));
        int read = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] changed = Garbling.changed(checkpoint(random).write(), random);
            Optional<Checkpoint> exact = Checkpoint.readExact(changed);
            if (exact.isPresent()) {
                read++;
                assertThat(Checkpoint.read(changed)).isEqualTo(exact.get());
            }
        }
        assertThat(read).isBetween(5, MUTATIONS / 4);
    }

    @Test
    void receipts_read_back_and_are_what_the_binding_writes() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            Receipts receipts = receipts(random);
            byte[] written = receipts.write();
            Object bound = CanonicalXml.read(written, vn.antin.xml.receipt.Receipts.class, Fault.EVIDENCE_FORM);

            assertThat(ReceiptsText.readExact(written))
                    .get()
                    .usingRecursiveComparison()
                    .isEqualTo(receipts);
            assertThat(new String(CanonicalXml.write(bound), UTF_8)).isEqualTo(new String(written, UTF_8));
        }
    }

    @Test
    void receipts_with_anything_changed_are_read_alike_or_left_to_the_binding() {
        Random random = new Random(Long.getLong("seed", 4L));
        int read = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] changed = Garbling.changed(receipts(random).write(), random);
            Optional<Receipts> exact = ReceiptsText.readExact(changed);
            if (exact.isPresent()) {
                read++;
                assertThat(exact.get()).usingRecursiveComparison().isEqualTo(ReceiptsText.readXml(changed));
            }
        }
        assertThat(read).isBetween(5, MUTATIONS / 2);
    }

    @Test
    void the_same_attestation_has_one_key_and_any_other_has_another() {
        Random random = new Random(5);
        List<Digest> keys = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Receipts receipts = receipts(random);
            Receipts same = ReceiptsText.readXml(receipts.write());

            assertThat(same.attestation()).isEqualTo(receipts.attestation());
            assertThat(new Receipts(receipts.checkpoint(), null, List.of(), receipts.witness()).attestation())
                    .isEqualTo(receipts.attestation());
            keys.add(receipts.attestation());
        }
        assertThat(keys).doesNotHaveDuplicates();
    }

    private static Checkpoint checkpoint(Random random) {
        return new Checkpoint(
                "node-" + random.nextInt(100) + "/" + random.nextInt(3),
                random.nextLong() & Long.MAX_VALUE,
                digest(random),
                random.nextBoolean() ? null : digest(random),
                Instant.ofEpochMilli(random.nextInt(Integer.MAX_VALUE) * 900L));
    }

    private static Receipts receipts(Random random) {
        List<Receipts.Receipt> receipts = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            receipts.add(new Receipts.Receipt(bytes(random), random.nextLong(), proof(random)));
        }
        Receipts.WitnessLeaf leaf =
                random.nextBoolean() ? null : new Receipts.WitnessLeaf(random.nextInt(), proof(random), bytes(random));
        return new Receipts(
                bytes(random),
                random.nextBoolean() ? null : new Receipts.Consistency(random.nextInt(), proof(random)),
                receipts,
                random.nextBoolean()
                        ? null
                        : new Receipts.HubWitness(leaf, random.nextBoolean() ? null : bytes(random)));
    }

    private static List<Digest> proof(Random random) {
        List<Digest> proof = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            proof.add(digest(random));
        }
        return proof;
    }

    private static Digest digest(Random random) {
        return Digest.sha256(bytes(random));
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(40)];
        random.nextBytes(bytes);
        return bytes;
    }
}
