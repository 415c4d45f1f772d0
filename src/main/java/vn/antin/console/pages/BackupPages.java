package vn.antin.console.pages;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.antin.backup.BackupAttempt;
import vn.antin.backup.Backups;
import vn.antin.backup.Nightly;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.RequestContext;
import vn.antin.fault.Fault;
import vn.antin.observe.HealthReading;

/** Shows the last backups, makes one, explains the restore, and prints the sheet for the safe. */
public final class BackupPages {

    private final PageServices services;
    private final Backups backups;
    private final Nightly nightly;

    public BackupPages(PageServices services, Backups backups, Nightly nightly) {
        this.services = services;
        this.backups = backups;
        this.nightly = nightly;
    }

    /** One attempt in words: what went wrong, and whether the backup still exists. */
    public record BackupRow(BackupAttempt attempt, String text, boolean there) {}

    public Console on(Console console) {
        return console.at("backups", (context, rest) -> page(context))
                .at("safe", (context, rest) -> safe(context))
                .does("back-up", (context, rest) -> make(context));
    }

    private void page(RequestContext context) throws IOException {
        context.needs(Action.SEE_OPERATIONS);
        List<String> kept = backups.kept();
        Map<String, Object> model = new HashMap<>();
        model.put("settings", backups.settings());
        model.put(
                "attempts",
                backups.attempts().stream()
                        .map(each -> new BackupRow(each, text(each, context.view()), kept.contains(each.name())))
                        .toList());
        model.put("good", backups.lastGood().orElse(null));
        model.put("next", nightly.next());
        model.put("working", backups.underWay() || context.field("asked").equals("yes"));
        model.put("sameDisk", backups.sameDisk());
        context.page("backups", model);
    }

    private String text(BackupAttempt attempt, PageModel v) {
        return Fault.ofCode(attempt.code())
                .map(fault -> services.errors()
                        .sentence(
                                fault,
                                List.of(attempt.detail().split(", ", -1)),
                                v.words().language()))
                .orElse("");
    }

    private void make(RequestContext context) {
        context.needs(Action.BACK_UP);
        String reason = context.reason();
        services.ledger().store("console.back-up", tx -> services.logAction(tx, context, "BACK_UP", "", reason, ""));
        nightly.now();
        context.redirect(Console.HOME + "/backups?asked=yes");
    }

    /**
     * Prints what must be stored elsewhere: no backup can be restored without it. The pin is not printed; the sheet has
     * a line to write it on.
     */
    private void safe(RequestContext context) throws IOException {
        context.needs(Action.SEE_SETTINGS);
        HealthReading now = services.observatory().now();
        Map<String, Object> model = new HashMap<>();
        model.put("now", now);
        model.put(
                "keys",
                now.certificates().stream()
                        .filter(each -> each.owner().equals(now.self().node()))
                        .toList());
        model.put(
                "files", backups.holding().files().stream().map(String::valueOf).toList());
        model.put(
                "secrets",
                backups.holding().secrets().stream().map(String::valueOf).toList());
        model.put("folder", backups.settings().folder().toString());
        context.page("safe", model);
    }
}
