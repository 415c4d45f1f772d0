package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A sample client of {@code src/samples}, built and run in a process of its own, as a vendor would. */
enum Sample {
    JAVA(Platform.JAVA, "JDK/bin/java -Djava.io.tmpdir=OUT -cp OUT Flow"),
    PHP(Platform.PHP, "php src/samples/php/flow.php"),
    PHP_SOAP(Platform.PHP, "php src/samples/php/soap-flow.php"),
    CSHARP(Platform.CSHARP, "mono OUT/Flow.exe"),
    CSHARP_SOAP(Platform.CSHARP, "mono OUT/Flow.exe soap");

    /** The tools that a sample needs. The words of a command may name the folders OUT and JDK. */
    enum Platform {
        JAVA("", "", "JDK/bin/javac --release 8 -Xlint:all,-options -Werror -d OUT"),
        PHP("php-cli php-curl php-soap php-xml", "php", ""),
        CSHARP(
                "mono-mcs libmono-btls-interface4.0-cil libmono-system-net-http4.0-cil"
                        + " libmono-system-runtime-serialization4.0-cil libmono-system-security4.0-cil",
                "mcs",
                "mcs -langversion:6 -warnaserror -out:OUT/Flow.exe -r:System.Net.Http.dll -r:System.Numerics.dll"
                        + " -r:System.Runtime.Serialization.dll -r:System.Security.dll");

        private final String packages;
        private final String needs;
        private final String build;

        Platform(String packages, String needs, String build) {
            this.packages = packages;
            this.needs = needs;
            this.build = build;
        }

        /** Skips the test where they are missing, unless {@code ANTIN_SAMPLES} requires them. */
        void require() {
            boolean there = needs.isEmpty() || isInstalled(needs);
            assumeTrue(
                    there || "all".equals(System.getenv("ANTIN_SAMPLES")),
                    () -> this + " needs: apt-get install --no-install-recommends " + packages);
        }

        /** Builds its samples into this folder, if necessary. */
        void build(Path out) {
            if (build.isEmpty()) {
                return;
            }
            Ran ran = execute(Stream.concat(filled(build, out), sources()).toList(), Map.of());
            if (ran.exit() != 0) {
                throw new AssertionError(ran.output());
            }
        }

        private Stream<String> sources() {
            try (Stream<Path> files = Files.list(Path.of("src/samples", name().toLowerCase(Locale.ROOT)))) {
                return files.map(Path::toString).sorted().toList().stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static boolean isInstalled(String command) {
            return found(command).isPresent();
        }

        /** The path of a command that must exist. */
        static Path path(String command) {
            return found(command).orElseThrow(() -> new IllegalStateException(command + " is not installed"));
        }

        private static Optional<Path> found(String command) {
            return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                    .map(folder -> Path.of(folder, command))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    /** The result of a run, with both output streams. */
    record Ran(int exit, String output) {}

    private final Platform platform;
    private final String run;

    Sample(Platform platform, String run) {
        this.platform = platform;
        this.run = run;
    }

    Platform platform() {
        return platform;
    }

    /** Runs what was built into this folder. */
    Ran run(Path out, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(filled(run, out).toList());
        command.addAll(List.of(arguments));
        return execute(command, environment);
    }

    private static Stream<String> filled(String command, Path out) {
        String jdk = System.getProperty("java.home");
        return Stream.of(command.split(" ", -1))
                .map(word -> word.replace("OUT", out.toString()).replace("JDK", jdk));
    }

    private static Ran execute(List<String> command, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C.UTF-8");
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Ran(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
