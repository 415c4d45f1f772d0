package vn.antin.crash;

import static vn.antin.SlowMachine.PATIENCE;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import vn.antin.seal.pki.NativeCrypto;

/**
 * A fast start for many processes of the program: the class path as jars, the routes' settings before it, and an
 * archive of the classes that a hub and a node load (CDS), which halves the time of a start.
 */
final class Image {

    private static final List<String> OPTIONS = List.of(
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-Dfile.encoding=UTF-8",
            "-Djdk.serialFilter=!*");
    private static final String ROUTES = "config/routes.properties";

    private final String classPath;
    private final Path archive;

    /** Builds the image in that folder, with changed settings of the routes. */
    Image(Path folder, Map<String, String> settings) throws IOException {
        Files.createDirectories(folder);
        List<String> jars = new ArrayList<>();
        jars.add(jar(settings(folder.resolve("settings"), settings), folder.resolve("settings.jar")));
        for (String entry : List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                jars.add(jar(path, folder.resolve(jars.size() + ".jar")));
            } else if (Files.exists(path)) {
                jars.add(entry);
            }
        }
        this.classPath = String.join(File.pathSeparator, jars);
        this.archive = folder.resolve("classes.jsa");
        rehearse(folder);
    }

    /** Starts and stops a hub and a node once and archives the classes they loaded. */
    private void rehearse(Path folder) throws IOException {
        List<String> command = java();
        command.addAll(List.of(
                "-XX:ArchiveClassesAtExit=" + archive,
                // Java 17 crashes when it archives the lambdas of a signed jar, as that of the native library is.
                "-D" + NativeCrypto.SWITCH + "=false",
                Rehearsal.class.getName(),
                folder.resolve("rehearsal").toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("rehearsal.log").toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("the rehearsal failed: " + folder.resolve("rehearsal.log"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", classPath));
        return command;
    }

    /** The command that starts a {@link CrashingProcess} with these arguments. */
    List<String> command(List<String> arguments) {
        List<String> command = java();
        command.addAll(List.of("-XX:SharedArchiveFile=" + archive, CrashingProcess.class.getName()));
        command.addAll(arguments);
        return command;
    }

    private static Path settings(Path folder, Map<String, String> changed) throws IOException {
        Properties settings = new Properties();
        Path file = folder.resolve(ROUTES);
        Files.createDirectories(folder.resolve("config"));
        try (InputStream in = Image.class.getResourceAsStream("/" + ROUTES);
                OutputStream out = Files.newOutputStream(file)) {
            settings.load(in);
            settings.putAll(changed);
            settings.store(out, null);
        }
        return folder;
    }

    /**
     * A jar without compression, because it is read often and kept briefly; with entries for folders, which some
     * libraries look for.
     */
    private static String jar(Path folder, Path jar) throws IOException {
        try (Stream<Path> files = Files.walk(folder);
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.setMethod(ZipOutputStream.STORED);
            for (Path file : files.filter(file -> !file.equals(folder)).toList()) {
                String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
                boolean inside = Files.isDirectory(file);
                byte[] bytes = inside ? new byte[0] : Files.readAllBytes(file);
                ZipEntry entry = new ZipEntry(inside ? name + "/" : name);
                CRC32 sum = new CRC32();
                sum.update(bytes);
                entry.setCrc(sum.getValue());
                entry.setSize(bytes.length);
                out.putNextEntry(entry);
                out.write(bytes);
            }
        }
        return jar.toString();
    }
}
