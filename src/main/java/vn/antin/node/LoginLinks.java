package vn.antin.node;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.console.login.SignIn;
import vn.antin.console.pages.PeoplePages;
import vn.antin.json.Json;
import vn.antin.seal.pki.PrivateFile;

/**
 * Links by which people choose a password, made at the machine itself: for the first person, and for whom {@code antin
 * login-link} asks.
 */
public final class LoginLinks {

    /** The name of the command; its value is {@code name}, its answer {@code link}, null for who has no password here. */
    public static final String TASK = "login-link";

    /** In the data folder: the address of the link that was made last. */
    public static final String LINK = "console.link";

    /** Names that people may have who have a password here. */
    public static final Pattern NAME = PeoplePages.NAME;

    private static final String FIRST = "admin";
    private static final Logger log = LoggerFactory.getLogger(LoginLinks.class);

    private final SignIn door;
    private final Path file;
    private final String address;

    /** @param host where the console is, with its port */
    LoginLinks(SignIn door, Path data, String host, int port) {
        this.door = door;
        this.file = data.resolve(LINK);
        this.address = "https://" + host + ":" + port + "/console/first/";
    }

    /** Where the address stands at which the first person chooses a password; nothing once one has. */
    static Optional<Path> first(Path data) {
        Path file = data.resolve(LINK);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /** Makes a link for the first person while there is nobody, and from now on one whenever it is asked for. */
    void on(OperatorFiles commands) {
        Optional<String> link = door.firstLink(FIRST);
        if (link.isPresent()) {
            write(link.get());
            log.info("nobody can log in yet: the address in {} lets the first person choose a password", file);
        } else {
            remove();
        }
        commands.onLasting(TASK, values -> make(values.path("name").asText()));
    }

    private JsonNode make(String name) {
        Optional<String> link = NAME.matcher(name).matches() ? door.linkAtMachine(name) : Optional.empty();
        link.ifPresentOrElse(this::write, this::remove);
        log.warn("a login link was asked for at this machine: {}", link.isPresent() ? name : "refused");
        return Json.MAPPER
                .createObjectNode()
                .put("link", link.map(address::concat).orElse(null));
    }

    private void write(String link) {
        try {
            PrivateFile.write(file, (address + link + "\n").getBytes(US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }

    private void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + file, e);
        }
    }
}
