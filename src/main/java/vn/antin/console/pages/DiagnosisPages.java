package vn.antin.console.pages;

import java.io.IOException;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.function.Supplier;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.RequestContext;
import vn.antin.envelope.VietnamTime;

/** Offers a report about this machine as one file, for remote support. */
public final class DiagnosisPages {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(VietnamTime.ZONE);

    private final PageServices services;
    private final Supplier<byte[]> report;

    /**
     * Builds the pages.
     *
     * @param report writes the report, a zip
     */
    public DiagnosisPages(PageServices services, Supplier<byte[]> report) {
        this.services = services;
        this.report = report;
    }

    public Console on(Console console) {
        return console.at("diagnosis", (context, rest) -> page(context))
                .does("diagnosis", (context, rest) -> take(context));
    }

    private static void page(RequestContext context) throws IOException {
        context.needs(Action.SEE_SETTINGS);
        context.page("diagnosis", Map.of());
    }

    private void take(RequestContext context) throws IOException {
        context.needs(Action.DIAGNOSE);
        String reason = context.reason();
        byte[] zip = report.get();
        services.ledger()
                .store(
                        "console.diagnose",
                        tx -> services.logAction(tx, context, "DIAGNOSE", "", reason, zip.length + " B"));
        context.download(
                "application/zip", "antin-" + NAME.format(context.view().now()) + ".zip", zip);
    }
}
