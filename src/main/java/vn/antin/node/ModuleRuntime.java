package vn.antin.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.seal.pki.NativeCrypto;

/** The running modules of a node or hub: opened in order, closed in reverse. */
final class ModuleRuntime implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ModuleRuntime.class);

    private final Deque<AutoCloseable> modules = new ArrayDeque<>();

    /** Builds a node or hub from its modules; when one of them does not open, those that are open are closed. */
    static <T> T start(Function<ModuleRuntime, T> build) {
        NativeCrypto.register();
        log.info("cryptography: {}", NativeCrypto.description());
        ModuleRuntime runtime = new ModuleRuntime();
        try {
            return build.apply(runtime);
        } catch (RuntimeException e) {
            runtime.close();
            throw e;
        }
    }

    /** Takes charge of a module that runs, or that only has to be closed. */
    <T extends AutoCloseable> T opened(T module) {
        modules.push(module);
        return module;
    }

    /** Closes each in turn; one that fails is logged and keeps no other open. */
    @Override
    public void close() {
        while (!modules.isEmpty()) {
            AutoCloseable module = modules.pop();
            try {
                module.close();
            } catch (Exception e) {
                log.warn("{} did not stop cleanly: {}", module.getClass().getSimpleName(), e.toString());
            }
        }
    }
}
