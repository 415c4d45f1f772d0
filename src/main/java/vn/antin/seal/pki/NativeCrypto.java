package vn.antin.seal.pki;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.security.Security;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Amazon Corretto Crypto Provider: AWS-LC, a native library, behind the interfaces of the platform. It is used where
 * its jar is on the class path and its library loads (Linux with glibc on x86-64 and ARM64); elsewhere Bouncy Castle and
 * the platform do the same work in Java, with the same bytes as result.
 */
public final class NativeCrypto {

    /** Set to false, this system property keeps everything in Java. */
    public static final String SWITCH = "antin.native-crypto";

    private static final Loaded LOADED = load();

    /**
     * What was found at the first use.
     *
     * @param provider null without a native library
     * @param description one line for the log and the diagnosis: name and version, or why there is none
     */
    private record Loaded(@Nullable Provider provider, String description) {}

    private NativeCrypto() {}

    /** The native provider; null where there is none. */
    static @Nullable Provider provider() {
        return LOADED.provider();
    }

    /** Whether there is one. */
    public static boolean isLoaded() {
        return provider() != null;
    }

    /** Name and version of the native library, or "Java" and why there is none. */
    public static String description() {
        return LOADED.description();
    }

    /**
     * Puts the native provider before those of the platform, so that TLS, digests and certificate paths use it too. For
     * processes that live long; a repeat changes nothing.
     */
    public static void register() {
        Provider provider = LOADED.provider();
        if (provider != null) {
            Security.insertProviderAt(provider, 1);
        }
    }

    private static Loaded load() {
        if (!Boolean.parseBoolean(System.getProperty(SWITCH, "true"))) {
            return java("-D" + SWITCH + "=false");
        }
        try {
            return Corretto.load();
        } catch (LinkageError e) {
            // The jar is not on the class path.
            return java(e.toString());
        }
    }

    /** A class of its own: without the jar it does not load, and only it. */
    private static final class Corretto {

        static Loaded load() {
            AmazonCorrettoCryptoProvider found = AmazonCorrettoCryptoProvider.INSTANCE;
            Throwable error = found.getLoadingError();
            return error == null
                    ? new Loaded(found, Objects.requireNonNullElse(found.getInfo(), found.getName()))
                    : java(error.toString());
        }
    }

    private static Loaded java(String reason) {
        return new Loaded(null, "Java (" + reason + ")");
    }
}
