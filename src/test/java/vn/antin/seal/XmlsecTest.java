package vn.antin.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;

/** An independent program verifies our seals. RSA-PSS is left out, because today's xmlsec1 does not know it. */
class XmlsecTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"RSA_PKCS1", "ECDSA"})
    void xmlsec1_verifies_a_seal(SealAlgorithm algorithm) throws Exception {
        assertThat(verify(new String(SealProvince.sealed(algorithm), UTF_8), SealProvince.AUTHORITY))
                .contains("OK");
    }

    @Test
    void xmlsec1_sees_a_changed_letter_and_a_foreign_authority() {
        String sealed = new String(SealProvince.sealed(SealAlgorithm.RSA_PKCS1), UTF_8);
        Authority foreign = Authority.create("foreign", SealProvince.CLOCK, SealProvince.YEAR, KeyAlgorithm.EC_P256);

        assertThatThrownBy(() -> verify(sealed.replace("7aa3", "7aa4"), SealProvince.AUTHORITY))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("data and digest do not match");
        assertThatThrownBy(() -> verify(sealed, foreign)).isInstanceOf(AssertionError.class);
    }

    private String verify(String sealed, Authority authority) throws Exception {
        Path xml = Files.writeString(folder.resolve("sealed.xml"), sealed);
        Path anchor = Files.writeString(
                folder.resolve("anchor.pem"), Pem.of("CERTIFICATE", Certificates.encoded(authority.certificate())));
        return XmlsecTool.run(
                "xmlsec1",
                "--verify",
                "--enabled-reference-uris",
                "same-doc",
                "--enabled-key-data",
                "x509",
                "--verification-gmt-time",
                "2026-11-02 02:00:00",
                "--trusted-pem",
                anchor.toString(),
                "--id-attr:Id",
                "urn:test:letter:Letter",
                "--id-attr:Id",
                "http://uri.etsi.org/01903/v1.3.2#:SignedProperties",
                xml.toString());
    }
}
