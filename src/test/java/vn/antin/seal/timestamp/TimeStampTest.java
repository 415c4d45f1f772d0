package vn.antin.seal.timestamp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.antin.seal.Refusals.assertRefused;
import static vn.antin.seal.SealProvince.AUTHORITY;
import static vn.antin.seal.SealProvince.CLOCK;
import static vn.antin.seal.SealProvince.MONDAY_NINE;
import static vn.antin.seal.SealProvince.TRUST;
import static vn.antin.seal.SealProvince.YEAR;
import static vn.antin.seal.SealProvince.entry;
import static vn.antin.seal.SealProvince.nothingRevoked;
import static vn.antin.seal.SealProvince.revoked;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.SealProvince;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

class TimeStampTest {

    private static final Digest IMPRINT = Digest.sha256("checkpoint".getBytes(UTF_8));
    private static final KeyEntry STAMPER = entry(KeyAlgorithm.RSA_2048, Purpose.TIME_STAMP);

    private final LocalTimeStamps stamps = new LocalTimeStamps(STAMPER, CLOCK);

    @ParameterizedTest
    @EnumSource(KeyAlgorithm.class)
    void a_stamp_says_when_a_digest_existed(KeyAlgorithm algorithm) {
        var local = new LocalTimeStamps(entry(algorithm, Purpose.TIME_STAMP), CLOCK);

        assertThat(TimeStamps.verify(local.stamp(IMPRINT), IMPRINT, TRUST, nothingRevoked()))
                .isEqualTo(MONDAY_NINE);
    }

    @Test
    void one_authority_stamps_on_several_threads() {
        List<Digest> imprints = IntStream.range(0, 40)
                .mapToObj(i -> Digest.sha256(Integer.toString(i).getBytes(UTF_8)))
                .toList();
        Map<Digest, byte[]> tokens =
                imprints.parallelStream().collect(Collectors.toConcurrentMap(each -> each, stamps::stamp));

        assertThat(tokens).hasSize(imprints.size());
        tokens.forEach((each, token) -> assertThat(TimeStamps.verify(token, each, TRUST, nothingRevoked()))
                .isEqualTo(MONDAY_NINE));
    }

    @Test
    void a_stamp_is_not_for_another_digest() {
        byte[] token = stamps.stamp(Digest.sha256("other".getBytes(UTF_8)));

        assertRefused(Fault.TIME_STAMP_WRONG, () -> TimeStamps.verify(token, IMPRINT, TRUST, nothingRevoked()));
    }

    @Test
    void a_stamp_of_another_authority_is_foreign() {
        Authority sameName = Authority.create("Tỉnh CA", CLOCK, YEAR, KeyAlgorithm.EC_P256);
        var foreign = new LocalTimeStamps(entry(sameName, KeyAlgorithm.EC_P256, Purpose.TIME_STAMP), CLOCK);

        assertRefused(
                Fault.CERTIFICATE_FOREIGN,
                () -> TimeStamps.verify(foreign.stamp(IMPRINT), IMPRINT, TRUST, nothingRevoked()));
    }

    @Test
    void a_pinned_stamper_needs_no_path_and_no_list() {
        var pinned = new Trust(Set.of(), Set.of(), Set.of(STAMPER.certificate()));

        assertThat(TimeStamps.verify(stamps.stamp(IMPRINT), IMPRINT, pinned, List.of()))
                .isEqualTo(MONDAY_NINE);
    }

    @Test
    void the_stamper_is_judged_at_the_time_of_the_stamp() {
        byte[] token = stamps.stamp(IMPRINT);

        assertRefused(
                Fault.CERTIFICATE_REVOKED,
                () -> TimeStamps.verify(token, IMPRINT, TRUST, revoked(STAMPER, MONDAY_NINE.minusSeconds(1))));
        assertThat(TimeStamps.verify(token, IMPRINT, TRUST, revoked(STAMPER, MONDAY_NINE.plusSeconds(1))))
                .isEqualTo(MONDAY_NINE);
        assertRefused(Fault.REVOCATION_UNKNOWN, () -> TimeStamps.verify(token, IMPRINT, TRUST, List.of()));
    }

    @Test
    void a_seal_key_cannot_stamp() {
        assertRefused(Fault.CERTIFICATE_USAGE, () -> new LocalTimeStamps(SealProvince.RSA, CLOCK));
    }

    @Test
    void a_digest_or_a_time_put_into_a_genuine_stamp_is_seen() {
        byte[] other = stamps.stamp(Digest.sha256("other".getBytes(UTF_8)));
        byte[] digest = replaced(other, Digest.sha256("other".getBytes(UTF_8)).bytes(), IMPRINT.bytes());
        byte[] time =
                replaced(stamps.stamp(IMPRINT), "20261102020000".getBytes(UTF_8), "20261101020000".getBytes(UTF_8));

        assertRefused(Fault.TIME_STAMP_WRONG, () -> TimeStamps.verify(digest, IMPRINT, TRUST, nothingRevoked()));
        assertRefused(Fault.TIME_STAMP_WRONG, () -> TimeStamps.verify(time, IMPRINT, TRUST, nothingRevoked()));
    }

    private static byte[] replaced(byte[] token, byte[] from, byte[] to) {
        String text = new String(token, ISO_8859_1);
        String changed = text.replaceFirst(
                Pattern.quote(new String(from, ISO_8859_1)), Matcher.quoteReplacement(new String(to, ISO_8859_1)));
        assertThat(changed).isNotEqualTo(text);
        return changed.getBytes(ISO_8859_1);
    }

    @Test
    void any_one_changed_byte_is_refused() {
        byte[] token = stamps.stamp(IMPRINT);
        var pinned = new Trust(Set.of(AUTHORITY.certificate()), Set.of(), Set.of());

        for (int i = 0; i < token.length; i += 3) {
            byte[] changed = token.clone();
            changed[i] ^= (byte) (1 << (i % 8));
            try {
                assertThat(TimeStamps.verify(changed, IMPRINT, pinned, nothingRevoked()))
                        .isEqualTo(MONDAY_NINE);
            } catch (Refused e) {
                assertThat(e.fault().code()).startsWith("ANTIN-6");
            }
        }
        assertThatThrownBy(() -> TimeStamps.verify(new byte[0], IMPRINT, pinned, nothingRevoked()))
                .isInstanceOf(Refused.class);
    }
}
