package vn.antin.node.config;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code traces} as it is written. */
record RawTraces(@Nullable URI otlp) {

    /** What is told of documents crosses no network in the clear. */
    @Nullable
    URI checked(Path file) {
        URI url = otlp;
        if (url == null) {
            return null;
        }
        String host = String.valueOf(url.getHost());
        boolean good = "https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && RawLedger.here(host));
        if (!good || url.getHost() == null) {
            throw ConfigFile.wrong(
                    file, null, "traces: otlp: " + url + " must be an https address, or http on this machine");
        }
        return url;
    }
}
