package vn.antin.door.docs;

import java.util.Arrays;
import java.util.Optional;
import vn.antin.door.Language;
import vn.antin.door.Problems;

/** The pages of a node's documents, in the order of the menu. */
enum DocsPage {
    START("", "Tài liệu", "Documents", "/vn/antin/door/docs/start.%s.md"),
    GUIDE("guide", "15 phút đầu tiên", "First 15 minutes", "/docs/guide.%s.md"),
    INTEGRATION("integration", "Tích hợp", "Integration", "/docs/integration.%s.md"),
    PACKAGES("packages", "Gói edXML", "edXML packages", "/docs/packages.%s.md"),
    WEBHOOKS("webhooks", "Webhook", "Webhooks", "/docs/webhooks.%s.md"),
    VXP("vxp", "Trục quốc gia", "National axis", "/docs/vxp.%s.md"),
    SAMPLES("samples", "Mẫu mã nguồn", "Samples", "/vn/antin/door/docs/samples.%s.md"),
    API("api", "REST", "REST", ""),
    EVENTS("events", "Sự kiện", "Events", ""),
    CHANGES("changes", "Thay đổi", "Changes", "/schemas/CHANGELOG.md"),
    ERRORS(Problems.PAGES, "Mã lỗi", "Error codes", "");

    private final String name;
    private final String vi;
    private final String en;
    private final String text;

    DocsPage(String name, String vi, String en, String text) {
        this.name = name;
        this.vi = vi;
        this.en = en;
        this.text = text;
    }

    static Optional<DocsPage> named(String name) {
        return Arrays.stream(values())
                .filter(leaf -> leaf.name.equals(name) && leaf.isThere())
                .findFirst();
    }

    String path() {
        return name.startsWith("/") ? name : Docs.ROOT + name;
    }

    String path(Language language) {
        return path() + "?lang=" + language.tag();
    }

    String title(Language language) {
        return language == Language.VI ? vi : en;
    }

    /** Its Markdown; empty for a generated page. */
    String text(Language language) {
        return String.format(text, language.tag());
    }

    boolean isThere() {
        return text.isEmpty() || DocsPage.class.getResource(text(Language.VI)) != null;
    }
}
