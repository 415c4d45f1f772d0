package vn.antin.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The configuration file of the node or hub that a command is about. */
final class ConfigOption {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:ANTIN_CONFIG:-node.yaml}",
            descriptionKey = "config.any")
    private Path config;

    Path file() {
        return config;
    }
}
