package vn.antin.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.envelope.PackageSignature;
import vn.antin.envelope.PackageSignature.Result;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.Purpose;

/** Signatures in packages, made by xmlsec1 in the form of other software. */
class LegacySignatureTest {

    private static final String SHA1 = "http://www.w3.org/2000/09/xmldsig#";
    private static final String INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    private static final String TEMPLATE = "<Signature xmlns=\"" + SealXml.DS + "\"><SignedInfo>"
            + "<CanonicalizationMethod Algorithm=\"" + INCLUSIVE + "\"/>"
            + "<SignatureMethod Algorithm=\"" + SHA1 + "rsa-sha1\"/>"
            + "<Reference URI=\"\"><Transforms><Transform Algorithm=\"" + SealXml.ENVELOPED + "\"/></Transforms>"
            + "<DigestMethod Algorithm=\"" + SHA1 + "sha1\"/><DigestValue/></Reference></SignedInfo>"
            + "<SignatureValue/><KeyInfo><X509Data><X509SubjectName/><X509Certificate/></X509Data></KeyInfo>"
            + "</Signature>";
    private static final String PACKAGE = "<edXML xmlns=\"http://www.mic.gov.vn/TBT/QCVN_102_2016\"><edXMLEnvelope>"
            + "<edXMLHeader><Subject>V/v thử</Subject>%s</edXMLHeader></edXMLEnvelope></edXML>";

    @TempDir
    static Path folder;

    private static String signed;

    @BeforeAll
    static void sign() throws Exception {
        signed = signed(TEMPLATE);
    }

    @Test
    void what_is_as_it_was_signed_is_intact_and_bears_the_name_of_the_policy() {
        PackageSignature found = check(signed).orElseThrow();

        assertThat(found.result()).isEqualTo(Result.INTACT);
        assertThat(found.policy().word()).isEqualTo("LEGACY-SHA1");
        assertThat(found.signer()).isEqualTo(Certificates.name(SealProvince.RSA.certificate()));
    }

    @Test
    void sha_256_and_a_second_transform_are_read_too() throws Exception {
        String template = TEMPLATE.replace(SHA1 + "rsa-sha1", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")
                .replace(SHA1 + "sha1", SealXml.SHA256)
                .replace("</Transforms>", "<Transform Algorithm=\"" + SealXml.EXCLUSIVE + "\"/></Transforms>");

        assertThat(result(signed(template))).isEqualTo(Result.INTACT);
    }

    @Test
    void the_name_space_of_the_package_hides_nothing() {
        String hidden = signed.replace("<Signature xmlns=\"" + SealXml.DS + "\">", "<Signature>");

        assertThat(hidden).isNotEqualTo(signed);
        assertThat(result(hidden)).isEqualTo(Result.INTACT);
        assertThat(result(hidden.replace("<Subject>V/v", "<Subject>v/v"))).isEqualTo(Result.BROKEN);
    }

    @Test
    void what_was_changed_or_signed_by_another_key_is_broken() throws Exception {
        String other = signed(TEMPLATE, SealProvince.entry(KeyAlgorithm.RSA_2048, Purpose.SEAL));

        assertThat(result(signed.replace("<Subject>V/v", "<Subject>v/v"))).isEqualTo(Result.BROKEN);
        assertThat(result(signed.replace(text(signed, "X509Certificate"), text(other, "X509Certificate"))))
                .isEqualTo(Result.BROKEN);
    }

    @ParameterizedTest
    @CsvSource({
        "rsa-sha1, hmac-sha1",
        "#sha1, #md5",
        "'URI=\"\"', 'URI=\"http://localhost/\"'",
        "'URI=\"\"', 'URI=\"#a\"'",
        "' URI=\"\"', ''",
        "enveloped-signature, base64",
        "</Transforms>, <Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/></Transforms>",
        "REC-xml-c14n-20010315\"/>, REC-xml-c14n-20010315\"><a/></CanonicalizationMethod>",
        "<SignatureValue>, <SignatureValue/><SignatureValue>",
        "<X509Certificate>, <X509Certificate>AAAA",
    })
    void what_the_policy_does_not_know_is_unreadable(String from, String to) {
        String odd = signed.replace(from, to);

        assertThat(odd).isNotEqualTo(signed);
        assertThat(result(odd)).isEqualTo(Result.UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SignedInfo", "KeyInfo", "X509Certificate", "SignatureValue", "Reference", "DigestValue"})
    void a_signature_without_what_belongs_to_it_is_unreadable(String element) {
        String less = signed.replaceAll("(?s)<" + element + "[ >].*?</" + element + ">", "");

        assertThat(less).isNotEqualTo(signed);
        assertThat(result(less)).isEqualTo(Result.UNREADABLE);
    }

    @Test
    void two_signatures_are_none_that_can_be_read() {
        String one = signed.substring(signed.indexOf("<Signature "), signed.indexOf("</Signature>") + 12);

        assertThat(result(signed.replace(one, one + one))).isEqualTo(Result.UNREADABLE);
    }

    @Test
    void a_package_without_one_has_none_and_one_too_large_is_told() {
        assertThat(check(PACKAGE.formatted("<DigitalSignature/>"))).isEmpty();
        assertThat(result(signed + " ".repeat(LegacySignature.MAX_BYTES))).isEqualTo(Result.TOO_LARGE);
    }

    private static Optional<PackageSignature> check(String edxml) {
        return LegacySignature.check(edxml.getBytes(UTF_8));
    }

    private static Result result(String edxml) {
        return check(edxml).orElseThrow().result();
    }

    private static String text(String xml, String element) {
        return xml.substring(xml.indexOf("<" + element + ">"), xml.indexOf("</" + element + ">"));
    }

    private static String signed(String template) throws Exception {
        return signed(template, SealProvince.RSA);
    }

    private static String signed(String template, KeyEntry entry) throws Exception {
        Path key = Files.writeString(
                folder.resolve("key.pem"), Pem.of("PRIVATE KEY", entry.key().getEncoded()));
        Path certificate = Files.writeString(
                folder.resolve("certificate.pem"), Pem.of("CERTIFICATE", Certificates.encoded(entry.certificate())));
        Path plain = Files.writeString(folder.resolve("plain.xml"), PACKAGE.formatted(template));
        Path out = folder.resolve("signed.xml");
        XmlsecTool.run(
                "xmlsec1",
                "--sign",
                "--privkey-pem",
                key + "," + certificate,
                "--output",
                out.toString(),
                plain.toString());
        return Files.readString(out);
    }
}
