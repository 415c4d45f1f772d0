package vn.antin.trial.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.cli.Exit;
import vn.antin.cli.Polling;
import vn.antin.cli.Rest;
import vn.antin.cli.Terminal;
import vn.antin.envelope.Mode;
import vn.antin.json.Json;
import vn.antin.trial.demo.DemoControl;
import vn.antin.trial.demo.DemoFolder;

/** Makes a running sandbox produce an event at the vendor's node, waits for it in the feed and prints it. */
@Command(name = SandboxControl.TRIGGER, sortOptions = false)
public final class TriggerCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Parameters(paramLabel = "EVENT", arity = "0..1", descriptionKey = "event")
    private @Nullable String event;

    @Option(names = "--list", descriptionKey = "list")
    private boolean list;

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = "sandbox", descriptionKey = "dir")
    private Path dir;

    @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "60", descriptionKey = "wait")
    private int seconds;

    @Override
    public Integer call() {
        String asked = event;
        if (list) {
            for (Trigger one : Trigger.values()) {
                String names = one.word() + one.other().map(" | "::concat).orElse("");
                terminal.line("%-28s %s".formatted(names, terminal.words().word("trigger", one.word())));
            }
            return Exit.DONE;
        }
        if (asked == null) {
            throw terminal.usage("trigger.which");
        }
        Trigger trigger = Trigger.of(asked).orElseThrow(() -> terminal.usage("trigger.unknown", asked));
        return trigger == Trigger.BAD_SEAL ? refused(trigger) : happened(trigger);
    }

    private int happened(Trigger trigger) {
        Path config = DemoFolder.at(dir).config(Sandbox.VENDOR);
        // Checks that it runs: its folder may exist without it.
        DemoControl.ask(dir, SandboxControl.REFUSALS);
        Rest rest = Rest.of(config, terminal.words().language(), () -> terminal.stamp(Mode.TEST));
        EventPoller feed = EventPoller.fromNow(rest, trigger.word());
        DemoControl.ask(dir, SandboxControl.TRIGGER, trigger.name());
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() < end) {
            List<JsonNode> events = feed.next(2);
            if (!events.isEmpty()) {
                terminal.line(Json.pretty(events.get(0)));
                return Exit.DONE;
            }
        }
        terminal.say("trigger.late", trigger.word(), seconds);
        return Exit.UNDECIDED;
    }

    private int refused(Trigger trigger) {
        String before = refusals().get(0);
        DemoControl.ask(dir, SandboxControl.TRIGGER, trigger.name());
        if (Polling.until(Duration.ofSeconds(seconds), () -> !refusals().get(0).equals(before))) {
            terminal.say("trigger.refused", refusals().get(1));
            return Exit.DONE;
        }
        terminal.say("trigger.late", trigger.word(), seconds);
        return Exit.UNDECIDED;
    }

    private List<String> refusals() {
        return DemoControl.ask(dir, SandboxControl.REFUSALS);
    }
}
