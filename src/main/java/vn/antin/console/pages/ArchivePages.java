package vn.antin.console.pages;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.antin.archive.ArchiveExport.ArchiveRequest;
import vn.antin.archive.ArchiveJobs;
import vn.antin.archive.ArchiveJobs.ArchiveProgress;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.RequestContext;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Archives.ArchivePackage;

/** Exports documents to archive packages, and asks for the removal of what a package holds. */
public final class ArchivePages {

    private final PageServices services;
    private final ArchiveJobs jobs;
    private final Path folder;

    /** @param folder of the packages */
    public ArchivePages(PageServices services, ArchiveJobs jobs, Path folder) {
        this.services = services;
        this.jobs = jobs;
        this.folder = folder;
    }

    /** A package, and how many of its documents the ledger still has. */
    public record ArchiveRow(ArchivePackage made, long left) {}

    public Console on(Console console) {
        return console.at("archive", (context, rest) -> page(context))
                .does("archive", (context, rest) -> export(context))
                .does("ask-remove-archived", (context, rest) -> askRemoval(context));
    }

    private void page(RequestContext context) throws IOException {
        context.needs(Action.SEE_RECEIPTS);
        ArchiveProgress last = jobs.last();
        List<ArchiveRow> rows = jobs.packages().stream()
                .map(made -> new ArchiveRow(made, jobs.left(made)))
                .toList();
        Map<String, Object> model = new HashMap<>();
        model.put("last", last);
        model.put("failure", last == null || last.failure() == null ? "" : text(last.failure(), context.view()));
        model.put("rows", rows);
        model.put("folder", folder.toString());
        context.page("archive", model);
    }

    private String text(Refused failure, PageModel v) {
        return services.errors()
                .sentence(failure.fault(), failure.values(), v.words().language());
    }

    private void export(RequestContext context) {
        context.needs(Action.EXPORT_ARCHIVE);
        jobs.begin(
                new ArchiveRequest(
                        day(context, "from", 0),
                        day(context, "until", 1),
                        folder,
                        context.who().by(),
                        context.reason()),
                false);
        context.redirect(Console.HOME + "/archive");
    }

    private static Instant day(RequestContext context, String field, int later) {
        String text = context.field(field).strip();
        try {
            return VietnamTime.midnight(LocalDate.parse(text).plusDays(later));
        } catch (DateTimeException e) {
            throw new Refused(Fault.FIELD_INVALID, e, field, text);
        }
    }

    private void askRemoval(RequestContext context) {
        context.needs(Action.EXPORT_ARCHIVE);
        jobs.askRemoval(context.field("package"), context.who().by(), context.reason());
        context.redirect(Console.HOME + "/requests");
    }
}
