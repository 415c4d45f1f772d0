package vn.antin.node;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.archive.ArchiveJobs;
import vn.antin.archive.HoldActs;
import vn.antin.console.login.FederatedLogin;
import vn.antin.console.login.PeopleSettings;
import vn.antin.console.login.SignIn;
import vn.antin.console.pages.AlertPages;
import vn.antin.console.pages.ArchivePages;
import vn.antin.console.pages.AuditorPages;
import vn.antin.console.pages.BackupPages;
import vn.antin.console.pages.BadReceipts;
import vn.antin.console.pages.BrokerQueues;
import vn.antin.console.pages.Charts;
import vn.antin.console.pages.DiagnosisPages;
import vn.antin.console.pages.DirectoryActs;
import vn.antin.console.pages.DirectoryPages;
import vn.antin.console.pages.GuidePages;
import vn.antin.console.pages.HubPages;
import vn.antin.console.pages.JoinActs;
import vn.antin.console.pages.JoinPages;
import vn.antin.console.pages.LineSummary;
import vn.antin.console.pages.MachineAccess;
import vn.antin.console.pages.MachinePages;
import vn.antin.console.pages.NodePages;
import vn.antin.console.pages.PageServices;
import vn.antin.console.pages.PeoplePages;
import vn.antin.console.pages.RepairActions;
import vn.antin.console.pages.RepairPages;
import vn.antin.console.pages.RetentionPages;
import vn.antin.console.pages.RoutePages;
import vn.antin.console.pages.RunningRoutes;
import vn.antin.console.web.Console;
import vn.antin.console.web.LiveUpdates;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.door.Bus;
import vn.antin.door.BusQueries;
import vn.antin.door.Errors;
import vn.antin.door.http.HttpDoor;
import vn.antin.door.pdf.PdfSeal;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.Pauses;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Retention;
import vn.antin.ledger.StoppedRoutes;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.Accounts;
import vn.antin.ledger.people.AuditLog;
import vn.antin.ledger.query.RandomSample;
import vn.antin.ledger.query.Register;
import vn.antin.ledger.query.Views;
import vn.antin.node.broker.HubReachability;
import vn.antin.observe.Alerts;
import vn.antin.parts.RecipientLines;
import vn.antin.receipt.Audit;
import vn.antin.receipt.ProofList;
import vn.antin.receipt.ReceiptVerifier;
import vn.antin.relay.NodeLines;
import vn.antin.seal.timestamp.TimeStamps;

/** Puts the console behind the door of a node, and leaves the first link where only its administrator reads it. */
final class ConsoleModule {

    private final Repositories repositories;
    private final SignIn door;
    private final Accounts people;
    private final AuditLog audit;
    private final Errors errors;
    private final Clock clock;
    private final LiveUpdates hints;
    private final PdfSeal seal;
    private @Nullable DirectoryEditions directories;

    ConsoleModule(Repositories repositories, PeopleSettings settings, PdfSeal seal, Errors errors, Clock clock) {
        this.repositories = repositories.forPeople();
        this.seal = seal;
        this.people = new Accounts(clock);
        this.audit = new AuditLog(clock);
        FederatedLogin federated = LoginProviders.by(settings, this.repositories, people, audit, clock);
        this.door = new SignIn(this.repositories.ledger(), people, audit, federated, clock);
        this.errors = errors;
        this.clock = clock;
        this.hints = new LiveUpdates(clock.instant().getEpochSecond());
        repositories.ledger().onWake(what -> hints.happened());
    }

    AuditLog audit() {
        return audit;
    }

    /** Something that pages show has changed and is not in the ledger. */
    void changed() {
        hints.happened();
    }

    /** What the pages of a node ask. */
    record NodeServices(
            Supplier<String> house,
            Bus bus,
            BusQueries queries,
            HubLink link,
            RecipientLines recipients,
            Supplier<Set<AgencyCode>> hosted,
            ArchiveJobs archive,
            Path archiveFolder) {

        LineSummary line() {
            HubReachability state = link.connections().state();
            return new LineSummary(
                    state.up(),
                    state.since(),
                    state.trouble().name(),
                    link.session().good());
        }
    }

    /** What the pages of a hub ask. */
    record HubServices(
            NodeLines lines, Heartbeats heartbeats, BrokerQueues queues, DirectoryActs acts, JoinActs joins) {}

    /** What an operator sees and does, at a node and at a hub. */
    record OperatorServices(
            RepairActions repairs,
            RunningRoutes routes,
            ObserveModule observe,
            Alerts alerts,
            MachineAccess machine,
            BackupModule backups,
            Retention retention) {}

