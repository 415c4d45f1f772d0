package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A PKCS#11 token of SoftHSM in a folder. Its keys can be taken out of it and put back. */
final class SoftToken {

    static final Path LIBRARY = Path.of("/usr/lib/softhsm/libsofthsm2.so");

    private final Path home;
    private final Path away;
    private final String slot;

    private SoftToken(Path home, Path away, String slot) {
        this.home = home;
        this.away = away;
        this.slot = slot;
    }

    /** Skips the test where SoftHSM is not installed, unless {@code ANTIN_SOFTHSM} requires it. */
    static void require() {
        assumeTrue(
                Files.exists(LIBRARY) || "required".equals(System.getenv("ANTIN_SOFTHSM")),
                "SoftHSM is not installed (Debian: apt-get install softhsm2)");
    }

    /** Writes the configuration to which the environment variable SOFTHSM2_CONF of its processes points. */
    static Path configuration(Path folder) throws IOException {
        Path tokens = Files.createDirectories(folder.resolve("tokens"));
        return Files.writeString(
                folder.resolve("softhsm2.conf"),
                "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
    }

    /** A new token, with its PIN in a file {@code LABEL.pin} of the folder. */
    static SoftToken make(Path folder, String label, String pin) throws Exception {
        Files.writeString(folder.resolve(label + ".pin"), pin + "\n");
        List<Path> before = folders(folder);
        String said = util(folder, "--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", "87654321");
        Matcher slot = Pattern.compile("reassigned to slot (\\d+)").matcher(said);
        assertThat(slot.find()).as(said).isTrue();
        List<Path> made = new ArrayList<>(folders(folder));
        made.removeAll(before);
        assertThat(made).hasSize(1);
        return new SoftToken(made.get(0), Files.createDirectories(folder.resolve(label + ".away")), slot.group(1));
    }

    String slot() {
        return slot;
    }

    /** The options by which a hub or node gets its seal key in this token. */
    String options(Path folder, String label) {
        return " --token-library " + LIBRARY + " --token-slot " + slot + " --token-label " + label + " --token-pin "
                + folder.resolve(label + ".pin");
    }

    /** How many private keys it holds. */
    long keys() throws IOException {
        try (Stream<Path> objects = Files.list(home)) {
            return objects.filter(SoftToken::isObject)
                            .filter(object -> object.toFile().length() > 0)
                            .count()
                    / 2; // each key and its certificate
        }
    }

    void takeAway() throws IOException {
        move(home, away);
        countChange();
    }

    void putBack() throws IOException {
        move(away, home);
        countChange();
    }

    /** By this number SoftHSM sees that another process has changed the token. */
    private void countChange() throws IOException {
        Path file = home.resolve("generation");
        ByteBuffer number = ByteBuffer.wrap(Files.readAllBytes(file));
        Files.write(file, number.putLong(0, number.getLong(0) + 1).array());
    }

    private static void move(Path from, Path to) throws IOException {
        List<Path> objects;
        try (Stream<Path> all = Files.list(from)) {
            objects = all.filter(SoftToken::isObject).toList();
        }
        assertThat(objects).isNotEmpty();
        for (Path object : objects) {
            Files.move(object, to.resolve(object.getFileName()));
        }
    }

    private static boolean isObject(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".object") && !name.equals("token.object");
    }

    private static List<Path> folders(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("tokens"))) {
            return all.toList();
        }
    }

    private static String util(Path folder, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("softhsm2-util"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .put("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
