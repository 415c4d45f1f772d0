package vn.antin.console.pages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.RequestContext;
import vn.antin.console.web.ViewAudit;
import vn.antin.door.Errors;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.receipt.Finding;

/** Verifies an uploaded receipt or evidence bundle, in memory; the file is not stored. */
final class VerifyPages {

    private final AuditorPages.ReceiptChecks checks;
    private final Errors errors;
    private final ViewAudit viewAudit;

    VerifyPages(AuditorPages.ReceiptChecks checks, Errors errors, ViewAudit viewAudit) {
        this.checks = checks;
        this.errors = errors;
        this.viewAudit = viewAudit;
    }

    void on(Console console) {
        console.at("verify", (context, rest) -> {
                    context.needs(Action.SEE_RECEIPTS);
                    show(context, null);
                })
                .does("verify", (context, rest) -> verify(context));
    }

    private void verify(RequestContext context) throws IOException {
        context.needs(Action.SEE_RECEIPTS);
        byte[] file = context.file("file");
        if (file.length == 0) {
            throw new Refused(Fault.FILE_MISSING, "file");
        }
        List<Finding> findings = new ArrayList<>();
        checks.audit()
                .get()
                .judge(context.view().say("verify.file"), file, checks.directories(), checks.renewed(), findings::add);
        FileVerdict judged = FileVerdict.of(file, findings, errors, context.view());
        viewAudit.verified(context, judged);
        show(context, judged);
    }

    private static void show(RequestContext context, @Nullable FileVerdict judged) throws IOException {
        Map<String, Object> model = new HashMap<>();
        model.put("judged", judged);
        context.page("verify", model);
    }
}
