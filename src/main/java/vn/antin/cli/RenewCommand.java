package vn.antin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.node.join.KeyRollover;
import vn.antin.seal.pki.PrivateFile;

/**
 * Has a node or hub renew its keys before their time. Needs write access to the data folder, which only the operator
 * has.
 */
@Command(name = "renew", sortOptions = false)
final class RenewCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Mixin
    private Terminal terminal;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "reason")
    private String reason;

    @Mixin
    private ConfigOption config;

    @Override
    public Integer call() throws IOException {
        if (reason.isBlank()) {
            throw terminal.usage("renew.reason");
        }
        Config read = ConfigFile.read(config.file());
        Path asked = read.data().resolve(KeyRollover.ASKED);
        PrivateFile.write(asked, reason.strip().getBytes(UTF_8));
        if (!Polling.until(PATIENCE, () -> !Files.exists(asked))) {
            terminal.say("renew.later", read.node());
            return Exit.NOT_DONE;
        }
        terminal.say("renew.begun", read.node());
        return Exit.DONE;
    }
}
