package vn.antin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reports the processing state of a received document to its sender, or answers its recall. */
@Command(name = "report", sortOptions = false)
final class ReportCommand extends DocumentCommand {

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
