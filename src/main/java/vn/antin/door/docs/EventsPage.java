package vn.antin.door.docs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import vn.antin.door.Language;

/** The page of the events, as a table generated from asyncapi.yaml. */
final class EventsPage {

    private EventsPage() {}

    static String of(Language language) {
        JsonNode contract = DocsFiles.tree("/schemas/asyncapi.yaml");
        boolean vi = language == Language.VI;
        StringBuilder rows = new StringBuilder();
        for (Map.Entry<String, JsonNode> message :
                contract.path("components").path("messages").properties()) {
            rows.append("<tr><td><code>")
                    .append(HtmlPage.escaped(message.getValue().path("name").asText()))
                    .append("</code></td><td>")
                    .append(HtmlPage.escaped(message.getValue()
                            .path(vi ? "x-summary-vi" : "summary")
                            .asText()))
                    .append("</td></tr>\n");
        }
        String title = vi ? "Sự kiện" : "Events";
        String about = contract.path("info")
                .path(vi ? "x-description-vi" : "description")
                .asText();
        return HtmlPage.of(
                language,
                DocsPage.EVENTS.path(),
                title,
                "<h1>" + title + "</h1>\n" + new Markdown(about).html(language) + "<table>\n<thead><tr><th>"
                        + (vi ? "Loại" : "Type") + "</th><th>" + (vi ? "Nghĩa là" : "It means")
                        + "</th></tr></thead>\n<tbody>\n" + rows + "</tbody>\n</table>\n");
    }
}
