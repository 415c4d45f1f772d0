package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
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

    /** The answer of the management endpoints of that node or hub, which must run on this machine. */
    JsonNode observed(String what, Terminal terminal) {
        return management(terminal).get("/observe/" + what);
    }

    Rest management(Terminal terminal) {
        return Rest.management(config, terminal.words().language());
    }
}
