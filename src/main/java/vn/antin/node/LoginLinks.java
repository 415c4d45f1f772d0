package vn.antin.node;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.console.login.SignIn;
import vn.antin.console.pages.PeoplePages;
import vn.antin.seal.pki.PrivateFile;
import vn.antin.thread.DaemonThreads;

/**
 * Links by which people choose a password, made at the machine itself: for the first person, and for whom {@code antin
 * login-link} asks by a file in the data folder. Whoever may write there operates the machine.
 */
public final class LoginLinks implements AutoCloseable {

    /** In the data folder: the address of the link that was made last. */
    public static final String LINK = "console.link";

    /** In the data folder: for whom a link is wanted. */
    public static final String ASKED = "console.link.asked";

    /** Names that people may have who have a password here. */
    public static final Pattern NAME = PeoplePages.NAME;

    private static final String FIRST = "admin";
    private static final long LOOK_MILLIS = 1_000;
    private static final Logger log = LoggerFactory.getLogger(LoginLinks.class);

    private final SignIn door;
    private final ScheduledExecutorService thread = DaemonThreads.scheduler("antin-login-link");

    LoginLinks(SignIn door) {
        this.door = door;
    }

    /** Where the address stands at which the first person chooses a password; nothing once one has. */
    static Optional<Path> first(Path data) {
        Path file = data.resolve(LINK);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /** A link for the first person while there is nobody, and from now on one whenever it is asked for. */
    void start(Path data, String host, int port) {
        Path file = data.resolve(LINK);
        String address = "https://" + host + ":" + port + "/console/first/";
        try {
            Optional<String> link = door.firstLink(FIRST);
            if (link.isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                write(file, address + link.get());
                log.info("nobody can log in yet: the address in {} lets the first person choose a password", file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
        var unused = thread.scheduleWithFixedDelay(
                () -> answer(data, address), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void answer(Path data, String address) {
        Path asked = data.resolve(ASKED);
        try {
            if (Files.exists(asked)) {
                String name = Files.readString(asked).strip();
                Optional<String> link = NAME.matcher(name).matches() ? door.linkAtMachine(name) : Optional.empty();
                if (link.isPresent()) {
                    write(data.resolve(LINK), address + link.get());
                }
                log.warn("a login link was asked for at this machine: {}", link.isPresent() ? name : "refused");
                Files.delete(asked);
            }
        } catch (IOException | RuntimeException e) {
            log.warn("a login link that was asked for at this machine: {}", e.toString());
        }
    }

    private static void write(Path file, String address) throws IOException {
        PrivateFile.write(file, (address + "\n").getBytes(US_ASCII));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
