package vn.antin;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives every wait of the tests five minutes instead of ten seconds: what is awaited comes on any machine, however slow
 * its disk and processor, and a wait that would be in vain is still an error. Registered for all tests as a service.
 */
public final class SlowMachine implements BeforeAllCallback {

    /** Longest wait; for what Awaitility does not wait for, and for processes of their own. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(PATIENCE);
    }
}
