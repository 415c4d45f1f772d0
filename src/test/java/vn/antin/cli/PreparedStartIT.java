package vn.antin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.Slow;

/** {@code antin prepare} in an installation: the real launcher, the real jars, the real Java. */
class PreparedStartIT {

    private static final String MAIN = Antin.class.getName() + " source: ";
    private static final String ARCHIVE = "shared objects file (top)";

    @TempDir
    Path home;

    private record Outcome(int exit, List<String> lines) {

        String origin() {
            return lines.stream()
                    .filter(line -> line.contains(MAIN))
                    .map(line -> line.substring(line.indexOf(MAIN) + MAIN.length()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(lines));
        }
    }

    @BeforeEach
    void install() throws IOException {
        Files.copy(Path.of("antin"), home.resolve("antin"));
        Path lib = Files.createDirectory(home.resolve("lib"));
        try (Stream<Path> libraries = Files.list(Path.of("target/lib"));
                Stream<Path> built = Files.list(Path.of("target"))) {
            List<Path> product = built.filter(
                            file -> file.getFileName().toString().matches("antin-(?!.*-bench).*\\.jar"))
                    .toList();
            assertThat(product).as("the product's jar").hasSize(1);
            for (Path jar : Stream.concat(libraries, product.stream()).toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
        }
    }

    @Test
    @Slow
    void a_prepared_start_takes_its_classes_from_the_archive_until_a_jar_changes() throws Exception {
        assertThat(version().origin()).doesNotContain(ARCHIVE);

        Outcome prepared = run("", "prepare");
        assertThat(prepared.lines()).last().asString().startsWith("antin: prepared: ");
        assertThat(prepared.exit()).isZero();
        assertThat(version().origin()).isEqualTo(ARCHIVE);

        Files.setLastModifiedTime(firstLibrary(), FileTime.from(Instant.EPOCH));

        Outcome after = version();
        assertThat(after.origin()).doesNotContain(ARCHIVE);
        assertThat(after.exit()).isZero();
    }

    private Path firstLibrary() throws IOException {
        try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
            return jars.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Outcome version() throws IOException, InterruptedException {
        return run("-Xlog:class+load", "--version");
    }

    private Outcome run(String options, String word) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "antin", word).directory(home.toFile());
        builder.environment().put("ANTIN_JAVA_OPTS", options);
        Process process = builder.redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            List<String> lines =
                    new String(output.readAllBytes(), UTF_8).lines().toList();
            return new Outcome(process.waitFor(), lines);
        }
    }
}
