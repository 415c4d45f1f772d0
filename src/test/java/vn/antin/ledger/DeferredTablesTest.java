package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Deferred rows are written in no certain order of their tables: no foreign key may refer to one of these. */
class DeferredTablesTest {

    private static final Pattern DEFERRED =
            Pattern.compile("\\.defer(?:All)?\\(\\s*(?:\"\"\"\\s*|\"|INSERT_OWN)\\s*(?:insert into (\\w+))?");

    private static final Pattern REFERENCED = Pattern.compile("references (\\w+)");

    @Test
    void no_row_that_others_refer_to_is_deferred() throws IOException {
        Set<String> deferred = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/vn/antin/ledger"))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> DEFERRED.matcher(text(file))
                            .results()
                            .forEach(found -> deferred.add(found.group(1) == null ? "evidence" : found.group(1))));
        }
        Set<String> referenced = new TreeSet<>();
        REFERENCED
                .matcher(text(Path.of("src/main/resources/ledger/V1__ledger.sql")))
                .results()
                .forEach(found -> referenced.add(found.group(1)));

        assertThat(referenced).contains("document");
        assertThat(deferred).contains("event", "evidence", "outbox", "part").doesNotContainAnyElementsOf(referenced);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
