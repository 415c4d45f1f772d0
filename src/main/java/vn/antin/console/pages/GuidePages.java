package vn.antin.console.pages;

import java.io.IOException;
import java.util.Map;
import vn.antin.backup.Backups;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.RequestContext;
import vn.antin.envelope.NodeId;

/** One page to print for whoever minds a node: what its first page says, what to do then, and what never. */
public final class GuidePages {

    private final NodeId node;
    private final Backups backups;

    public GuidePages(NodeId node, Backups backups) {
        this.node = node;
        this.backups = backups;
    }

    /** Puts it where it belongs. */
    public Console on(Console console) {
        return console.at("guide", (context, rest) -> show(context));
    }

    /** Where the backups are is for those who may see them. */
    private void show(RequestContext context) throws IOException {
        context.needs(Action.SEE_OVERVIEW);
        boolean told = context.view().may(Action.SEE_OPERATIONS);
        context.page(
                "guide",
                Map.of(
                        "node",
                        node,
                        "nightly",
                        backups.settings().on(),
                        "folder",
                        told ? backups.settings().folder().toString() : ""));
    }
}
