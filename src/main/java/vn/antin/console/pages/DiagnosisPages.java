package vn.antin.console.pages;

import java.io.IOException;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.function.Supplier;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.View;
import vn.antin.console.web.Visit;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.AuditLog;

/** A report about the machine, in one file, for whoever helps from afar. */
public final class DiagnosisPages {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(View.ZONE);

    private final Ledger ledger;
    private final Supplier<byte[]> report;
    private final AuditLog audit;

    /**
     * Of this machine.
     *
     * @param report a zip
     */
    public DiagnosisPages(Ledger ledger, Supplier<byte[]> report, AuditLog audit) {
        this.ledger = ledger;
        this.report = report;
        this.audit = audit;
    }

    /** Puts it where it belongs. */
    public Console on(Console console) {
        return console.at("diagnosis", (visit, rest) -> page(visit)).does("diagnosis", (visit, rest) -> take(visit));
    }

    private static void page(Visit visit) throws IOException {
        visit.needs(Action.SEE_SETTINGS);
        visit.page("diagnosis", Map.of());
    }

    private void take(Visit visit) throws IOException {
        visit.needs(Action.DIAGNOSE);
        String reason = visit.reason();
        byte[] zip = report.get();
        ledger.store(
                "console.diagnose", tx -> audit.add(tx, visit.who().by(), "DIAGNOSE", "", reason, zip.length + " B"));
        String name = "antin-" + NAME.format(visit.view().now()) + ".zip";
        visit.response().setContentType("application/zip");
        visit.response().setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        visit.response().setContentLength(zip.length);
        visit.response().getOutputStream().write(zip);
    }
}
