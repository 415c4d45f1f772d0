package vn.antin.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shutdown hook: on SIGTERM or Ctrl-C everything is stopped in order within ten seconds, or by force. */
public final class UntilStopped {

    private static final long SECONDS = 9;
    private static final Logger log = LoggerFactory.getLogger(UntilStopped.class);

    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile @Nullable AutoCloseable running;
    private volatile int code = Exit.DONE;

    public UntilStopped() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "antin-stop"));
    }

    public <T extends AutoCloseable> T stops(T part) {
        running = part;
        return part;
    }

    /** Stops everything in order and ends with an error, for whoever starts the program again. */
    public void fail() {
        code = Exit.NOT_DONE;
        new Thread(() -> Runtime.getRuntime().exit(Exit.NOT_DONE), "antin-fail").start();
    }

    public void await() throws InterruptedException {
        asked.await();
    }

    /** Halts the process, so that no library's shutdown hook runs. */
    private void stop() {
        AutoCloseable part = running;
        if (part == null) {
            return;
        }
        asked.countDown();
        Thread closing = new Thread(() -> close(part), "antin-closing");
        closing.start();
        try {
            closing.join(TimeUnit.SECONDS.toMillis(SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(closing.isAlive() ? Exit.NOT_DONE : code);
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
            log.info("stopped");
        } catch (Exception e) {
            log.warn("did not stop cleanly: {}", e.toString());
        }
    }
}
