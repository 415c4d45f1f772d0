package vn.antin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.antin.seal.pki.NativeCrypto;

/** The output of {@code ./antin test}: the real launcher, with a build that leaves prepared reports. */
class LauncherTest {

    @TempDir
    Path home;

    @BeforeEach
    void checkout() throws IOException {
        Files.copy(Path.of("antin"), home.resolve("antin"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        built("OneTest", "OneTest$Inner", "TwoIT", "Fixture");
    }

    @Test
    void all_passed_is_the_last_line_and_a_good_exit() throws Exception {
        Outcome outcome = test(0, report("OneTest", 5, 0, 1), report("TwoIT", 3, 0, 0));

        assertThat(outcome.lines()).endsWith("7 passed, 0 failed, 1 skipped").doesNotContain("TwoIT");
        assertThat(outcome.exit()).isZero();
    }

    @Test
    void a_failure_does_not_keep_the_others_from_running_and_decides_the_exit() throws Exception {
        Outcome outcome = test(0, report("OneTest", 5, 2, 0), report("TwoIT", 3, 0, 0));

        assertThat(outcome.lines()).contains("mvn -B -ntp -Dmaven.test.failure.ignore=true verify");
        assertThat(outcome.lines())
                .endsWith("Failed:", "vn.OneTest.test0", "vn.OneTest.test1", "", "6 passed, 2 failed, 0 skipped");
        assertThat(outcome.exit()).isEqualTo(1);
    }

    @Test
    void a_class_without_a_report_is_named_and_counts_as_a_failure() throws Exception {
        Outcome outcome = test(0, report("OneTest", 5, 0, 0));

        assertThat(outcome.lines())
                .endsWith("Did not run (each counts as failed):", "vn.TwoIT", "", "5 passed, 1 failed, 0 skipped");
        assertThat(outcome.exit()).isEqualTo(1);
    }

    @Test
    void a_build_that_never_came_to_the_tests_is_not_a_list_of_all_of_them() throws Exception {
        Outcome outcome = test(1);

        assertThat(outcome.lines()).endsWith("No test ran.", "", "0 passed, 1 failed, 0 skipped");
        assertThat(outcome.exit()).isEqualTo(1);
    }

    @Test
    void what_else_the_build_checks_decides_too() throws Exception {
        Outcome outcome = test(1, report("OneTest", 5, 0, 0), report("TwoIT", 3, 0, 0));

        assertThat(outcome.lines()).endsWith("8 passed, 0 failed, 0 skipped");
        assertThat(outcome.exit()).isEqualTo(1);
    }

    @Test
    void options_are_passed_on() throws Exception {
        Outcome outcome = test(0, List.of("-Dturn=all"), report("OneTest", 5, 0, 0), report("TwoIT", 3, 0, 0));

        assertThat(outcome.lines()).contains("mvn -B -ntp -Dmaven.test.failure.ignore=true verify -Dturn=all");
    }

    @Test
    void a_test_that_is_named_runs_even_if_it_is_slow() throws Exception {
        Outcome outcome = test(0, List.of("-Dit.test=TwoIT"), report("TwoIT", 3, 0, 0));

        assertThat(outcome.lines())
                .contains("mvn -B -ntp -Dmaven.test.failure.ignore=true verify -Dturn=all -Dit.test=TwoIT")
                .endsWith("3 passed, 0 failed, 0 skipped");
    }

    @ParameterizedTest
    @CsvSource({
        "Linux x86_64, run, linux-x86_64.jar, true",
        "Linux aarch64, run, linux-aarch_64.jar, true",
        "Linux aarch64, status, linux-aarch_64.jar, false",
        "Darwin arm64, run, antin-1.jar:, true"
    })
    void what_lives_long_uses_the_native_library_of_its_machine(
            String machine, String word, String classPathEnd, boolean used) throws Exception {
        Path libraries = Files.createDirectories(home.resolve("lib/native"));
        Files.createFile(home.resolve("lib/antin-1.jar"));
        Files.createFile(libraries.resolve("Provider-linux-x86_64.jar"));
        Files.createFile(libraries.resolve("Provider-linux-aarch_64.jar"));
        Path bin = Files.createDirectory(home.resolve("bin"));
        program(bin.resolve("uname"), "echo '" + machine + "'");
        program(
                bin.resolve("java"),
                "if [ \"$1\" = -version ]; then echo 'openjdk version \"17.0.1\"'; else printf '%s\\n' \"$@\"; fi");

        Outcome outcome = run(bin, List.of("sh", "antin", word));

        assertThat(outcome.lines().get(outcome.lines().indexOf("-cp") + 1)).endsWith(classPathEnd);
        assertThat(outcome.lines().contains("-D" + NativeCrypto.SWITCH + "=false"))
                .isEqualTo(!used);
    }

    private record Outcome(int exit, List<String> lines) {}

    private record Report(String name, String xml) {}

    private static Report report(String name, int tests, int failures, int skipped) {
        StringBuilder cases = new StringBuilder();
        for (int test = 0; test < tests; test++) {
            String end = test < failures
                    ? ">\n    <failure message=\"&gt; 0\"><![CDATA[x > y]]></failure>\n  </testcase>"
                    : "/>";
            cases.append("  <testcase name=\"test%d\" classname=\"vn.%s\" time=\"1\"%s\n".formatted(test, name, end));
        }
        return new Report("TEST-vn." + name + ".xml", """
                <testsuite name="vn.%s" tests="%d" errors="0" failures="%d" skipped="%d" time="1">
                %s</testsuite>
                """.formatted(name, tests, failures, skipped, cases));
    }

    private void built(String... classes) throws IOException {
        Path folder = Files.createDirectories(home.resolve("target/test-classes/vn"));
        for (String name : classes) {
            Files.createFile(folder.resolve(name + ".class"));
        }
    }

    private Outcome test(int exitOfBuild, Report... reports) throws IOException, InterruptedException {
        return test(exitOfBuild, List.of(), reports);
    }

    private Outcome test(int exitOfBuild, List<String> options, Report... reports)
            throws IOException, InterruptedException {
        Path made = Files.createDirectory(home.resolve("made"));
        for (Report report : reports) {
            Files.writeString(made.resolve(report.name()), report.xml());
        }
        Path bin = Files.createDirectory(home.resolve("bin"));
        program(bin.resolve("mvn"), """
                echo "mvn $*"
                mkdir -p target/surefire-reports target/failsafe-reports
                for report in made/*Test.xml; do [ ! -f "$report" ] || cp "$report" target/surefire-reports/; done
                for report in made/*IT.xml; do [ ! -f "$report" ] || cp "$report" target/failsafe-reports/; done
                exit %d
                """.formatted(exitOfBuild));
        List<String> command = new ArrayList<>(List.of("sh", "antin", "test"));
        command.addAll(options);
        return run(bin, command);
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private Outcome run(Path bin, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
        Process process = builder.redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            List<String> lines =
                    new String(output.readAllBytes(), UTF_8).lines().toList();
            return new Outcome(process.waitFor(), lines);
        }
    }
}
