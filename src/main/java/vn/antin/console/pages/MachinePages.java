package vn.antin.console.pages;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.RequestContext;
import vn.antin.door.Errors;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Documents;
import vn.antin.ledger.people.ApiKeyStore;
import vn.antin.ledger.people.AuditLog;
import vn.antin.observe.HealthCheck;
import vn.antin.observe.HealthCheck.Rule;
import vn.antin.observe.HealthReading;

/** The pages about the machine: certificates, settings with their origin, the connection test, API keys. */
public final class MachinePages {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,62}");

    /** Most certificates that are listed: a hub may have ten thousand nodes. */
    private static final int MOST = 200;

    /** More valid certificates of a kind than this are summarised in one line. */
    private static final int GOOD = 8;

    private final PageServices services;
    private final MachineAccess machine;
    private final ApiKeyStore keys = new ApiKeyStore();
    private final Errors errors = Errors.load();

    public MachinePages(PageServices services, MachineAccess machine) {
        this.services = services;
        this.machine = machine;
    }

    /** Registers the pages that a hub has, too. */
    public Console on(Console console) {
        return console.at("machine", (context, rest) -> machine(context))
                .at("certificates", (context, rest) -> certificates(context, ""))
                .does("renew-keys", (context, rest) -> renew(context))
                .does("authority-bundle", (context, rest) -> bundle(context))
                .does("authority-signed", (context, rest) -> takeSigned(context))
                .does("withdraw-request", (context, rest) -> withdraw(context))
                .does("renew-proofs", (context, rest) -> renewProofs(context))
                .at("settings", (context, rest) -> settings(context));
    }

    public Console onNode(Console console) {
        return on(console)
                .at("connection", (context, rest) -> connection(context, List.of()))
                .does("connection", (context, rest) -> connection(context, machine.connection()))
                .does("confirm-key", (context, rest) -> confirmKey(context))
                .at("keys", (context, rest) -> keys(context, ""))
                .does("keys", (context, rest) -> make(context))
                .does("revoke-key", (context, rest) -> revoke(context));
    }

    private void machine(RequestContext context) throws IOException {
        context.needs(Action.SEE_SETTINGS);
        List<HealthCheck> checks = services.observatory().checks();
        Map<Rule, Long> good = checks.stream()
                .filter(HealthCheck::good)
                .collect(Collectors.groupingBy(
                        HealthCheck::rule, () -> new EnumMap<>(Rule.class), Collectors.counting()));
        good.values().removeIf(count -> count <= GOOD);
        List<HealthCheck> shown = checks.stream()
                .filter(check -> !check.good() || !good.containsKey(check.rule()))
                .toList();
        List<HealthCheck> worst = shown.size() <= MOST
                ? shown
                : shown.stream()
                        .sorted(Comparator.comparing(HealthCheck::level).reversed())
                        .limit(MOST)
                        .toList();
        context.page(
                "machine",
                Map.of(
                        "now",
                        services.observatory().now(),
                        "checks",
                        worst,
                        "good",
                        good,
                        "left",
                        shown.size() - worst.size()));
    }

    private void renew(RequestContext context) throws IOException {
        context.needs(Action.RENEW_KEYS);
        String reason = context.reason();
        certificates(context, machine.renew(by(context), reason) ? "cert.renewed" : "cert.renewing");
    }

    private static AuditLog.Actor by(RequestContext context) {
        return new AuditLog.Actor(context.who().name(), context.address());
    }

    private void bundle(RequestContext context) throws IOException {
        context.needs(Action.RENEW_KEYS);
        context.download("application/xml", "antin-requests.xml", machine.authorityBundle(by(context)));
    }

    private void takeSigned(RequestContext context) throws IOException {
        context.needs(Action.RENEW_KEYS);
        byte[] file = context.file("file");
        if (file.length == 0) {
            throw new Refused(Fault.FILE_MISSING, "file");
        }
        machine.takeSigned(file, by(context));
        certificates(context, "cert.awaited.taken");
    }

    private void confirmKey(RequestContext context) throws IOException {
        context.needs(Action.CONFIRM_KEY);
        String reason = context.reason();
        AuditLog.Actor by = new AuditLog.Actor(context.who().name(), context.address());
        machine.confirmKey(new NodeId(context.field("node")), context.field("words"), by, reason);
        certificates(context, "cert.confirmed");
    }

    private void withdraw(RequestContext context) throws IOException {
        context.needs(Action.RENEW_KEYS);
        String reason = context.reason();
        machine.withdraw(Digest.ofHex(context.field("id")), by(context), reason);
        certificates(context, "cert.awaited.withdrawn");
    }

    private void certificates(RequestContext context, String said) throws IOException {
        context.needs(Action.SEE_SETTINGS);
        HealthReading now = services.observatory().now();
        List<HealthReading.Certificate> sorted = now.certificates().stream()
                .sorted(Comparator.comparing(HealthReading.Certificate::until)
                        .thenComparing(HealthReading.Certificate::owner)
                        .thenComparing(HealthReading.Certificate::purpose))
                .toList();
        Map<String, Object> model = new HashMap<>();
        model.put("now", now);
        model.put("certificates", sorted.subList(0, Math.min(MOST, sorted.size())));
        model.put("all", sorted.size());
        model.put("said", said);
        model.put("mayRenew", context.who().role().may(Action.RENEW_KEYS));
        model.put("words", machine.keyWords());
        model.put("unconfirmed", machine.unconfirmedKeys());
        model.put("authority", machine.isAuthority());
        model.put("apart", machine.isAuthorityApart());
        model.put("awaited", machine.awaited());
        model.put("nextAuthority", machine.nextAuthority());
        model.put("proofs", services.ledger().read(services.repositories().proofs()::state));
        model.put("asked", context.field("asked").equals("yes"));
        context.page("certificates", model);
    }

    private void renewProofs(RequestContext context) {
        context.needs(Action.RENEW_PROOFS);
        String reason = context.reason();
        services.ledger()
                .store("console.renew-proofs", tx -> services.logAction(tx, context, "RENEW_PROOFS", "", reason, ""));
        machine.renewProofs();
        context.redirect(Console.HOME + "/certificates?asked=yes");
    }

    private void settings(RequestContext context) throws IOException {
        context.needs(Action.SEE_SETTINGS);
        MachineAccess.PendingChange pending = machine.pending();
        Refused refused = pending.refused();
        context.page(
                "settings",
                Map.of(
                        "size",
                        services.ledger().size(),
                        "held",
                        services.ledger().held(),
                        "documents",
                        services.ledger().size() == 0 ? 0L : services.ledger().read(Documents::count),
                        "file",
                        machine.file(),
                        "settings",
                        machine.settings(),
                        "changes",
                        pending.changes(),
                        "refused",
                        refused == null
                                ? ""
                                : errors.sentence(
                                        refused.fault(),
                                        refused.values(),
                                        context.view().words().language())));
    }

    private static void connection(RequestContext context, List<MachineAccess.ConnectionStep> steps)
            throws IOException {
        context.needs(Action.TEST_CONNECTION);
        context.page("connection", Map.of("steps", steps));
    }

    /** Shows a new key once, to the person who created it. */
    private void keys(RequestContext context, String made) throws IOException {
        context.needs(Action.MANAGE_KEYS);
        Map<String, Object> model = new HashMap<>();
        model.put("keys", services.ledger().read(keys::all));
        model.put("listed", machine.keys());
        model.put(
                "hosted",
                machine.hosted().stream().map(AgencyCode::value).sorted().toList());
        model.put("made", made);
        context.page("keys", model);
    }

    private void make(RequestContext context) throws IOException {
        context.needs(Action.MANAGE_KEYS);
        String name = context.field("name");
        if (!NAME.matcher(name).matches()) {
            throw new Refused(Fault.FIELD_INVALID, "name", name);
        }
        String[] chosen = context.request().getParameterValues("agency");
        Set<AgencyCode> agencies = Arrays.stream(chosen == null ? new String[0] : chosen)
                .map(AgencyCode::new)
                .collect(Collectors.toSet());
        if (!machine.hosted().containsAll(agencies)) {
            throw new Refused(Fault.FIELD_INVALID, "agency", agencies.toString());
        }
        keys(context, machine.make(context.who(), name, agencies));
    }

    private void revoke(RequestContext context) {
        context.needs(Action.MANAGE_KEYS);
        String reason = context.reason();
        String digest = context.field("digest");
        if (!machine.revoke(context.who(), Digest.ofHex(digest), reason)) {
            throw new Refused(Fault.FIELD_INVALID, "digest", digest);
        }
        context.redirect(Console.HOME + "/keys");
    }
}
