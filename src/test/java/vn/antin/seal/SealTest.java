package vn.antin.seal;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.antin.seal.SealProvince.CLOCK;
import static vn.antin.seal.SealProvince.LETTER;
import static vn.antin.seal.SealProvince.MONDAY_NINE;
import static vn.antin.seal.SealProvince.letter;
import static vn.antin.seal.SealProvince.sealed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

class SealTest {

    @ParameterizedTest
    @EnumSource
    void what_was_sealed_comes_out(SealAlgorithm algorithm) {
        Opened opened = SealReader.open(sealed(algorithm), LETTER);

        assertThat(new String(opened.content(), UTF_8)).isEqualTo("""
                <l:Letter xmlns:l="urn:test:letter" Id="e7">
                  <l:Sender>H05.12</l:Sender><l:Subject>Về việc A &amp; B &lt; C</l:Subject>
                  <l:Key>7aa3</l:Key><l:Empty></l:Empty>
                </l:Letter>""");
        assertThat(opened.signer()).isEqualTo(SealProvince.keyFor(algorithm).certificate());
        assertThat(opened.signingTime()).isEqualTo(MONDAY_NINE);
    }

    @Test
    void the_content_can_be_sealed_again_and_is_the_same() {
        byte[] content = SealReader.open(sealed(SealAlgorithm.RSA_PSS), LETTER).content();

        byte[] again = new Sealer(SealProvince.EC, SealAlgorithm.ECDSA, CLOCK).seal(content, "e7");

        assertThat(SealReader.open(again, LETTER).content()).isEqualTo(content);
    }

    @Test
    void the_same_letter_gives_the_same_bytes() {
        assertThat(sealed(SealAlgorithm.RSA_PKCS1)).isEqualTo(sealed(SealAlgorithm.RSA_PKCS1));
    }

    @Test
    void a_seal_with_an_rsa_key_costs_less_than_3500_bytes() {
        assertThat(sealed(SealAlgorithm.RSA_PSS).length - letter().length).isLessThan(3500);
    }

    @Test
    void the_default_is_pss_for_rsa_and_ecdsa_for_curves() {
        assertThat(SealAlgorithm.defaultFor(SealProvince.RSA.certificate().getPublicKey()))
                .isEqualTo(SealAlgorithm.RSA_PSS);
        assertThat(SealAlgorithm.defaultFor(SealProvince.EC.certificate().getPublicKey()))
                .isEqualTo(SealAlgorithm.ECDSA);
    }

    @Test
    void another_encoding_of_the_same_text_is_the_same_letter() {
        String text = new String(sealed(SealAlgorithm.RSA_PSS), UTF_8);

        byte[] utf16 = ("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + text).getBytes(UTF_16);

        assertThat(SealReader.open(utf16, LETTER).content())
                .isEqualTo(SealReader.open(text.getBytes(UTF_8), LETTER).content());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a xmlns='urn:a' Id='b'/>",
                "<a xmlns='urn:a'/>",
                "<a xmlns='urn:a' Id='a'><!-- hidden --></a>",
                "<a xmlns='urn:a' Id='a'><?do this?></a>",
                "<a xmlns='urn:a' Id='a'><![CDATA[x]]></a>",
                "<a xmlns='urn:a' Id='a'><b Id='a'/></a>",
                "<a xmlns='urn:a' Id='a'><b id='s'/></a>",
                "<a xmlns='urn:a' Id='a'><Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/></a>",
                "<?xml version='1.1'?><a xmlns='urn:a' Id='a'/>"
            })
    void what_no_reader_would_open_is_not_sealed(String xml) {
        var sealer = new Sealer(SealProvince.EC, SealAlgorithm.ECDSA, CLOCK);

        assertThatThrownBy(() -> sealer.seal(xml.getBytes(UTF_8), "a"))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.fault()).isEqualTo(Fault.SEAL_STRUCTURE));
    }

    @Test
    void a_key_of_another_kind_cannot_be_used() {
        assertThatThrownBy(() -> new Sealer(SealProvince.EC, SealAlgorithm.RSA_PSS, CLOCK))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.fault()).isEqualTo(Fault.SEAL_ALGORITHM));
    }
}
