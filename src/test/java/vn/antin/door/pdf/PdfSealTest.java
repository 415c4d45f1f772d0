package vn.antin.door.pdf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentCatalog;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.fault.Refused;
import vn.antin.seal.CmsSealer;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;

/** A node's seal on a PDF, with keys in files and keys in tokens. */
class PdfSealTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-02T02:00:00Z"), ZoneOffset.UTC);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Authority AUTHORITY = Authority.create("Tỉnh CA", CLOCK, YEAR, KeyAlgorithm.EC_P256);
    private static final byte[] PRINTED = TablePdf.print(new TablePdf.PrintedTable(
            "vi",
            "Sổ biên nhận",
            List.of("Nội dung"),
            List.of("Số", "Nơi nhận"),
            List.of(List.of("1", "Sở Y tế")),
            "Hết"));

    private static PdfSeal seal(PrivateKey key, X509Certificate certificate) {
        return new PdfSeal(new CmsSealer(KeyEntry.of(key, certificate, AUTHORITY.certificate())), CLOCK);
    }

    private static X509Certificate certified(KeyPair keys) {
        return AUTHORITY.issue(keys.getPublic(), "so-y-te", Purpose.SEAL, List.of(), YEAR);
    }

    @ParameterizedTest
    @EnumSource
    void whoever_has_the_file_finds_whose_it_is(KeyAlgorithm algorithm) {
        KeyPair keys = KeyPairs.generate(algorithm);
        X509Certificate certificate = certified(keys);
        byte[] sealed = seal(keys.getPrivate(), certificate).seal(PRINTED);

        assertThat(SealedPdf.signer(sealed)).isEqualTo(certificate);
        assertThat(Arrays.copyOf(sealed, PRINTED.length)).isEqualTo(PRINTED);
    }

    @Test
    void a_key_that_stays_in_its_token_seals_too() {
        KeyPair keys = KeyPairs.generate(KeyAlgorithm.EC_P256);
        X509Certificate certificate = certified(keys);
        TokenProvider token = new TokenProvider();
        Security.addProvider(token);
        try {
            byte[] sealed = seal(token.keep(keys.getPrivate()), certificate).seal(PRINTED);
            assertThat(SealedPdf.signer(sealed)).isEqualTo(certificate);
            assertThat(token.used()).isEqualTo(1);
        } finally {
            Security.removeProvider(token.getName());
        }
    }

    @Test
    void without_its_token_nothing_leaves() {
        KeyPair keys = KeyPairs.generate(KeyAlgorithm.EC_P256);
        PdfSeal seal = seal(new TokenProvider().keep(keys.getPrivate()), certified(keys));

        assertThatThrownBy(() -> seal.seal(PRINTED)).isInstanceOf(Refused.class);
    }

    @Test
    void one_byte_that_is_changed_or_added_is_found() {
        KeyPair keys = KeyPairs.generate(KeyAlgorithm.EC_P256);
        byte[] sealed = seal(keys.getPrivate(), certified(keys)).seal(PRINTED);

        for (int at : new int[] {PRINTED.length / 2, PRINTED.length / 3, sealed.length - 3}) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> SealedPdf.signer(changed)).as("byte " + at).isInstanceOf(SealedPdf.Broken.class);
        }
        byte[] longer = Arrays.copyOf(sealed, sealed.length + 1);
        longer[sealed.length] = '\n';
        assertThatThrownBy(() -> SealedPdf.signer(longer)).hasMessageContaining("whole file");
        assertThatThrownBy(() -> SealedPdf.signer(PRINTED)).hasMessageContaining("0 signatures");
    }

    @Test
    void what_is_read_aloud_stays_what_it_was() throws IOException {
        KeyPair keys = KeyPairs.generate(KeyAlgorithm.EC_P256);
        byte[] sealed = seal(keys.getPrivate(), certified(keys)).seal(PRINTED);

        try (PDDocument before = Loader.loadPDF(PRINTED);
                PDDocument after = Loader.loadPDF(sealed)) {
            PDDocumentCatalog catalog = after.getDocumentCatalog();
            assertThat(catalog.getMarkInfo().isMarked()).isTrue();
            assertThat(catalog.getLanguage()).isEqualTo("vi");
            assertThat(catalog.getStructureTreeRoot().getKids())
                    .hasSameSizeAs(
                            before.getDocumentCatalog().getStructureTreeRoot().getKids());
            assertThat(new PDFTextStripper().getText(after)).isEqualTo(new PDFTextStripper().getText(before));
            assertThat(after.getSignatureFields().get(0).getWidgets().get(0).isHidden())
                    .isTrue();
            assertThat(after.getPage(0).getCOSObject().getNameAsString("Tabs")).isEqualTo("S");
            assertThat(after.getSignatureDictionaries().get(0).getSignDate().toInstant())
                    .isEqualTo(CLOCK.instant());
        }
    }
}
