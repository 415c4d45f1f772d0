package vn.antin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.antin.edxml.StatusCode;

/** Refuses a document that does not belong here, with a reason for its sender. */
@Command(name = "refuse", sortOptions = false)
final class RefuseCommand extends DocumentCommand {

    @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "reason")
    private String reason;

    @Override
    public Integer call() {
        Remark.report(node.rest(terminal), id, StatusCode.REFUSED.code(), reason);
        node.leases().drop(id);
        terminal.say("refuse.done", id);
        return Exit.DONE;
    }
}
