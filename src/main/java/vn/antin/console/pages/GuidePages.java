package vn.antin.console.pages;

import java.io.IOException;
import java.util.Map;
import vn.antin.backup.Backups;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.RequestContext;
import vn.antin.envelope.NodeId;

/** The operator's guide on one page to print: what the overview says, what to do then, and what never to do. */
public final class GuidePages {

    private final NodeId node;
    private final Backups backups;

    public GuidePages(NodeId node, Backups backups) {
        this.node = node;
        this.backups = backups;
    }

    /** Registers the page. */
    public Console on(Console console) {
        return console.at("guide", (context, rest) -> show(context));
    }

    /** Shows the folder of the backups only to those who may make them. */
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
