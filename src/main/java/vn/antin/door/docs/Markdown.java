package vn.antin.door.docs;

import java.util.List;
import java.util.Optional;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.text.TextContentRenderer;
import vn.antin.door.Language;

/** Renders Markdown as a page; its links lead to the pages of the node instead of the files of the source. */
final class Markdown {

    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), HeadingAnchorExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();

    private final Node document;

    Markdown(String text) {
        this.document = PARSER.parse(text);
    }

    /** The first heading. */
    String title() {
        for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading) {
                return TextContentRenderer.builder().build().render(node).strip();
            }
        }
        return "";
    }

    String html(Language language) {
        return HtmlRenderer.builder()
                .extensions(EXTENSIONS)
                .escapeHtml(true)
                .sanitizeUrls(true)
                .attributeProviderFactory(context -> (node, tag, attributes) -> {
                    if (node instanceof Link) {
                        attributes.computeIfPresent("href", (name, link) -> address(link, language));
                    }
                })
                .build()
                .render(document);
    }

    /** The address on the node for a link of the source. */
    static String address(String link, Language language) {
        if (link.isEmpty() || link.startsWith("#") || link.startsWith("/") || link.contains(":")) {
            return link;
        }
        int mark = link.indexOf('#');
        String fragment = mark < 0 ? "" : link.substring(mark);
        String file = (mark < 0 ? link : link.substring(0, mark)).replaceFirst(".*/", "");
        if (!file.endsWith(".md")) {
            return Docs.ROOT + "files/" + file + fragment;
        }
        String name = file.replaceFirst("(\\.(vi|en))?\\.md$", "");
        Optional<DocsPage> leaf = file.equals("CHANGELOG.md") ? Optional.of(DocsPage.CHANGES) : DocsPage.named(name);
        Language wanted = file.endsWith(".vi.md") ? Language.VI : file.endsWith(".en.md") ? Language.EN : language;
        return leaf.map(page -> page.path(wanted)).orElse(Docs.ROOT + name) + fragment;
    }
}
