package vn.antin.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reports the processing state of a received document to its sender, or answers its recall. */
@Command(name = "report", sortOptions = false)
final class ReportCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Mixin
    private NodeOption node;

    @Parameters(index = "0", paramLabel = "ID", descriptionKey = "id")
    private String id;

    @Parameters(index = "1", paramLabel = "CODE", descriptionKey = "code")
    private String code;

    @Option(names = "--reason", paramLabel = "TEXT", descriptionKey = "reason")
    private String reason = "";

    @Override
    public Integer call() {
        Remark.report(node.rest(terminal), id, code, reason);
        terminal.say("report.done", code, terminal.words().word("status", code), id);
        return Exit.DONE;
    }
}
