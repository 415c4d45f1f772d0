package vn.antin.adapter.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import vn.antin.adapter.Errors;
import vn.antin.adapter.Language;
import vn.antin.adapter.Problems;

/** A page for each code of the catalogue: what it means and what to do, readable without the internet. */
public final class ErrorPages extends HttpServlet {

    /** Where the pages are; a problem's type points there. */
    public static final String PATH = Problems.PAGES;

    private static final long serialVersionUID = 1L;

    private final transient Errors errors;

    public ErrorPages(Errors errors) {
        this.errors = errors;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String asked = request.getParameter("lang");
        Language language = Language.preferred(asked == null ? request.getHeader("Accept-Language") : asked);
        String name = String.valueOf(request.getPathInfo()).replaceFirst("^(null|/)", "");
        Optional<Errors.Entry> entry = errors.ofCode(name);
        if (entry.isEmpty() && !name.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        byte[] html = entry.map(one -> page(one, language))
                .orElseGet(() -> list(language))
                .getBytes(UTF_8);
        response.setContentType("text/html;charset=utf-8");
        response.setHeader("Content-Language", language.tag());
        response.setContentLength(html.length);
        response.getOutputStream().write(html);
    }

    private static String page(Errors.Entry entry, Language language) {
        boolean vi = language == Language.VI;
        String sentence = entry.text().in(language).replaceAll("\\{\\d}", "…");
        String again = entry.retryable() ? vi ? "có" : "yes" : vi ? "không" : "no";
        return html(
                language,
                entry.code() + " – " + entry.title().in(language),
                "<p>" + escaped(sentence) + "</p>\n<h2>" + (vi ? "Cần làm gì" : "What to do") + "</h2>\n<p>"
                        + escaped(entry.remedy().in(language)) + "</p>\n<p>HTTP " + entry.http() + "; "
                        + (vi ? "tự thử lại được: " : "can be tried again: ") + again + ".</p>\n<p><a href=\"" + PATH
                        + "\">" + (vi ? "Tất cả mã lỗi" : "All codes") + "</a></p>");
    }

    private String list(Language language) {
        return html(
                language,
                language == Language.VI ? "Mã lỗi của Antin" : "Codes of Antin",
                errors.all().stream()
                        .map(entry -> "<li><a href=\"" + PATH + entry.code() + "\">" + entry.code() + "</a> "
                                + escaped(entry.title().in(language)) + "</li>")
                        .collect(Collectors.joining("\n", "<ul>\n", "\n</ul>")));
    }

    private static String html(Language language, String title, String body) {
        return "<!DOCTYPE html>\n<html lang=\"" + language.tag() + "\">\n<head>\n<meta charset=\"utf-8\">\n<title>"
                + escaped(title) + "</title>\n</head>\n<body>\n<h1>" + escaped(title) + "</h1>\n" + body
                + "\n</body>\n</html>\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
