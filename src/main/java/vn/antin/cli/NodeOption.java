package vn.antin.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import vn.antin.envelope.Mode;

/** The option that selects the node, by its configuration file. */
final class NodeOption {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:ANTIN_CONFIG:-node.yaml}",
            descriptionKey = "config")
    private Path config;

    Rest rest(Terminal terminal) {
        return Rest.of(config, terminal.words().language(), () -> terminal.stamp(Mode.TEST));
    }

    /** The leases this user holds, in a file beside the configuration. */
    Leases leases() {
        return new Leases(config.toAbsolutePath().resolveSibling("leases.json"));
    }
}
