package vn.antin.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vn.antin.node.config.Config;
import vn.antin.node.join.SealToken;

/** The token that is to hold the seal key of a new hub or node. */
final class TokenOption {

    @Option(names = "--token-library", paramLabel = "FILE", descriptionKey = "token-library")
    private @Nullable Path library;

    @Option(names = "--token-slot", paramLabel = "ID", descriptionKey = "token-slot")
    private @Nullable Long slot;

    @Option(names = "--token-label", paramLabel = "NAME", defaultValue = "token", descriptionKey = "token-label")
    private String label;

    @Option(names = "--token-pin", paramLabel = "FILE", descriptionKey = "token-pin")
    private @Nullable Path pin;

    @Option(names = "--token-key", paramLabel = "LABEL", descriptionKey = "token-key")
    private @Nullable String key;

    /**
     * Null when none was named.
     *
     * @param authority whether the keys of a hub's authority are to be in it, too
     */
    @Nullable
    SealToken token(Terminal terminal, boolean authority) {
        Path named = library;
        if (named != null) {
            return new SealToken(new Config.TokenSettings(named, slot, label, pin), key, authority);
        }
        if (authority || slot != null || pin != null || key != null) {
            throw terminal.usage("usage.missing", "--token-library");
        }
        return null;
    }
}
