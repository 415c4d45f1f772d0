package vn.antin.door.pdf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;
import org.apache.pdfbox.pdmodel.interactive.form.PDSignatureField;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Refused;
import vn.antin.seal.CmsSealer;

/**
 * Seals a PDF with a node's key: a PAdES signature (level B-B) over the whole file, which PDF readers verify. The
 * signature is invisible, and the original bytes, tags included, stay unchanged.
 */
public final class PdfSeal {

    private static final TimeZone ZONE = TimeZone.getTimeZone(VietnamTime.ZONE);
    private static final COSName ORDER_OF_TABS = COSName.getPDFName("Tabs");

    private final Supplier<CmsSealer> sealers;
    private final Clock clock;

    public PdfSeal(CmsSealer sealer, Clock clock) {
        this(() -> sealer, clock);
    }

    /** Seals with the key that is in use at that moment. */
    public PdfSeal(Supplier<CmsSealer> sealers, Clock clock) {
        this.sealers = sealers;
        this.clock = clock;
    }

    public X509Certificate certificate() {
        return sealers.get().certificate();
    }

    /**
     * Appends the seal to the file.
     *
     * @throws Refused KEYS_UNREADABLE when the key does not sign
     */
    public byte[] seal(byte[] pdf) {
        CmsSealer sealer = sealers.get();
        ByteArrayOutputStream sealed = new ByteArrayOutputStream(pdf.length + 4 * sealer.room());
        try (PDDocument document = Loader.loadPDF(pdf);
                SignatureOptions options = new SignatureOptions()) {
            options.setPreferredSignatureSize(sealer.room());
            document.addSignature(signature(), content -> sealer.seal(content.readAllBytes()), options);
            for (PDSignatureField field : document.getSignatureFields()) {
                field.getWidgets().forEach(PdfSeal::hide);
            }
            document.saveIncremental(sealed);
        } catch (IOException e) {
            throw new UncheckedIOException("sealing a PDF", e);
        }
        return sealed.toByteArray();
    }

    private PDSignature signature() {
        GregorianCalendar now = new GregorianCalendar(ZONE);
        now.setTime(Date.from(clock.instant()));
        PDSignature signature = new PDSignature();
        signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
        signature.setSubFilter(PDSignature.SUBFILTER_ETSI_CADES_DETACHED);
        signature.setSignDate(now);
        return signature;
    }

    /** Hides the invisible field from screen readers (PDF/UA, 7.18). */
    private static void hide(PDAnnotationWidget field) {
        field.setHidden(true);
        PDPage page = field.getPage();
        if (page != null) {
            page.getCOSObject().setItem(ORDER_OF_TABS, COSName.S);
        }
    }
}
