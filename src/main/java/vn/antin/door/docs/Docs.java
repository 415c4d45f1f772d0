package vn.antin.door.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Language;
import vn.antin.door.OwnAddress;

/**
 * Serves the documents of a node, in Vietnamese or English, without authentication and without links to other sites.
 */
public final class Docs extends HttpServlet {

    public static final String PATH = "/docs/*";

    static final String ROOT = "/docs/";

    private static final long serialVersionUID = 1L;

    /** Policy of the page that tries calls: it runs its own script, which calls this node and sets inline styles. */
    private static final String SCRIPTED =
            HtmlPage.POLICY + "; script-src 'self'; connect-src 'self'; font-src 'self' data:";

    private final transient DocsFiles files = new DocsFiles();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getPathInfo() == null) {
            response.sendRedirect(ROOT);
            return;
        }
        String name = request.getPathInfo().substring(1);
        Language language = language(request);
        Optional<DocsPage> leaf = DocsPage.named(name);
        if (leaf.isPresent()) {
            show(leaf.get(), language, response);
            return;
        }
        Optional<DocsFiles.DocsFile> file = made(name, request).or(() -> files.named(name));
        if (file.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setHeader("Cache-Control", "private, max-age=3600");
        write(file.get(), response);
    }

    /** Files generated from the contract for developers' tools. */
    private static Optional<DocsFiles.DocsFile> made(String name, HttpServletRequest request) {
        return switch (name) {
            case "files/antin.http" -> Optional.of(text("text/plain;charset=utf-8", HttpFile.of(node(request))));
            case "files/antin.postman_collection.json" ->
                Optional.of(text("application/json", PostmanCollection.of(node(request))));
            default -> Optional.empty();
        };
    }

    private static String node(HttpServletRequest request) {
        return OwnAddress.of(request);
    }

    private static DocsFiles.DocsFile text(String type, String text) {
        return new DocsFiles.DocsFile(type, text.getBytes(UTF_8));
    }

    /** The requested language, or the one the browser prefers. */
    public static Language language(HttpServletRequest request) {
        @Nullable String asked = request.getParameter("lang");
        return Language.preferred(asked == null ? request.getHeader("Accept-Language") : asked);
    }

    private static void show(DocsPage leaf, Language language, HttpServletResponse response) throws IOException {
        String html = switch (leaf) {
            case API -> api(language);
            case EVENTS -> EventsPage.of(language);
            default -> written(leaf, language);
        };
        show(html, language, leaf == DocsPage.API ? SCRIPTED : HtmlPage.POLICY, response);
    }

    /** The REST interface, to read and to try, by Swagger UI. */
    private static String api(Language language) {
        return HtmlPage.of(
                language,
                DocsPage.API.path(),
                "REST",
                "<link rel=\"stylesheet\" href=\"" + ROOT + "swagger-ui.css\">\n<script src=\"" + ROOT
                        + "swagger-ui-bundle.js\" defer></script>\n<script src=\"" + ROOT
                        + "api.js\" defer></script>\n",
                "<main id=\"swagger-ui\"></main>\n<noscript><p class=\"text\"><a href=\"" + ROOT
                        + "files/openapi.yaml\">openapi.yaml</a></p></noscript>");
    }

    private static String written(DocsPage leaf, Language language) {
        Markdown markdown = new Markdown(new String(DocsFiles.read(leaf.text(language)), UTF_8));
        return HtmlPage.of(language, leaf.path(), markdown.title(), markdown.html(language));
    }

    /** Answers a page under its own policy. */
    public static void show(String html, Language language, String policy, HttpServletResponse response)
            throws IOException {
        response.setHeader("Content-Security-Policy", policy);
        response.setHeader("Content-Language", language.tag());
        response.setHeader("Vary", "Accept-Language");
        write(new DocsFiles.DocsFile("text/html;charset=utf-8", html.getBytes(UTF_8)), response);
    }

    private static void write(DocsFiles.DocsFile file, HttpServletResponse response) throws IOException {
        response.setContentType(file.type());
        response.setContentLength(file.bytes().length);
        response.getOutputStream().write(file.bytes());
    }
}
