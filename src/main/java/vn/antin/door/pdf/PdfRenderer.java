package vn.antin.door.pdf;

import com.openhtmltopdf.extend.FSSupplier;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.Diagnostic;
import com.openhtmltopdf.util.XRLog;
import com.openhtmltopdf.util.XRLogger;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.Level;
import javax.imageio.ImageIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renders a template as PDF. The renderer loads nothing from outside the page and writes no file. */
final class PdfRenderer {

    private static final Logger LOG = LoggerFactory.getLogger(PdfRenderer.class);
    private static final String FONT = "Noto Sans";

    private static final TemplateEngine ENGINE =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "vn.antin.door.pdf.templates");

    static {
        ImageIO.setUseCache(false);
        XRLog.setLoggerImpl(new DebugLogger());
    }

    private PdfRenderer() {}

    /**
     * Renders the pages.
     *
     * @param model the template's only parameter
     * @param name what is printed, for the error message
     */
    static byte[] print(String template, Object model, String name) {
        StringOutput html = new StringOutput();
        ENGINE.render(template, model, html);
        ByteArrayOutputStream pdf = new ByteArrayOutputStream();
        try {
            new PdfRendererBuilder()
                    .usePdfUaAccessibility(true)
                    .useFont(font("NotoSans-Regular.ttf"), FONT, 400, FontStyle.NORMAL, true)
                    .useFont(font("NotoSans-Bold.ttf"), FONT, 700, FontStyle.NORMAL, true)
                    .useExternalResourceAccessControl(
                            (uri, type) -> uri.startsWith("data:"),
                            ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI)
                    .useUriResolver((base, uri) -> uri.startsWith("data:") ? uri : null)
                    .withProducer("Antin")
                    .withHtmlContent(html.toString(), null)
                    .toStream(pdf)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
        return pdf.toByteArray();
    }

    private static FSSupplier<InputStream> font(String name) {
        return () -> {
            InputStream font = PdfRenderer.class.getResourceAsStream(name);
            if (font == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return font;
        };
    }

    /** Logs the renderer's warnings at debug level: they help only the author of a template. */
    private static final class DebugLogger implements XRLogger {

        @Override
        public void log(String where, Level level, String what) {
            LOG.debug("{} {}", where, what);
        }

        @Override
        public void log(String where, Level level, String what, Throwable why) {
            LOG.debug("{} {}", where, what, why);
        }

        @Override
        public void setLevel(String where, Level level) {
            // levels are set by the configuration of the log
        }

        @Override
        public boolean isLogLevelEnabled(Diagnostic diagnostic) {
            return LOG.isDebugEnabled();
        }
    }
}
