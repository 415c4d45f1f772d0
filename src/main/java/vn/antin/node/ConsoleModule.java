package vn.antin.node;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.console.login.FederatedLogin;
import vn.antin.console.login.PeopleSettings;
import vn.antin.console.login.SignIn;
import vn.antin.console.pages.AlertPages;
import vn.antin.console.pages.AuditorPages;
import vn.antin.console.pages.BackupPages;
import vn.antin.console.pages.BadReceipts;
import vn.antin.console.pages.BrokerQueues;
import vn.antin.console.pages.Charts;
import vn.antin.console.pages.DiagnosisPages;
import vn.antin.console.pages.GuidePages;
import vn.antin.console.pages.HubPages;
import vn.antin.console.pages.LineSummary;
import vn.antin.console.pages.MachineAccess;
import vn.antin.console.pages.MachinePages;
import vn.antin.console.pages.NodePages;
import vn.antin.console.pages.PeoplePages;
import vn.antin.console.pages.RepairActions;
import vn.antin.console.pages.RepairPages;
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
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.Pauses;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.StoppedRoutes;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.Accounts;
import vn.antin.ledger.people.Approvals;
import vn.antin.ledger.people.AuditLog;
import vn.antin.ledger.query.NodeOverview;
import vn.antin.ledger.query.RandomSample;
import vn.antin.ledger.query.Register;
import vn.antin.ledger.query.Views;
import vn.antin.node.broker.HubReachability;
import vn.antin.observe.Alerts;
import vn.antin.observe.HealthMonitor;
import vn.antin.parts.RecipientLines;
import vn.antin.receipt.Audit;
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
    private final LoginLinks links;
    private @Nullable DirectoryEditions directories;

    ConsoleModule(Repositories repositories, PeopleSettings settings, PdfSeal seal, Errors errors, Clock clock) {
        this.repositories = repositories.forPeople();
        this.seal = seal;
        this.people = new Accounts(clock);
        this.audit = new AuditLog(clock);
        FederatedLogin federated = LoginProviders.by(settings, this.repositories, people, audit, clock);
        this.door = new SignIn(this.repositories.ledger(), people, audit, federated, clock);
        this.links = new LoginLinks(door);
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

    /** The pages of a node. */
    void node(
            HttpDoor at,
            Supplier<String> house,
            Bus bus,
            BusQueries queries,
            Supplier<HubReachability> line,
            RecipientLines recipients,
            Supplier<Boolean> greeted,
            Supplier<Set<AgencyCode>> hosted,
            RepairActions mender,
            RunningRoutes flow,
            HealthMonitor observatory,
            Alerts alerts,
            MachineAccess machine,
            BackupModule backupModule,
            Supplier<byte[]> diagnosis) {
        Console console = new Console(repositories.log().self(), house, door, errors, clock).sealing(seal);
        Supplier<LineSummary> told = () -> {
            HubReachability state = line.get();
            return new LineSummary(state.up(), state.since(), state.trouble().name(), greeted.get());
        };
        Charts charts = new Charts(repositories.ledger(), false, clock);
        new NodePages(
                        bus,
                        queries,
                        new NodeOverview(repositories),
                        repositories,
                        audit,
                        told,
                        recipients::of,
                        hosted,
                        errors,
                        charts,
                        observatory)
                .on(console);
        new RepairPages(
                        repositories,
                        audit,
                        new Pauses(clock),
                        new Approvals(clock),
                        people,
                        mender,
                        named -> Pauses.ALL,
                        () -> {})
                .on(console);
        new PeoplePages(repositories, door, people, audit, bus::directory).on(console);
        auditors(bus, hosted).on(console);
        new AlertPages(repositories.ledger(), observatory, node -> Optional.empty(), alerts, audit, errors, clock)
                .on(console);
        new MachinePages(repositories.ledger(), observatory, machine).onNode(console);
        routes(flow, Node.ROUTES).on(console);
        backups(backupModule, observatory).on(console);
        new DiagnosisPages(repositories.ledger(), diagnosis, audit).on(console);
        new GuidePages(repositories.log().self(), backupModule.backups()).on(console);
        at.addServlet(Console.PATH, console.hearing(hints)).onClose(this::close);
    }

    /** The pages of a hub. */
    void hub(
            HttpDoor at,
            NodeLines lines,
            Heartbeats heartbeats,
            BrokerQueues queues,
            Supplier<Directory> directory,
            RepairActions mender,
            RunningRoutes flow,
            HealthMonitor observatory,
            Alerts alerts,
            MachineAccess machine,
            BackupModule backupModule,
            Supplier<byte[]> diagnosis) {
        Console console = new Console(
                        repositories.log().self(), () -> directory.get().province(), door, errors, clock)
                .sealing(seal);
        lines.onChange(hints::happened);
        Charts charts = new Charts(repositories.ledger(), true, clock);
        new HubPages(repositories, lines, heartbeats, queues, directory, errors, charts, audit, observatory)
                .on(console);
        new RepairPages(
                        repositories,
                        audit,
                        new Pauses(clock),
                        new Approvals(clock),
                        people,
                        mender,
                        named -> HubPages.node(lines, named),
                        lines::look)
                .on(console);
        new PeoplePages(repositories, door, people, audit, directory).on(console);
        new AlertPages(
                        repositories.ledger(),
                        observatory,
                        node -> first(directory.get(), node),
                        alerts,
                        audit,
                        errors,
                        clock)
                .on(console);
        new MachinePages(repositories.ledger(), observatory, machine).on(console);
        routes(flow, Hub.ROUTES).on(console);
        backups(backupModule, observatory).on(console);
        new DiagnosisPages(repositories.ledger(), diagnosis, audit).on(console);
        at.addServlet(Console.PATH, console.hearing(hints)).onClose(this::close);
    }

    private static Optional<Agency> first(Directory directory, String node) {
        return directory.agencies().stream()
                .filter(agency -> agency.node() != null && agency.node().value().equals(node))
                .findFirst();
    }

    private BackupPages backups(BackupModule backupModule, HealthMonitor observatory) {
        return new BackupPages(
                repositories.ledger(), backupModule.backups(), backupModule.nightly(), observatory, audit, errors);
    }

    private RoutePages routes(RunningRoutes flow, List<String> files) {
        return new RoutePages(repositories.ledger(), audit, new StoppedRoutes(clock), flow, files, errors);
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

    private AuditorPages auditors(Bus bus, Supplier<Set<AgencyCode>> hosted) {
        return new AuditorPages(
                repositories,
                bus,
                new Register(repositories.ledger(), TimeStamps::time),
                new RandomSample(repositories.ledger(), TimeStamps::time),
                hosted,
                audit,
                () -> new Audit(directories == null ? null : directories.trust(), clock.instant()),
                bad(),
                this::sealed,
                errors);
    }

    private BadReceipts bad() {
        DirectoryEditions by = Objects.requireNonNull(directories, "a node judges by its directories");
        return new BadReceipts(
                new Views(repositories, TimeStamps::time)::attested, new ReceiptVerifier(by.trust(), by));
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

    private void close() {
        links.close();
        hints.close();
    }

    /** Once the port is known: links for those who choose a password. */
    void invite(Path data, String host, int port) {
        links.start(data, host, port);
    }
}
