package vn.antin.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Digest;

/** The files of a package that is being made: listed with their digests, and nothing left after a failure. */
class ArchiveFilesTest {

    @TempDir
    Path folder;

    @Test
    void a_package_has_its_name_when_it_is_complete() throws Exception {
        List<String> listed = new ArrayList<>();
        try (ArchiveFiles files = new ArchiveFiles(folder, "goi", "goi|goi-\\d")) {
            files.add("data/a.txt", "text/plain", "Bản\tmột.txt", out -> out.write("một".getBytes(UTF_8)));
            files.write("METS.xml", "text/xml", "", out -> out.write('x'));
            assertThat(folder.resolve("goi")).doesNotExist();
            files.each("", file -> listed.add(String.join("|", file.name(), file.sha256(), file.original())));
            files.finish();
            assertThat(files.count()).isEqualTo(2);
        }

        assertThat(listed)
                .containsExactly(
                        "data/a.txt|" + Digest.sha256("một".getBytes(UTF_8)).hex() + "|Bản một.txt");
        assertThat(folder).isDirectoryContaining(path -> path.endsWith("goi"));
        assertThat(folder.toFile().list()).containsExactly("goi");
        assertThat(folder.resolve("goi").toFile().list()).containsExactlyInAnyOrder("data", "METS.xml");
    }

    @Test
    void a_failure_in_the_middle_leaves_nothing() throws Exception {
        assertThatThrownBy(() -> {
                    try (ArchiveFiles files = new ArchiveFiles(folder, "goi", "goi|goi-\\d")) {
                        files.add("data/a.txt", "text/plain", "", out -> out.write('a'));
                        files.add("data/b.txt", "text/plain", "", out -> {
                            out.write('b');
                            throw new IOException("No space left on device");
                        });
                    }
                })
                .isInstanceOf(IOException.class);

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void what_a_killed_export_left_goes_with_the_next() throws Exception {
        for (String left : List.of("goi.coming", "goi-1.coming", "goi-khac.coming")) {
            Files.createDirectories(folder.resolve(left).resolve("data"));
            Files.writeString(folder.resolve(left).resolve("data/half"), "x");
        }
        try (ArchiveFiles files = new ArchiveFiles(folder, "goi", "goi|goi-\\d")) {
            files.add("data/a.txt", "text/plain", "", out -> out.write('a'));
            files.finish();
        }

        assertThat(folder.resolve("goi/data").toFile().list()).containsExactly("a.txt");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("goi", "goi-khac.coming");
    }

    @Test
    void text_that_xml_cannot_hold_is_replaced() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArchiveXml.write(
                out,
                xml -> xml.start("a", "b", "x\u0000<&\"")
                        .element("c", "một\u0007\uD800 & <")
                        .end());

        assertThat(out.toString(UTF_8)).contains("b=\"x\uFFFD&lt;&amp;&quot;\"", "<c>một\uFFFD\uFFFD &amp; &lt;</c>");
    }
}
