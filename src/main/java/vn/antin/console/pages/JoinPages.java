package vn.antin.console.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import vn.antin.console.pages.JoinActs.MadeJoinFile;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.RequestContext;
import vn.antin.directory.Directory;
import vn.antin.door.pdf.JoinSheetPdf;
import vn.antin.door.pdf.ReceiptPdf;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Join files at a hub, as a file or as a printed sheet, and the joins that its operator confirms. */
public final class JoinPages {

    private static final Pattern BETWEEN_CODES = Pattern.compile("[\\s,;]+");

    private final JoinActs joins;
    private final Supplier<Directory> directory;

    public JoinPages(JoinActs joins, Supplier<Directory> directory) {
        this.joins = joins;
        this.directory = directory;
    }

    public Console on(Console console) {
        return console.at("joins", (context, rest) -> list(context))
                .does("join-file", (context, rest) -> make(context))
                .does("decide-join", (context, rest) -> decide(context));
    }

    private void list(RequestContext context) throws IOException {
        context.needs(Action.SEE_OPERATIONS);
        context.page(
                "joins",
                Map.of(
                        "asked", joins.asked(),
                        "confirms", joins.confirms(),
                        "awaited", joins.awaited(),
                        "names", Names.in(directory.get())));
    }

    /** Answers with the file or its sheet; neither is kept here. */
    private void make(RequestContext context) throws IOException {
        context.needs(Action.CHANGE_DIRECTORY);
        List<AgencyCode> agencies = BETWEEN_CODES
                .splitAsStream(context.field("agencies"))
                .filter(code -> !code.isEmpty())
                .map(AgencyCode::new)
                .toList();
        int days = (int) Math.min(Integer.MAX_VALUE, context.number("days").orElse(0));
        MadeJoinFile made = joins.make(
                new NodeId(context.field("node")), agencies, days, context.who().by(), context.reason());
        String name = made.node().value();
        if (context.field("as").equals("sheet")) {
            byte[] pdf = JoinSheetPdf.print(sheet(made, context.view()));
            context.download(ReceiptPdf.TYPE, name + ".pdf", context.seal().seal(pdf));
        } else {
            context.download("application/yaml", name + ".join", made.text().getBytes(UTF_8));
        }
    }

    private static JoinSheetPdf.JoinSheet sheet(MadeJoinFile made, PageModel v) {
        return JoinSheetPdf.JoinSheet.of(
                v.words(),
                made.province(),
                made.node().value(),
                made.agencies(),
                v.moment(made.expires()),
                made.codes());
    }

    private void decide(RequestContext context) {
        context.needs(Action.CHANGE_DIRECTORY);
        String file = context.field("file");
        if (!file.matches("[0-9a-f]{64}")) {
            throw new Refused(Fault.REQUEST_OVER);
        }
        joins.decide(
                Digest.ofHex(file),
                context.field("granted").equals("true"),
                context.who().by(),
                context.reason());
        context.redirect(Console.HOME + "/joins");
    }
}
