package vn.antin.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.antin.seal.SealProvince.LETTER;
import static vn.antin.seal.SealProvince.sealed;

import java.security.KeyPairGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.WeakAuthority;

/** Seals that must be refused. */
class SealAttackTest {

    @TestFactory
    Stream<DynamicTest> every_hostile_variant_is_refused() {
        return Stream.of(SealAlgorithm.RSA_PSS, SealAlgorithm.ECDSA)
                .map(algorithm -> new String(sealed(algorithm), UTF_8))
                .flatMap(xml -> Stream.of(new LetterAttacks(xml), new SignatureAttacks(xml)))
                .flatMap(variants -> variants.all().entrySet().stream())
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> isRefused(each.getValue())));
    }

    private static void isRefused(Variants.Attack attack) {
        assertThatThrownBy(() -> SealReader.open(attack.xml().getBytes(UTF_8), LETTER))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.fault()).isIn(attack.answers()));
    }

    @ParameterizedTest
    @EnumSource
    void any_one_changed_byte_is_refused_or_changes_nothing(SealAlgorithm algorithm) {
        byte[] sealed = sealed(algorithm);
        byte[] content = SealReader.open(sealed, LETTER).content();
        int refused = 0;
        int tried = 0;
        int step = algorithm == SealAlgorithm.ECDSA ? 1 : 7;
        for (int i = 0; i < sealed.length; i += step) {
            tried++;
            byte[] changed = sealed.clone();
            changed[i] ^= (byte) (1 << (i % 8));
            try {
                assertThat(SealReader.open(changed, LETTER).content()).isEqualTo(content);
            } catch (Refused e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(tried * 99 / 100);
    }

    @ParameterizedTest
    @CsvSource({"SHA1withRSA,RSA,1024", "SHA256withRSA,RSA,1024", "SHA256withDSA,DSA,2048", "SHA256withECDSA,EC,384"})
    void a_signer_with_a_weak_or_strange_key_is_refused(String signature, String kind, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        generator.initialize(bits);
        KeyEntry weak = WeakAuthority.selfSigned(generator.generateKeyPair(), signature);
        String certificate = SealXml.base64(Certificates.encoded(weak.certificate()));
        String digest = SealXml.base64(Certificates.digest(weak.certificate()).bytes());

        String sealed = new String(sealed(SealAlgorithm.RSA_PSS), UTF_8)
                .replaceFirst("<X509Certificate>[^<]*<", "<X509Certificate>" + certificate + "<")
                .replaceFirst("(#\">)[^<]{43}=(</DigestValue>)", "$1" + digest + "$2");

        assertThatThrownBy(() -> SealReader.open(sealed.getBytes(UTF_8), LETTER))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.fault()).isEqualTo(Fault.CERTIFICATE_ALGORITHM));
    }

    @Test
    void harmless_rewriting_is_accepted() {
        byte[] content = SealReader.open(sealed(SealAlgorithm.ECDSA), LETTER).content();
        String sealed = new String(sealed(SealAlgorithm.ECDSA), UTF_8);

        for (String same : new String[] {
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + sealed + "\n",
            sealed.replace("<l:Empty></l:Empty>", "<l:Empty/>"),
            sealed.replace("&lt;", "&#60;"),
            sealed.replace("Id=\"e7\"", "Id='e7'"),
            sealed.replace("</SignatureValue>", "\n</SignatureValue>"),
        }) {
            assertThat(SealReader.open(same.getBytes(UTF_8), LETTER).content()).isEqualTo(content);
        }
    }
}
