package vn.antin.node.join;

import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.Token;

/**
 * A token that is to hold the seal key of a new hub or node.
 *
 * @param key label of a key that is in the token already; null to have one made
 * @param authority whether a hub's authority and the signer of its directory have their keys there, too
 */
public record SealToken(
        Config.TokenSettings settings, @Nullable String key, boolean authority) {

    KeyPair sealKey(KeyAlgorithm algorithm) {
        Token token = token();
        return key == null ? token.generate(algorithm) : token.find(key);
    }

    Token token() {
        return Objects.requireNonNull(KeyFiles.token(settings));
    }

    /** The line of the configuration. */
    String yaml() {
        Path pin = settings.pin();
        return "token: { library: %s, %slabel: %s%s }\n"
                .formatted(
                        quoted(settings.library().toAbsolutePath().toString()),
                        settings.slot() == null ? "" : "slot: " + settings.slot() + ", ",
                        quoted(settings.label()),
                        pin == null
                                ? ""
                                : ", pin: " + quoted(pin.toAbsolutePath().toString()));
    }

    /** Between single quotes YAML leaves everything as it is, such as the backslashes of Windows. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
