package vn.antin.seal.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Digest;
import vn.antin.seal.KeyWrap;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.Sealer;

/** Keys that are replaced while they are used, and what a crash leaves between two files. */
class KeyRingTest {

    private static final Instant NOON = Instant.parse("2028-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final char[] PIN = "pin".toCharArray();
    private static final List<Purpose> PURPOSES =
            List.of(Purpose.SEAL, Purpose.ENCRYPTION, Purpose.CONNECTION, Purpose.DOOR);
    private static final Authority AUTHORITY =
            Authority.create("CA", CLOCK, Duration.ofDays(3650), KeyAlgorithm.EC_P256);

    @TempDir
    Path folder;

    private Path file;
    private final Map<Purpose, KeyEntry> first = keys();
    private final Map<Purpose, KeyEntry> second = keys();

    private static Map<Purpose, KeyEntry> keys() {
        Map<Purpose, KeyEntry> keys = new EnumMap<>(Purpose.class);
        for (Purpose purpose : PURPOSES) {
            KeyPair pair = KeyPairs.generate(KeyAlgorithm.EC_P256);
            X509Certificate certificate =
                    AUTHORITY.issue(pair.getPublic(), "node", purpose, List.of(), Duration.ofDays(730));
            keys.put(purpose, KeyEntry.of(pair.getPrivate(), certificate, AUTHORITY.certificate()));
        }
        return keys;
    }

    @BeforeEach
    void write() {
        file = folder.resolve("keys.p12");
        Pkcs12Keys.write(file, PIN, first);
    }

    private static X509Certificate certificate(Map<Purpose, KeyEntry> keys, Purpose purpose) {
        return java.util.Objects.requireNonNull(keys.get(purpose)).certificate();
    }

    private static byte[] wrapped(Map<Purpose, KeyEntry> keys) {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return KeyWrap.wrap(secret, Digest.sha256(secret), certificate(keys, Purpose.ENCRYPTION));
    }

    private static boolean opens(KeyRing ring, byte[] wrapped) {
        var unwrapped = KeyWrap.unwrap(wrapped, ring.all(Purpose.ENCRYPTION));
        return unwrapped.commitment().equals(Digest.sha256(unwrapped.contentKey()));
    }

    @Test
    void next_keys_decrypt_and_are_used_for_nothing_else() {
        KeyRing ring = KeyRing.open(file, PIN, null);
        ring.keepNext(second, PIN);

        assertThat(opens(ring, wrapped(first))).isTrue();
        assertThat(opens(ring, wrapped(second))).isTrue();
        for (Purpose purpose : PURPOSES) {
            assertThat(ring.of(purpose).certificate()).isEqualTo(certificate(first, purpose));
        }
        assertThat(opens(KeyRing.open(file, PIN, null), wrapped(second))).isTrue();
    }

    @Test
    void keys_in_use_are_replaced_and_earlier_ones_still_decrypt() {
        KeyRing ring = KeyRing.open(file, PIN, null);
        byte[] before = wrapped(first);
        Sealer sealer = new Sealer(() -> ring.of(Purpose.SEAL), SealAlgorithm::defaultFor, CLOCK);
        ring.keepNext(second, PIN);
        ring.useNext(NOON, PIN);

        for (KeyRing each : List.of(ring, KeyRing.open(file, PIN, null))) {
            for (Purpose purpose : PURPOSES) {
                assertThat(each.of(purpose).certificate()).isEqualTo(certificate(second, purpose));
            }
            assertThat(opens(each, before)).isTrue();
            assertThat(opens(each, wrapped(second))).isTrue();
            assertThat(each.next()).isEmpty();
            assertThat(each.retired()).extracting(KeyRing.Retired::at).containsExactly(NOON);
        }
        assertThat(sealer.sealCanonical("<a Id=\"a\"></a>".getBytes(java.nio.charset.StandardCharsets.UTF_8), "a")
                        .signer())
                .isEqualTo(certificate(second, Purpose.SEAL));
    }

    @Test
    void a_crash_between_two_files_leaves_the_keys_before_or_after() throws Exception {
        KeyRing ring = KeyRing.open(file, PIN, null);
        ring.keepNext(second, PIN);
        Path old = folder.resolve("keys.old-20280301T120000Z.p12");
        Path next = folder.resolve("keys.next.p12");

        Files.copy(file, old); // the process died before the next keys were put into use
        KeyRing before = KeyRing.open(file, PIN, null);
        assertThat(before.of(Purpose.SEAL).certificate()).isEqualTo(certificate(first, Purpose.SEAL));
        assertThat(before.retired()).isEmpty();
        assertThat(before.next()).isPresent();

        Files.copy(next, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING); // and here, after it
        KeyRing after = KeyRing.open(file, PIN, null);
        assertThat(after.of(Purpose.SEAL).certificate()).isEqualTo(certificate(second, Purpose.SEAL));
        assertThat(after.retired()).hasSize(1);
        assertThat(after.next()).isEmpty();
        assertThat(next).doesNotExist();
        assertThat(opens(after, wrapped(first))).isTrue();
    }

    @Test
    void keys_of_others_are_kept_as_earlier_ones() {
        KeyRing ring = KeyRing.open(file, PIN, null);
        ring.keepEarlier(second, NOON, PIN);
        ring.keepEarlier(second, NOON, PIN);

        for (KeyRing each : List.of(ring, KeyRing.open(file, PIN, null))) {
            assertThat(each.of(Purpose.SEAL).certificate()).isEqualTo(certificate(first, Purpose.SEAL));
            assertThat(each.retired()).extracting(KeyRing.Retired::at).containsExactly(NOON.plusSeconds(1), NOON);
            assertThat(opens(each, wrapped(first))).isTrue();
            assertThat(opens(each, wrapped(second))).isTrue();
        }
    }

    @Test
    void removed_keys_decrypt_no_longer() {
        KeyRing ring = KeyRing.open(file, PIN, null);
        byte[] before = wrapped(first);
        ring.keepNext(second, PIN);
        ring.useNext(NOON, PIN);
        ring.remove(ring.retired().get(0), PIN);

        assertThat(ring.retired()).isEmpty();
        assertThat(ring.all(Purpose.ENCRYPTION)).hasSize(1);
        assertThat(KeyWrap.isFor(before, certificate(first, Purpose.ENCRYPTION)))
                .isTrue();
        assertThat(KeyWrap.isFor(before, certificate(second, Purpose.ENCRYPTION)))
                .isFalse();
    }

    @Test
    void the_connection_may_show_the_certificate_before() {
        KeyRing ring = KeyRing.open(file, PIN, null);
        assertThat(ring.changeConnection()).isFalse();
        ring.keepNext(second, PIN);
        ring.useNext(NOON, PIN);

        assertThat(ring.changeConnection()).isTrue();
        assertThat(ring.of(Purpose.CONNECTION).certificate()).isEqualTo(certificate(first, Purpose.CONNECTION));
        assertThat(ring.of(Purpose.SEAL).certificate()).isEqualTo(certificate(second, Purpose.SEAL));
        assertThat(ring.changeConnection()).isTrue();
        assertThat(ring.of(Purpose.CONNECTION).certificate()).isEqualTo(certificate(second, Purpose.CONNECTION));
    }

    @Test
    void a_certificate_is_renewed_at_two_thirds_and_late_at_four_fifths_of_its_life() {
        X509Certificate certificate = certificate(first, Purpose.SEAL);
        Instant from = certificate.getNotBefore().toInstant();
        Duration life = Duration.between(from, certificate.getNotAfter().toInstant());

        assertThat(KeyLife.due(certificate))
                .isEqualTo(from.plus(life.multipliedBy(2).dividedBy(3)));
        assertThat(KeyLife.late(certificate))
                .isEqualTo(from.plus(life.multipliedBy(4).dividedBy(5)));
        assertThat(KeyLife.due(certificate))
                .isBetween(NOON.plus(Duration.ofDays(486)), NOON.plus(Duration.ofDays(487)));
    }
}