    void node(HttpDoor at, NodeServices node, OperatorServices operator) {
        Bus bus = node.bus();
        PageServices services = services(operator, false);
        Console console = new Console(repositories.log().self(), node.house(), door, errors, clock).sealing(seal);
        new NodePages(services, bus, node.queries(), node::line, node.recipients()::of, node.hosted()).on(console);
        repairs(services, operator, named -> Pauses.ALL, () -> {})
                .archiving(node.archive())
                .on(console);
        new ArchivePages(services, node.archive(), node.archiveFolder()).on(console);
        new PeoplePages(services, door, people, bus::directory).on(console);
        auditors(services, bus, node.hosted()).on(console);
        operations(services, console, operator, unused -> Optional.empty(), Node.ROUTES);
        new MachinePages(services, operator.machine()).onNode(console);
        new GuidePages(repositories.log().self(), operator.backups().backups()).on(console);
        at.addServlet(Console.PATH, console.hearing(hints)).onClose(hints::close);
    }

    void hub(HttpDoor at, HubServices hub, OperatorServices operator) {
        NodeLines lines = hub.lines();
        Supplier<Directory> directory = hub.acts()::current;
        Console console = new Console(
                        repositories.log().self(), () -> directory.get().province(), door, errors, clock)
                .sealing(seal);
        lines.onChange(hints::happened);
        PageServices services = services(operator, true);
        new HubPages(services, lines, hub.heartbeats(), hub.queues(), directory).on(console);
        repairs(services, operator, named -> HubPages.node(lines, named), lines::look)
                .deciding(hub.acts())
                .on(console);
        new DirectoryPages(hub.acts(), repositories.ledger(), hub.heartbeats()).on(console);
        new JoinPages(hub.joins(), hub.acts()::current).on(console);
        new PeoplePages(services, door, people, directory).on(console);
        operations(services, console, operator, node -> first(directory.get(), node), Hub.ROUTES);
        new MachinePages(services, operator.machine()).on(console);
        at.addServlet(Console.PATH, console.hearing(hints)).onClose(hints::close);
    }

    private RepairPages repairs(
            PageServices services, OperatorServices operator, UnaryOperator<String> paused, Runnable changed) {
        return new RepairPages(services, people, operator.repairs(), paused, changed, clock);
    }

    /** Alerts, routes, backups and the report: the same pages at a node and at a hub. */
    private void operations(
            PageServices services,
            Console console,
            OperatorServices operator,
            Function<String, Optional<Agency>> agency,
            List<String> routeFiles) {
        new AlertPages(services, agency, operator.alerts(), clock).on(console);
        new RoutePages(services, new StoppedRoutes(clock), operator.routes(), routeFiles).on(console);
        BackupModule backups = operator.backups();
        new BackupPages(services, backups.backups(), backups.nightly()).on(console);
        new DiagnosisPages(services, operator.observe()::diagnosis).on(console);
        new RetentionPages(services, operator.retention(), new HoldActs(repositories.ledger(), clock)).on(console);
    }

    private static Optional<Agency> first(Directory directory, String node) {
        return directory.agencies().stream()
                .filter(agency -> agency.node() != null && agency.node().value().equals(node))
                .findFirst();
    }

    /** Which routes somebody has stopped. */
    static Set<String> stopped(Ledger ledger) {
        return ledger.read(StoppedRoutes::all).stream()
                .map(StoppedRoutes.StoppedRoute::route)
                .collect(Collectors.toSet());
    }

    /** With what receipts that somebody brings are judged by. */
    ConsoleModule judging(DirectoryEditions by) {
        directories = by;
        return this;
    }

    private PageServices services(OperatorServices operator, boolean hub) {
        return new PageServices(
                repositories,
                audit,
                errors,
                new Charts(repositories.ledger(), hub, clock),
                operator.observe().observatory());
    }

    private AuditorPages auditors(PageServices services, Bus bus, Supplier<Set<AgencyCode>> hosted) {
        return new AuditorPages(
                services,
                bus,
                new AuditorPages.Records(
                        new Register(repositories.ledger(), TimeStamps::time),
                        new RandomSample(repositories.ledger(), TimeStamps::time)),
                hosted,
                new AuditorPages.ReceiptChecks(
                        () -> new Audit(directories == null ? null : directories.trust(), clock.instant())
                                .with(sealed(Set.of())),
                        bad(),
                        this::sealed,
                        this::renewed));
    }

    private BadReceipts bad() {
        DirectoryEditions by = Objects.requireNonNull(directories, "a node judges by its directories");
        return new BadReceipts(
                new Views(repositories, TimeStamps::time)::attested,
                new ReceiptVerifier(by.trust(), by, this::renewed));
    }

    /** As the bundle of a document has them: those that the evidence names, and the newest. */
    private List<byte[]> sealed(Set<Long> serials) {
        DirectoryEditions kept = directories;
        if (kept == null) {
            return List.of();
        }
        Set<Long> wanted = new TreeSet<>(serials);
        wanted.add(kept.current().serial());
        List<byte[]> found = new ArrayList<>();
        wanted.forEach(serial -> kept.sealed(serial).ifPresent(found::add));
        return found;
    }

    private List<ProofList> renewed(Digest object) {
        return repositories.ledger().read(tx -> repositories.proofs().lists(tx, Set.of(object)));
    }

    /** Once the port is known: links for those who choose a password. */
    void invite(OperatorFiles commands, Path data, int port) {
        new LoginLinks(door, data, "localhost", port).on(commands);
    }
}
