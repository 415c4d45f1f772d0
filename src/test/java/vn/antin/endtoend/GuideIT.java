package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The guide for newcomers: every command runs, in order, and prints what the guide shows. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GuideIT {

    private static final Path DOCS = Path.of("src/docs");
    private static final Set<String> KINDS = Set.of("sh", "sh window", "text");

    /** Formats of blocks that are only shown. */
    private static final Set<String> SHOWN = Set.of("http", "json", "python", "xml");

    private static final List<String> PAGES = List.of("guide", "integration", "packages", "webhooks", "vxp");

    @TempDir
    static Path folder;

    private static CommandShell shell;

    @BeforeAll
    static void open() throws IOException {
        CommandShell.launcher(folder);
        shell = new CommandShell(folder);
    }

    @AfterAll
    static void close() throws Exception {
        shell.close();
    }

    @Test
    @Order(1)
    void the_guide_does_what_it_shows() throws IOException {
        follow(Fences.of(DOCS.resolve("guide.vi.md")));
    }

    @Test
    @Order(2)
    void the_reference_does_what_it_shows() throws IOException {
        follow(Fences.of(DOCS.resolve("integration.vi.md")));
    }

    @Test
    @Order(3)
    void packages_webhooks_and_the_axis_do_what_their_pages_show() throws IOException {
        follow(Fences.of(DOCS.resolve("packages.vi.md")));
        follow(Fences.of(DOCS.resolve("webhooks.vi.md")));
        follow(Fences.of(DOCS.resolve("vxp.vi.md")));
    }

    @Test
    @Order(4)
    void the_flow_of_the_postman_collection_runs_from_end_to_end() throws Exception {
        String node = shell.run("echo $SENDER").strip();
        MailServer webhookClient = MailServer.fetched(
                        node, Path.of(shell.run("echo $CA").strip()))
                .with("senderKey", shell.run("echo $SENDER_KEY").strip())
                .with("recipient", shell.run("echo $OTHER").strip())
                .with("recipientKey", shell.run("echo $OTHER_KEY").strip())
                .with("recipientCode", shell.run("echo $OTHER_CODE").strip());

        assertThat(webhookClient.variable("sender")).isEqualTo(node);
        assertThat(webhookClient.run("Complete flow / Luồng đầy đủ")).isEqualTo(15);
        assertThat(webhookClient.answer("Wait for the report / Chờ báo cáo trạng thái"))
                .contains("vn.antin.document.status-accepted");
        assertThat(webhookClient.answer("Receipts of the document / Các biên nhận"))
                .contains("ContentHandover");
        assertThat(webhookClient.answer("Download its first file / Tải tệp thứ nhất"))
                .startsWith("Kinh gui");
    }

    @Test
    void both_languages_hold_the_same_commands_and_answers() throws IOException {
        for (String page : PAGES) {
            Fences vietnamese = Fences.of(DOCS.resolve(page + ".vi.md"));
            Fences english = Fences.of(DOCS.resolve(page + ".en.md"));

            assertThat(vietnamese.commands()).as(page).isNotEmpty();
            assertThat(tried(vietnamese)).as(page).containsExactlyElementsOf(tried(english));
        }
    }

    private static List<String> tried(Fences document) {
        return document.all().stream()
                .filter(fence -> KINDS.contains(fence.kind()))
                .map(fence -> fence.kind() + "\n" + fence.text())
                .toList();
    }

    private static void follow(Fences document) throws IOException {
        assertThat(document.all())
                .isNotEmpty()
                .allSatisfy(fence -> assertThat(fence.kind())
                        .as(document.file() + ", line " + fence.line())
                        .matches(kind -> KINDS.contains(kind) || SHOWN.contains(kind)));
        String answer = "";
        for (Fences.Fence fence : document.all()) {
            if (fence.isWindow()) {
                shell.window(
                        fence.text(),
                        fence.text().contains("demo") && fence.text().contains("traffic") ? "Ctrl-C" : "ready");
            } else if (fence.isCommand()) {
                answer = shell.run(fence.text());
            } else if (!SHOWN.contains(fence.kind())) {
                assertThat(answer)
                        .as(document.file() + ", line " + fence.line())
                        .matches(fence.shown());
            }
        }
    }
}
