package vn.antin.door.docs;

import vn.antin.door.Language;

/** The frame of every page: a menu, one style sheet, no script unless one is named. */
public final class HtmlPage {

    /** Content security policy: style and images from this node, nothing else. */
    public static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'";

    private HtmlPage() {}

    /**
     * Builds a whole page.
     *
     * @param path of this page, for the link to the other language
     * @param body HTML, already escaped
     */
    public static String of(Language language, String path, String title, String body) {
        return of(language, path, title, "", "<main class=\"text\">\n" + body + "\n</main>");
    }

    /** Builds a page with additional elements in its head. */
    static String of(Language language, String path, String title, String head, String body) {
        boolean vi = language == Language.VI;
        Language other = vi ? Language.EN : Language.VI;
        StringBuilder nav = new StringBuilder();
        for (DocsPage leaf : DocsPage.values()) {
            if (leaf.isThere()) {
                nav.append("<a href=\"")
                        .append(leaf.path(language))
                        .append('"')
                        .append(leaf.path().equals(path) ? " aria-current=\"page\"" : "")
                        .append('>')
                        .append(escaped(leaf.title(language)))
                        .append("</a>\n");
            }
        }
        return "<!DOCTYPE html>\n<html lang=\"" + language.tag() + "\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + escaped(title)
                + " – Antin</title>\n<link rel=\"icon\" href=\"" + Docs.ROOT + "icon.svg\">\n"
                + "<link rel=\"stylesheet\" href=\"" + Docs.ROOT + "docs.css\">\n" + head
                + "</head>\n<body>\n<header>\n"
                + "<nav aria-label=\"" + (vi ? "Tài liệu" : "Documents") + "\">\n" + nav + "</nav>\n"
                + "<a class=\"language\" hreflang=\"" + other.tag() + "\" lang=\"" + other.tag() + "\" href=\"" + path
                + "?lang=" + other.tag() + "\">" + (vi ? "English" : "Tiếng Việt") + "</a>\n</header>\n" + body
                + "\n</body>\n</html>\n";
    }

    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
