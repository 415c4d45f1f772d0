package vn.antin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import vn.antin.node.LoginLinks;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.seal.pki.PrivateFile;

/**
 * Requests a link by which a person sets a new password: for an administrator whom no other can invite. Needs write
 * access to the data folder, which only the operator has.
 */
@Command(name = "login-link", sortOptions = false)
final class LoginLinkCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Mixin
    private Terminal terminal;

    @Parameters(arity = "0..1", paramLabel = "NAME", defaultValue = "admin", descriptionKey = "name")
    private String name;

    @Mixin
    private ConfigOption config;

    @Override
    public Integer call() throws IOException {
        if (!LoginLinks.NAME.matcher(name).matches()) {
            throw terminal.usage("login-link.name", name);
        }
        Config read = ConfigFile.read(config.file());
        Path link = read.data().resolve(LoginLinks.LINK);
        Path asked = read.data().resolve(LoginLinks.ASKED);
        Files.deleteIfExists(link);
        PrivateFile.write(asked, name.getBytes(UTF_8));
        if (!Polling.until(PATIENCE, () -> !Files.exists(asked))) {
            terminal.say("login-link.later", read.node(), link);
            return Exit.NOT_DONE;
        }
        if (!Files.exists(link)) {
            terminal.say("login-link.refused", name);
            return Exit.NOT_DONE;
        }
        terminal.say("login-link.made", name, Files.readString(link).strip());
        return Exit.DONE;
    }
}
