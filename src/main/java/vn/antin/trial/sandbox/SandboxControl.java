package vn.antin.trial.sandbox;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import vn.antin.thread.DaemonThreads;
import vn.antin.trial.demo.DemoControl;

/** The requests of other processes to a running sandbox. */
final class SandboxControl implements AutoCloseable {

    /** Followed by the name of a trigger: starts it; its result appears in the feed. */
    static final String TRIGGER = "trigger";

    /** The number of messages that the vendor's node has refused, and the code. */
    static final String REFUSALS = "refusals";

    static final String BEGUN = "begun";
    private static final String UNKNOWN = "unknown";

    private final Sandbox sandbox;
    private final Triggering triggering;
    private final BiConsumer<String, String> stumbled;
    private final DemoControl door;
    private final ExecutorService work = Executors.newSingleThreadExecutor(DaemonThreads.named("antin-trigger"));

    /**
     * Starts answering.
     *
     * @param stumbled told the trigger that failed, and why
     */
    SandboxControl(Sandbox sandbox, BiConsumer<String, String> stumbled) {
        this.sandbox = sandbox;
        this.triggering = new Triggering(sandbox);
        this.stumbled = stumbled;
        this.door = DemoControl.open(sandbox.folder(), this::answer);
    }

    private String answer(List<String> words) {
        return switch (words.get(0)) {
            case TRIGGER -> begin(Trigger.valueOf(words.get(1)));
            case REFUSALS -> {
                Sandbox.Refusals refusals = sandbox.refusals();
                yield refusals.times() + " " + refusals.code();
            }
            default -> UNKNOWN;
        };
    }

    private String begin(Trigger trigger) {
        work.execute(() -> {
            try {
                triggering.run(trigger);
            } catch (RuntimeException e) {
                stumbled.accept(trigger.word(), String.valueOf(e.getMessage()));
            }
        });
        return BEGUN;
    }

    @Override
    public void close() throws java.io.IOException {
        door.close();
        work.shutdownNow();
    }
}
