package vn.antin.endtoend;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentCatalog;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * The content of a PDF.
 *
 * @param text its lines, joined where one was wrapped
 * @param tagged whether it is accessible to screen readers
 * @param code content of the QR code on the first page
 */
record Printed(int pages, String text, boolean tagged, String code) {

    private static final float DOTS_PER_INCH = 150;

    static Printed read(byte[] pdf) {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            PDDocumentCatalog catalog = document.getDocumentCatalog();
            boolean tagged = catalog.getMarkInfo() != null
                    && catalog.getMarkInfo().isMarked()
                    && catalog.getStructureTreeRoot() != null
                    && catalog.getLanguage() != null;
            BufferedImage page = new PDFRenderer(document).renderImageWithDPI(0, DOTS_PER_INCH);
            String text = new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
            return new Printed(document.getNumberOfPages(), text, tagged, code(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String code(BufferedImage page) {
        return code(page, Map.of());
    }

    /** The content of a picture that is a QR code and nothing else. */
    static String pure(BufferedImage code) {
        return code(code, Map.of(DecodeHintType.PURE_BARCODE, true));
    }

    private static String code(BufferedImage page, Map<DecodeHintType, ?> hints) {
        int wide = page.getWidth();
        int high = page.getHeight();
        int[] points = page.getRGB(0, 0, wide, high, null, 0, wide);
        try {
            return new QRCodeReader()
                    .decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(wide, high, points))), hints)
                    .getText();
        } catch (ReaderException e) {
            throw new AssertionError("no code that can be read", e);
        }
    }
}
