package vn.antin.door.docs;

import vn.antin.door.Language;

/** The page of the REST interface, to read and to try, by Swagger UI. */
final class ApiPage {

    private ApiPage() {}

    static String of(Language language) {
        return HtmlPage.of(
                language,
                DocsPage.API.path(),
                "REST",
                "<link rel=\"stylesheet\" href=\"" + Docs.ROOT + "swagger-ui.css\">\n<script src=\"" + Docs.ROOT
                        + "swagger-ui-bundle.js\" defer></script>\n<script src=\"" + Docs.ROOT
                        + "api.js\" defer></script>\n",
                "<main id=\"swagger-ui\"></main>\n<noscript><p class=\"text\"><a href=\"" + Docs.ROOT
                        + "files/openapi.yaml\">openapi.yaml</a></p></noscript>");
    }
}
