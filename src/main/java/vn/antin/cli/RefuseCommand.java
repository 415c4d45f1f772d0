package vn.antin.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.edxml.StatusCode;

/** Refuses a document that does not belong here, with a reason for its sender. */
@Command(name = "refuse", sortOptions = false)
final class RefuseCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Mixin
    private NodeOption node;

    @Parameters(paramLabel = "ID", descriptionKey = "id")
    private String id;

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
