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
import vn.antin.console.web.Visit;
import vn.antin.door.Errors;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Documents;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.KeyBook;
import vn.antin.observe.Check;
import vn.antin.observe.Check.Rule;
import vn.antin.observe.Observatory;
import vn.antin.observe.Reading;

/** The machine itself: certificates, settings and where they come from, the way to the hub, API keys. */
public final class MachinePages {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,62}");

    /** Of a hub with ten thousand nodes nobody reads every line. */
    private static final int MOST = 200;

    /** More good ones of a kind than this are one line. */
    private static final int GOOD = 8;

    private final Ledger ledger;
    private final Observatory observatory;
    private final Machine machine;
    private final KeyBook keys = new KeyBook();
    private final Errors errors = Errors.load();

    public MachinePages(Ledger ledger, Observatory observatory, Machine machine) {
        this.ledger = ledger;
        this.observatory = observatory;
        this.machine = machine;
    }

    /** Those that a hub has, too. */
    public Console on(Console console) {
        return console.at("machine", (visit, rest) -> machine(visit))
                .at("certificates", (visit, rest) -> certificates(visit))
                .at("settings", (visit, rest) -> settings(visit));
    }

    /** All of them. */
    public Console onNode(Console console) {
        return on(console)
                .at("connection", (visit, rest) -> connection(visit, List.of()))
                .does("connection", (visit, rest) -> connection(visit, machine.connection()))
                .at("keys", (visit, rest) -> keys(visit, ""))
                .does("keys", (visit, rest) -> make(visit))
                .does("revoke-key", (visit, rest) -> revoke(visit));
    }

    private void machine(Visit visit) throws IOException {
        visit.needs(Action.SEE_SETTINGS);
        List<Check> checks = observatory.checks();
        Map<Rule, Long> good = checks.stream()
                .filter(Check::good)
                .collect(Collectors.groupingBy(Check::rule, () -> new EnumMap<>(Rule.class), Collectors.counting()));
        good.values().removeIf(count -> count <= GOOD);
        List<Check> shown = checks.stream()
                .filter(check -> !check.good() || !good.containsKey(check.rule()))
                .toList();
        List<Check> worst = shown.size() <= MOST
                ? shown
                : shown.stream()
                        .sorted(Comparator.comparing(Check::level).reversed())
                        .limit(MOST)
                        .toList();
        visit.page(
                "machine",
                Map.of("now", observatory.now(), "checks", worst, "good", good, "left", shown.size() - worst.size()));
    }

    private void certificates(Visit visit) throws IOException {
        visit.needs(Action.SEE_SETTINGS);
        Reading now = observatory.now();
        List<Reading.Certificate> sorted = now.certificates().stream()
                .sorted(Comparator.comparing(Reading.Certificate::until)
                        .thenComparing(Reading.Certificate::owner)
                        .thenComparing(Reading.Certificate::purpose))
                .toList();
        visit.page(
                "certificates",
                Map.of(
                        "now",
                        now,
                        "certificates",
                        sorted.subList(0, Math.min(MOST, sorted.size())),
                        "all",
                        sorted.size()));
    }

    private void settings(Visit visit) throws IOException {
        visit.needs(Action.SEE_SETTINGS);
        Machine.Pending pending = machine.pending();
        Refused refused = pending.refused();
        visit.page(
                "settings",
                Map.of(
                        "size",
                        ledger.size(),
                        "held",
                        ledger.held(),
                        "documents",
                        ledger.size() == 0 ? 0L : ledger.read(Documents::count),
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
                                        visit.view().words().language())));
    }

    private static void connection(Visit visit, List<Machine.Step> steps) throws IOException {
        visit.needs(Action.TEST_CONNECTION);
        visit.page("connection", Map.of("steps", steps));
    }

    /** A new key is shown once, to whoever made it. */
    private void keys(Visit visit, String made) throws IOException {
        visit.needs(Action.MANAGE_KEYS);
        Map<String, Object> model = new HashMap<>();
        model.put("keys", ledger.read(keys::all));
        model.put("listed", machine.keys());
        model.put(
                "hosted",
                machine.hosted().stream().map(AgencyCode::value).sorted().toList());
        model.put("made", made);
        visit.page("keys", model);
    }

    private void make(Visit visit) throws IOException {
        visit.needs(Action.MANAGE_KEYS);
        String name = visit.field("name");
        if (!NAME.matcher(name).matches()) {
            throw new Refused(Fault.FIELD_INVALID, "name", name);
        }
        String[] chosen = visit.request().getParameterValues("agency");
        Set<AgencyCode> agencies = Arrays.stream(chosen == null ? new String[0] : chosen)
                .map(AgencyCode::new)
                .collect(Collectors.toSet());
        if (!machine.hosted().containsAll(agencies)) {
            throw new Refused(Fault.FIELD_INVALID, "agency", agencies.toString());
        }
        keys(visit, machine.make(visit.who(), name, agencies));
    }

    private void revoke(Visit visit) {
        visit.needs(Action.MANAGE_KEYS);
        String reason = visit.reason();
        String digest = visit.field("digest");
        if (!machine.revoke(visit.who(), Digest.ofHex(digest), reason)) {
            throw new Refused(Fault.FIELD_INVALID, "digest", digest);
        }
        visit.go(Console.HOME + "/keys");
    }
}
