package vn.antin.trial.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.cli.Exit;
import vn.antin.cli.Terminal;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Asks a running demo to change the line of one of its agencies. */
public abstract sealed class LineCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Parameters(paramLabel = "CODE", descriptionKey = "code")
    private String code;

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = "demo", descriptionKey = "dir")
    private Path dir;

    /** Cuts the line: all connections of the agency end, and new ones are refused. */
    @Command(name = DemoLines.CUT, sortOptions = false)
    public static final class Cut extends LineCommand {

        @Override
        public Integer call() {
            return ask(DemoLines.CUT, "cut.done", "cut.already");
        }
    }

    final int ask(String what, String done, String already) {
        return ask(terminal, dir, code, what, done, already);
    }

    /** Sends the request and prints the result. */
    static int ask(Terminal terminal, Path dir, String code, String what, String done, String already) {
        List<String> answer = DemoControl.ask(dir, what, code);
        switch (answer.get(0)) {
            case DemoLines.DONE -> terminal.say(done, code);
            case DemoLines.ALREADY -> terminal.say(already, code);
            case DemoLines.UNKNOWN ->
                throw new Refused(Fault.DEMO_LINE_UNKNOWN, code, String.join(", ", answer.subList(1, answer.size())));
            default -> throw new Refused(Fault.DEMO_NOT_RUNNING, dir.toString());
        }
        return Exit.DONE;
    }
}
