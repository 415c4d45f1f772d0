package vn.antin.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;
import vn.antin.adapter.Language;
import vn.antin.adapter.Words;

/** Makes pages of templates, and hands out the style and the script that go with them. */
final class Shell {

    /** Nothing but what this server itself sends, no script or style inside a page, in no other page's frame. */
    private static final String POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
            + " frame-ancestors 'none'; form-action 'self'";

    private static final Map<String, String> FILES = Map.of(
            "console.css", "text/css;charset=utf-8",
            "console.js", "text/javascript;charset=utf-8",
            "seal.svg", "image/svg+xml");

    private final TemplateEngine engine =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "vn.antin.console.pages");
    private final Map<Language, Words> words = new EnumMap<>(Language.class);

    Shell() {
        engine.setBinaryStaticContent(false);
        for (Language language : Language.values()) {
            words.put(language, Words.in(language, Shell.class, "console"));
        }
    }

    Words words(Language language) {
        Words found = words.get(language);
        if (found == null) {
            throw new IllegalStateException("no words in " + language);
        }
        return found;
    }

    /** Sends a page; the model has a member for each parameter of the template. */
    void page(HttpServletResponse response, int status, String template, View view, Map<String, Object> model)
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

    /** One of the files beside the pages; false when there is none of that name. */
    boolean file(HttpServletResponse response, String name) throws IOException {
        String type = FILES.get(name);
        if (type == null) {
            return false;
        }
        try (InputStream in = Shell.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            response.setContentType(type);
            response.setHeader("Cache-Control", "max-age=300");
            in.transferTo(response.getOutputStream());
        }
        return true;
    }
}
