package vn.antin.console.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;
import vn.antin.door.Language;
import vn.antin.door.Messages;

/** Renders templates as pages, and serves their style sheet and scripts. */
public final class TemplateRenderer {

    /** Content security policy: only this server's files, no inline script or style, no framing. */
    private static final String POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
            + " frame-ancestors 'none'; form-action 'self'";

    /** The chart library in its jar; a test compares the version with the jar. */
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private static final String CSS = "text/css;charset=utf-8";
    private static final String JAVASCRIPT = "text/javascript;charset=utf-8";

    /** Media type and resource of a file. */
    private record StaticFile(String type, String resource) {}

    private static final Map<String, StaticFile> FILES = Map.of(
            "console.css", new StaticFile(CSS, "console.css"),
            "console.js", new StaticFile(JAVASCRIPT, "console.js"),
            "charts.css", new StaticFile(CSS, "charts.css"),
            "charts.js", new StaticFile(JAVASCRIPT, "charts.js"),
            "uplot.css", new StaticFile(CSS, UPLOT + "uPlot.min.css"),
            "uplot.js", new StaticFile(JAVASCRIPT, UPLOT + "uPlot.iife.min.js"),
            "seal.svg", new StaticFile("image/svg+xml", "seal.svg"));

    private final TemplateEngine engine =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "vn.antin.console.templates");
    private final Map<Language, Messages> words = new EnumMap<>(Language.class);

    TemplateRenderer() {
        engine.setBinaryStaticContent(false);
        for (Language language : Language.values()) {
            words.put(language, Messages.in(language, TemplateRenderer.class, "console"));
        }
    }

    Messages words(Language language) {
        Messages found = words.get(language);
        if (found == null) {
            throw new IllegalStateException("no words in " + language);
        }
        return found;
    }

    /** Renders a page; the model has a member for each parameter of the template. */
    void page(HttpServletResponse response, int status, String template, PageModel view, Map<String, Object> model)
            throws IOException {
        Utf8ByteOutput html = new Utf8ByteOutput();
        Map<String, Object> all = new java.util.HashMap<>(model);
        all.put("v", view);
        engine.render(template + ".jte", all, html);
        response.setStatus(status);
        guard(response);
        response.setContentType("text/html;charset=utf-8");
        response.setHeader("Content-Language", view.language());
        response.setContentLength(html.getContentLength());
        html.writeTo(response.getOutputStream());
    }

    static void guard(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    }

    /** Serves one of the files; false when there is none of that name. */
    boolean file(HttpServletResponse response, String name) throws IOException {
        StaticFile place = FILES.get(name);
        if (place == null) {
            return false;
        }
        try (InputStream in = TemplateRenderer.class.getResourceAsStream(place.resource())) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            response.setContentType(place.type());
            response.setHeader("Cache-Control", "max-age=300");
            in.transferTo(response.getOutputStream());
        }
        return true;
    }
}
