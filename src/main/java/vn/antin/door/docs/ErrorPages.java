package vn.antin.door.docs;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import vn.antin.door.Errors;
import vn.antin.door.Language;
import vn.antin.door.Problems;

/** Serves a page for each code of the catalogue: what it means and what to do. Works without the internet. */
public final class ErrorPages extends HttpServlet {

    /** Path of the pages; a problem's type points there. */
    public static final String PATH = Problems.PAGES;

    private static final long serialVersionUID = 1L;

    private final transient Errors errors;

    public ErrorPages(Errors errors) {
        this.errors = errors;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Language language = Docs.language(request);
        String name = String.valueOf(request.getPathInfo()).replaceFirst("^(null|/)", "");
        Optional<Errors.ErrorEntry> entry = errors.ofCode(name);
        if (entry.isEmpty() && !name.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        String html = entry.map(one -> page(one, language)).orElseGet(() -> list(language));
        Docs.show(html, language, HtmlPage.POLICY, response);
    }

    private static String page(Errors.ErrorEntry entry, Language language) {
        boolean vi = language == Language.VI;
        String sentence = entry.text().in(language).replaceAll("\\{\\d}", "…");
        String again = entry.retryable() ? vi ? "có" : "yes" : vi ? "không" : "no";
        return html(
                language,
                entry.code(),
                entry.code() + " – " + entry.title().in(language),
                "<p>" + HtmlPage.escaped(sentence) + "</p>\n<h2>" + (vi ? "Cần làm gì" : "What to do") + "</h2>\n<p>"
                        + HtmlPage.escaped(entry.remedy().in(language)) + "</p>\n<p>HTTP " + entry.http() + "; "
                        + (vi ? "tự thử lại được: " : "can be tried again: ") + again + ".</p>\n<p><a href=\"" + PATH
                        + "?lang="
                        + language.tag() + "\">" + (vi ? "Tất cả mã lỗi" : "All codes") + "</a></p>");
    }

    private String list(Language language) {
        return html(
                language,
                "",
                language == Language.VI ? "Mã lỗi của Antin" : "Codes of Antin",
                errors.all().stream()
                        .map(entry -> "<li><a href=\"" + PATH + entry.code() + "?lang=" + language.tag() + "\">"
                                + entry.code() + "</a> "
                                + HtmlPage.escaped(entry.title().in(language)) + "</li>")
                        .collect(Collectors.joining("\n", "<ul>\n", "\n</ul>")));
    }

    private static String html(Language language, String name, String title, String body) {
        return HtmlPage.of(language, PATH + name, title, "<h1>" + HtmlPage.escaped(title) + "</h1>\n" + body);
    }
}
