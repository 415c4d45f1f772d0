package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import vn.antin.edxml.EdxmlPackage;
import vn.antin.edxml.EdxmlReader;
import vn.antin.fault.Refused;

/** The packages to send: the project's samples, and those of the folder that the environment names. */
final class Packages {

    static final Path OWN = Path.of("src/test/samples/edxml/read");
    static final Path BROKEN = Path.of("src/test/samples/edxml/refused");

    /** A letter with a foreign signature: xmlsec1's, RSA with SHA-1. */
    static final Path SIGNED = Path.of("src/test/samples/edxml/signed/letter-rsa-sha1.edxml");

    /** A folder with packages of other software, which are not part of the repository. */
    static final Optional<Path> SHARED =
            Optional.ofNullable(System.getenv("ANTIN_SHARED_EDXML")).map(Path::of);

    /** A readable package. */
    record Sample(String name, byte[] raw, EdxmlPackage read) {

        String sender() {
            return read.header().from().code().value();
        }

        List<String> recipients() {
            return read.header().to().stream().map(to -> to.code().value()).toList();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private Packages() {}

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    static byte[] own(String name) {
        return bytes(OWN.resolve(name));
    }

    /** Every readable package that may be sent. */
    static List<Sample> readable() {
        List<Sample> samples = new ArrayList<>();
        for (Path file : files(OWN)) {
            samples.add(sample(file, numbered(bytes(file), samples.size())));
        }
        SHARED.ifPresent(folder -> files(folder).forEach(file -> {
            try {
                samples.add(sample(file, bytes(file)));
            } catch (Refused broken) {
                // has a test of its own
            }
        }));
        return samples.stream()
                .filter(sample -> !sample.read().header().secret())
                .toList();
    }

    /** Three nodes that host every agency of a package, and these. */
    static Map<String, List<String>> hosting(String... more) {
        TreeSet<String> agencies = new TreeSet<>(List.of(more));
        for (Sample sample : readable()) {
            agencies.add(sample.sender());
            agencies.addAll(sample.recipients());
        }
        Map<String, List<String>> hosting = new LinkedHashMap<>();
        int count = 0;
        for (String agency : agencies) {
            hosting.computeIfAbsent("nut-" + count++ % 3, made -> new ArrayList<>())
                    .add(agency);
        }
        return hosting;
    }

    private static Sample sample(Path file, byte[] raw) {
        return new Sample(file.getFileName().toString(), raw, EdxmlReader.read(raw));
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith("ml")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    /** The samples are variants of one letter; each gets its own identifier to avoid a conflict. */
    private static byte[] numbered(byte[] raw, int number) {
        return changed(raw, "2026/01/05,12/SNV-VP", "2026/01/05," + (100 + number) + "/SNV-VP");
    }

    /** The package with one text replaced, in its own encoding. */
    static byte[] changed(byte[] raw, String from, String to) {
        boolean wide = raw.length > 1 && raw[0] == (byte) 0xFF && raw[1] == (byte) 0xFE;
        Charset charset = wide ? UTF_16LE : UTF_8;
        return new String(raw, charset).replace(from, to).getBytes(charset);
    }
}
